using CudaMlp.Data;

namespace CudaMlp.Metrics;

/// <summary>The metrics that can be asked for by name, with the names Keras and scikit-learn have for them.</summary>
public static class MetricNames
{
    /// <summary>For classifiers. topN (top5 …) is written with any N.</summary>
    public static IReadOnlyList<string> Classification { get; } =
        ["accuracy", "precision_macro", "recall_macro", "f1_macro", "precision_weighted", "recall_weighted", "f1_weighted", "top_k_categorical_accuracy", "topN"];

    public static IReadOnlyList<string> Regression { get; } = ["mse", "rmse", "mae", "r2"];

    /// <exception cref="ArgumentException">There is no such metric for the task.</exception>
    public static void Check(string name, bool classification)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (TopOf(name) is not null ? classification : (classification ? Classification : Regression).Contains(name))
            return;
        throw new ArgumentException(
            $"there is no metric \"{name}\" for {(classification ? "classification" : "regression")}; there are {string.Join(", ", classification ? Classification : Regression)}");
    }

    /// <summary>Value of a metric over predictions.</summary>
    /// <param name="name">As in <see cref="Classification"/> or <see cref="Regression"/>.</param>
    /// <param name="predictions">Rows × outputs.</param>
    /// <param name="labels">One a row; empty in regression.</param>
    /// <param name="targets">Rows × outputs; empty in classification.</param>
    public static double Measure(string name, Predictions predictions, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets)
    {
        if (TopOf(name) is { } k)
            return predictions.TopAccuracy(labels, k);
        if (Regression.Contains(name))
        {
            var scores = RegressionScores.Of(targets, predictions.Values, predictions.Outputs);
            return name switch
            {
                "mse" => scores.MeanSquaredError,
                "rmse" => scores.RootMeanSquaredError,
                "mae" => scores.MeanAbsoluteError,
                _ => scores.R2,
            };
        }

        var matrix = ConfusionMatrix.Of(labels, predictions.Classes(), predictions.Outputs);
        var report = new ClassificationReport(matrix, DataSchema.NumberedClasses(predictions.Outputs));
        return name switch
        {
            "accuracy" => report.Accuracy,
            "precision_macro" => report.Macro.Precision,
            "recall_macro" => report.Macro.Recall,
            "f1_macro" => report.Macro.F1,
            "precision_weighted" => report.Weighted.Precision,
            "recall_weighted" => report.Weighted.Recall,
            "f1_weighted" => report.Weighted.F1,
            _ => throw new ArgumentException($"there is no metric \"{name}\""),
        };
    }

    /// <summary>Keras's top_k_categorical_accuracy has k = 5.</summary>
    private static int? TopOf(string name) =>
        name == "top_k_categorical_accuracy" ? 5
        : name.StartsWith("top", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), out var k) && k > 0 ? k
        : null;
}
