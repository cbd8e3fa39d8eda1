using CudaMlp.Metrics;
using CudaMlp.Training;

namespace CudaMlp.Tests;

public class TrainingAdviceTests
{
    [Fact]
    public void A_rising_validation_loss_is_over_fitting() =>
        Assert.Contains("best in epoch 2 (0.3) and has risen to 0.5", Single([0.5, 0.3, 0.1, 0.05, 0.01], [0.4, 0.3, 0.35, 0.4, 0.5], [0.8, 0.9, 0.95, 0.99, 1], [0.85, 0.9, 0.9, 0.89, 0.89]), StringComparison.Ordinal);

    [Fact]
    public void A_gap_in_accuracy_is_over_fitting() =>
        Assert.Contains("far above validation accuracy", Single([0.5, 0.3], [0.5, 0.5], [0.8, 0.99], [0.8, 0.85]), StringComparison.Ordinal);

    [Fact]
    public void Hardly_more_than_chance_is_under_fitting() =>
        Assert.Contains("little better than guessing", Single([2.3, 2.29], [2.3, 2.3], [0.1, 0.12], [0.1, 0.12]), StringComparison.Ordinal);

    [Fact]
    public void A_loss_that_still_falls_asks_for_more_epochs() =>
        Assert.Contains("more epochs are likely to help", Single([0.5, 0.3], [0.5, 0.4], [0.8, 0.9], [0.8, 0.88]), StringComparison.Ordinal);

    [Fact]
    public void A_loss_that_jumps_asks_for_a_smaller_rate() =>
        Assert.Contains("too high", Single([0.5, 0.8, 0.5, 0.9], [0.5, 0.5, 0.5, 0.5], [0.8, 0.8, 0.8, 0.8], [0.8, 0.8, 0.8, 0.8]), StringComparison.Ordinal);

    [Fact]
    public void A_good_training_needs_no_advice()
    {
        Assert.Empty(TrainingAdvice.For(History([0.5, 0.3, 0.25, 0.245], [0.5, 0.3, 0.26, 0.259], [0.8, 0.9, 0.95, 0.96], [0.8, 0.9, 0.94, 0.95]), 0.1));
        Assert.Empty(TrainingAdvice.For(new History()));
    }

    [Fact]
    public void A_rare_class_that_is_missed_is_named()
    {
        var matrix = new ConfusionMatrix(2);
        for (var i = 0; i < 100; i++)
            matrix.Add(0, 0);
        for (var i = 0; i < 5; i++)
            matrix.Add(1, i == 0 ? 1 : 0);
        var advice = TrainingAdvice.For(History([0.3, 0.3], [0.3, 0.3], [0.95, 0.95], [0.95, 0.95]), 0.1, new ClassificationReport(matrix, ["common", "rare"]));
        Assert.Contains("\"rare\" is found only 20", Assert.Single(advice), StringComparison.Ordinal);
    }

    [Fact]
    public void Updates_that_overflow_takes_are_counted_out()
    {
        var good = History([0.5, 0.3, 0.25, 0.245], [0.5, 0.3, 0.26, 0.259], [0.8, 0.9, 0.95, 0.96], [0.8, 0.9, 0.94, 0.95]);
        Assert.Contains("In 17 of 3 steps", Assert.Single(TrainingAdvice.For(good, 0.1, skipped: 17)), StringComparison.Ordinal);
        Assert.Empty(TrainingAdvice.For(good, 0.1, skipped: 16));
    }

    private static string Single(double[] loss, double[] validation, double[] accuracy, double[] validationAccuracy) =>
        Assert.Single(TrainingAdvice.For(History(loss, validation, accuracy, validationAccuracy), 0.1));

    private static History History(double[] loss, double[] validation, double[] accuracy, double[] validationAccuracy)
    {
        var history = new History();
        for (var i = 0; i < loss.Length; i++)
        {
            history.Add(new EpochReport
            {
                Epoch = i + 1,
                Step = i,
                Values = [new("loss", loss[i]), new("accuracy", accuracy[i]), new("val_loss", validation[i]), new("val_accuracy", validationAccuracy[i])],
            });
        }

        return history;
    }
}
