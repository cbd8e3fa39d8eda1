using CudaMlp.Metrics;

namespace CudaMlp.Tests.Metrics;

public class MetricsTests
{
    /// <summary>
    /// The example of scikit-learn's documentation of classification_report: y_true = [0, 1, 2, 2, 2], y_pred = [0, 0, 2, 2, 1].
    /// Class 0: P 1/2, R 1; class 1: P 0, R 0; class 2: P 1, R 2/3.
    /// </summary>
    [Fact]
    public void The_report_has_scikit_learns_figures_and_layout()
    {
        var matrix = ConfusionMatrix.Of([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3);
        var report = new ClassificationReport(matrix, ["class 0", "class 1", "class 2"]);
        Assert.Equal(new ClassScores(0.5, 1, 2.0 / 3, 1), report.Classes[0]);
        Assert.Equal(new ClassScores(0, 0, 0, 1), report.Classes[1]);
        Assert.Equal(0.8, report.Classes[2].F1, 12);
        Assert.Equal(0.6, report.Accuracy, 12);
        Assert.Equal((0.5 + 0 + 1) / 3, report.Macro.Precision, 12);
        Assert.Equal((0.5 + 0 + 3) / 5, report.Weighted.Precision, 12);
        const string Expected =
            "              precision    recall  f1-score   support\n" +
            "\n" +
            "     class 0       0.50      1.00      0.67         1\n" +
            "     class 1       0.00      0.00      0.00         1\n" +
            "     class 2       1.00      0.67      0.80         3\n" +
            "\n" +
            "    accuracy                           0.60         5\n" +
            "   macro avg       0.50      0.56      0.49         5\n" +
            "weighted avg       0.70      0.60      0.61         5\n";
        Assert.Equal(Expected, report.ToText());
    }

    [Fact]
    public void A_class_that_does_not_occur_is_left_out_of_the_averages_and_one_that_is_only_predicted_is_not()
    {
        // Class 3 occurs nowhere, class 2 only among the predictions: its recall has no denominator.
        var matrix = ConfusionMatrix.Of([0, 0, 1, 1], [0, 2, 1, 1], 4);
        var report = new ClassificationReport(matrix, ["a", "b", "c", "d"]);
        Assert.Equal([0, 1, 2], report.Present);
        Assert.Equal(0, report.Classes[2].Recall);
        Assert.Equal((0.5 + 1 + 0) / 3, report.Macro.Recall, 12);
        Assert.Equal((2 * 0.5 + 2 * 1) / 4, report.Weighted.Recall, 12);
        Assert.Equal(1, new ClassificationReport(matrix, ["a", "b", "c", "d"], zeroDivision: 1).Classes[2].Recall);
    }

    [Fact]
    public void Top_k_counts_ties_for_the_lower_class()
    {
        var predictions = new Predictions([0.5f, 0.3f, 0.2f, 0.4f, 0.4f, 0.2f, 0.1f, 0.1f, 0.8f], 3);
        Assert.Equal([0, 0, 2], predictions.Classes());
        Assert.Equal(1.0 / 3, predictions.TopAccuracy([1, 1, 2], 1), 12);
        Assert.Equal(1, predictions.TopAccuracy([1, 1, 2], 2), 12);
        Assert.Equal([0, 1], predictions.TopClasses(1, 2));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_label_that_is_no_class_is_refused_by_its_number(int label)
    {
        var predictions = new Predictions([0.5f, 0.3f, 0.2f], 3);
        Assert.Contains("from 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => predictions.TopAccuracy([label], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("from 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([label], [0], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("from 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of([0], [label], 3)).Message, StringComparison.Ordinal);
    }

    /// <summary>scikit-learn's documentation: r2_score([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]) is 0.948…, the mean squared error 0.375, the absolute 0.5.</summary>
    [Fact]
    public void Regression_scores_are_scikit_learns()
    {
        var scores = RegressionScores.Of([3, -0.5f, 2, 7], [2.5f, 0, 2, 8], 1);
        Assert.Equal(0.375, scores.MeanSquaredError, 12);
        Assert.Equal(Math.Sqrt(0.375), scores.RootMeanSquaredError, 12);
        Assert.Equal(0.5, scores.MeanAbsoluteError, 12);
        Assert.Equal(1 - (1.5 / 29.1875), scores.R2, 12);
    }

    [Theory]
    [InlineData(new float[] { 1, 1, 1 }, new float[] { 1, 1, 1 }, 1)]
    [InlineData(new float[] { 1, 1, 1 }, new float[] { 1, 1, 2 }, 0)]
    [InlineData(new float[] { 1, 2, 3 }, new float[] { 2, 2, 2 }, 0)]
    [InlineData(new float[] { 1 }, new float[] { 1 }, double.NaN)]
    public void R2_of_constants(float[] truth, float[] predicted, double expected) =>
        Assert.Equal(expected, RegressionScores.Of(truth, predicted, 1).R2);

    [Fact]
    public void R2_of_several_outputs_is_the_mean_of_each()
    {
        // Output 0 is met exactly, output 1 is predicted by its mean.
        var scores = RegressionScores.Of([1, 1, 2, 3], [1, 2, 2, 2], 2);
        Assert.Equal(0.5, scores.R2, 12);
    }
}
