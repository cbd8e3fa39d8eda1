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
        Assert.Empty(TrainingAdvice.For(History([0.5, 0.3, 0.25, 0.245], [0.5, 0.3, 0.26, 0.259], [0.8, 0.9, 0.95, 0.96], [0.8, 0.9, 0.94, 0.95]), new TrainingFacts { Chance = 0.1 }));
        Assert.Empty(TrainingAdvice.For(new History()));
    }

    [Fact]
    public void A_rare_class_that_is_missed_is_named_and_nothing_else_is_blamed()
    {
        // Always the common class: 95 % is also what guessing gives, but a wider network is not what is missing.
        var history = History([0.3, 0.3], [0.3, 0.3], [0.95, 0.95], [0.95, 0.95]);
        var facts = new TrainingFacts { Chance = 0.95, Test = Test((0, 0, 100), (1, 1, 1), (1, 0, 4)) };
        var advice = Assert.Single(TrainingAdvice.For(history, facts));
        Assert.Contains("\"c1\" is found only 20", advice, StringComparison.Ordinal);
        Assert.EndsWith("Try --class-weight balanced or more rows of the rare classes.", advice, StringComparison.Ordinal);
        Assert.EndsWith("Try more rows of the rare classes.", Assert.Single(TrainingAdvice.For(history, facts with { Used = ["--class-weight"] })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--normalize", "--normalize standardize", new[] { 2.3, 2.29 }, new[] { 2.3, 2.3 }, new[] { 0.1, 0.12 }, new[] { 0.1, 0.12 })]
    [InlineData("--dropout", "--dropout 0.2", new[] { 0.5, 0.3 }, new[] { 0.5, 0.5 }, new[] { 0.8, 0.99 }, new[] { 0.8, 0.85 })]
    [InlineData("--restore-best", "--early-stopping 3", new[] { 0.5, 0.3, 0.1, 0.05 }, new[] { 0.3, 0.35, 0.4, 0.5 }, new[] { 0.9, 0.95, 0.99, 1 }, new[] { 0.9, 0.9, 0.89, 0.89 })]
    [InlineData("--clip-norm", "--clip-norm 1", new[] { 0.5, 0.8, 0.5, 0.9 }, new[] { 0.5, 0.5, 0.5, 0.5 }, new[] { 0.8, 0.8, 0.8, 0.8 }, new[] { 0.8, 0.8, 0.8, 0.8 })]
    public void What_is_in_use_is_not_advised(string flag, string words, double[] loss, double[] validation, double[] accuracy, double[] validationAccuracy)
    {
        var history = History(loss, validation, accuracy, validationAccuracy);
        Assert.Contains(words, Assert.Single(TrainingAdvice.For(history, new TrainingFacts { Chance = 0.1 })), StringComparison.Ordinal);
        Assert.DoesNotContain(words, Assert.Single(TrainingAdvice.For(history, new TrainingFacts { Chance = 0.1, Used = [flag] })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_that_few_rows_make_by_chance_is_no_over_fitting()
    {
        var history = History([0.7, 0.69], [0.7, 0.69], [0.7, 0.8], [0.7, 0.7]);
        Assert.Empty(TrainingAdvice.For(history, new TrainingFacts { Chance = 0.5, ValidationRows = 10 }));
        Assert.Contains("over-fits", Assert.Single(TrainingAdvice.For(history, new TrainingFacts { Chance = 0.5, ValidationRows = 1000 })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_guesses_does_not_over_fit() =>
        Assert.Contains("under-fits", Assert.Single(TrainingAdvice.For(History([1.2, 1.1], [1.3, 1.2], [0.45, 0.5], [0.5, 0.3]), new TrainingFacts { Chance = 0.5, ValidationRows = 1000 })), StringComparison.Ordinal);

    [Fact]
    public void A_perfect_fit_needs_no_more_epochs() =>
        Assert.Empty(TrainingAdvice.For(History([0.1, 0.02, 0.01], [0.1, 0.02, 0.01], [1, 1, 1], [1, 1, 1]), new TrainingFacts { Chance = 0.3 }));

    [Fact]
    public void A_loss_that_hardly_moves_asks_for_a_higher_rate()
    {
        Assert.Contains("a learning rate ten times higher", Single([1.164, 1.163], [1.2, 1.2], [0.1, 0.1], [0.1, 0.1]), StringComparison.Ordinal);
        Assert.Contains("ten times up or down", Single([1.164, 1.1], [1.2, 1.2], [0.1, 0.1], [0.1, 0.1]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_beyond_that_of_guessing_asks_for_a_smaller_rate()
    {
        // Much too high a rate: the accuracy may look well, and the loss falls from epoch to epoch.
        var history = History([4e9, 5e8, 4e4], [7e8, 3e7, 323], [0.93, 0.94, 0.9], [0.96, 0.92, 0.84]);
        var facts = new TrainingFacts { Chance = 0.5, Test = Test((0, 0, 50), (1, 1, 50)) };
        Assert.Contains("worse than that of guessing (0.69): the learning rate is probably too high, or the features", Assert.Single(TrainingAdvice.For(history, facts)), StringComparison.Ordinal);
        Assert.DoesNotContain("normalize", Assert.Single(TrainingAdvice.For(history, facts with { Used = ["--normalize"] })), StringComparison.Ordinal);
        // Features of a large scale begin with such a loss, and a rate much too low leaves it there.
        var stuck = History([30, 29.9], [30, 29.9], [0.5, 0.5], [0.5, 0.5]);
        Assert.Contains("a learning rate ten times higher", Assert.Single(TrainingAdvice.For(stuck, facts)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5.99, 270725, "worse than predicting the mean", "--normalize-target standardize")]
    [InlineData(0.05, 0.9, "little better than predicting the mean", "a wider or deeper network")]
    public void A_regression_that_explains_nothing_under_fits(double r2, double rmse, string problem, string advised)
    {
        var test = new Evaluation { Loss = rmse * rmse, Rows = 100, Regression = new RegressionScores(rmse * rmse, rmse, r2) };
        var advice = Assert.Single(TrainingAdvice.For(History([2, 1], [2, 1], [double.NaN, double.NaN], [double.NaN, double.NaN]), new TrainingFacts { Test = test }));
        Assert.Contains(problem, advice, StringComparison.Ordinal);
        Assert.Contains(advised, advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regression_that_explains_its_targets_needs_no_advice()
    {
        var test = new Evaluation { Loss = 0.01, Rows = 100, Regression = new RegressionScores(0.01, 0.1, 0.99) };
        Assert.Empty(TrainingAdvice.For(History([0.0103, 0.01], [0.0103, 0.0101], [double.NaN, double.NaN], [double.NaN, double.NaN]), new TrainingFacts { Test = test }));
    }

    private static Evaluation Test(params (int Truth, int Predicted, int Rows)[] counts)
    {
        var matrix = new ConfusionMatrix(2);
        foreach (var (truth, predicted, rows) in counts)
        {
            for (var i = 0; i < rows; i++)
                matrix.Add(truth, predicted);
        }

        return new Evaluation { Loss = 0.3, Rows = matrix.Total, Accuracy = matrix.Accuracy, Confusion = matrix, Report = new ClassificationReport(matrix, ["c0", "c1"]) };
    }

    [Fact]
    public void Updates_that_overflow_takes_are_counted_out()
    {
        var good = History([0.5, 0.3, 0.25, 0.245], [0.5, 0.3, 0.26, 0.259], [0.8, 0.9, 0.95, 0.96], [0.8, 0.9, 0.94, 0.95]);
        Assert.Contains("In 17 of 3 steps", Assert.Single(TrainingAdvice.For(good, new TrainingFacts { Chance = 0.1, SkippedUpdates = 17 })), StringComparison.Ordinal);
        Assert.Empty(TrainingAdvice.For(good, new TrainingFacts { Chance = 0.1, SkippedUpdates = 16 }));
    }

    private static string Single(double[] loss, double[] validation, double[] accuracy, double[] validationAccuracy) =>
        Assert.Single(TrainingAdvice.For(History(loss, validation, accuracy, validationAccuracy), new TrainingFacts { Chance = 0.1 }));

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
