using CsCheck;
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
    public void Any_report_follows_the_definitions() => Gen.Int[1, 5].SelectMany(
        classes => Gen.Select(Gen.Int[0, classes - 1], Gen.Int[0, classes - 1]).Array[1, 30], (classes, rows) => (classes, rows)).Sample(
        (classes, rows) =>
        {
            var matrix = ConfusionMatrix.Of([.. rows.Select(r => r.Item1)], [.. rows.Select(r => r.Item2)], classes);
            var report = new ClassificationReport(matrix, [.. Enumerable.Range(0, classes).Select(c => $"{c}")]);
            Assert.Equal(rows.Average(r => r.Item1 == r.Item2 ? 1.0 : 0), report.Accuracy, 12);
            double Share(int hits, int of) => of == 0 ? 0 : (double)hits / of;
            var present = Enumerable.Range(0, classes).Where(c => rows.Any(r => r.Item1 == c || r.Item2 == c)).ToArray();
            Assert.Equal(present, report.Present);
            for (var c = 0; c < classes; c++)
            {
                var (hits, missed, wrong) = (rows.Count(r => r == (c, c)), rows.Count(r => r.Item1 == c && r.Item2 != c), rows.Count(r => r.Item1 != c && r.Item2 == c));
                var (precision, recall) = (Share(hits, hits + wrong), Share(hits, hits + missed));
                Assert.Equal(precision, report.Classes[c].Precision, 12);
                Assert.Equal(recall, report.Classes[c].Recall, 12);
                Assert.Equal(precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall), report.Classes[c].F1, 12);
                Assert.Equal(hits + missed, report.Classes[c].Support);
            }

            Assert.Equal(present.Average(c => report.Classes[c].F1), report.Macro.F1, 12);
            Assert.Equal(rows.Average(r => report.Classes[r.Item1].Precision), report.Weighted.Precision, 12);
            // Each class's recall weighted by its rows is the share of rows that are right.
            Assert.Equal(report.Accuracy, report.Weighted.Recall, 12);
        },
        iter: 500);

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
    public void Any_regression_scores_follow_the_definitions() => Gen.Int[1, 3].SelectMany(
        outputs => Gen.Select(Gen.Float[-1000, 1000], Gen.Float[-1000, 1000]).Array[outputs].Array[2, 20]).Sample(
        rows =>
        {
            float[] truth = [.. rows.SelectMany(r => r.Select(v => v.Item1))], predicted = [.. rows.SelectMany(r => r.Select(v => v.Item2))];
            var outputs = rows[0].Length;
            var scores = RegressionScores.Of(truth, predicted, outputs);
            var errors = truth.Zip(predicted, (y, p) => (double)y - p).ToArray();
            Assert.Equal(errors.Average(e => e * e), scores.MeanSquaredError, 1e-6);
            Assert.Equal(errors.Average(Math.Abs), scores.MeanAbsoluteError, 1e-9);
            // The mean over the outputs of one minus the share of the variance that is left.
            var r2 = Enumerable.Range(0, outputs).Average(o =>
            {
                var y = rows.Select(r => (double)r[o].Item1).ToArray();
                var variance = y.Average(v => (v - y.Average()) * (v - y.Average()));
                var left = rows.Average(r => ((double)r[o].Item1 - r[o].Item2) * ((double)r[o].Item1 - r[o].Item2));
                return variance > 0 ? 1 - (left / variance) : left == 0 ? 1 : 0;
            });
            Assert.Equal(r2, scores.R2, 1e-9 * (1 + Math.Abs(r2)));
        },
        iter: 500);

    [Fact]
    public void R2_of_several_outputs_is_the_mean_of_each()
    {
        // Output 0 is met exactly, output 1 is predicted by its mean.
        var scores = RegressionScores.Of([1, 1, 2, 3], [1, 2, 2, 2], 2);
        Assert.Equal(0.5, scores.R2, 12);
    }
}
