using CudaMlp.Metrics;
using CudaMlp.Pictures;

namespace CudaMlp.Tracking.Runs;

/// <summary>The pictures of runs: curves from their metrics, heat map and bars from an evaluation.</summary>
public static class RunPictures
{
    /// <summary>Loss and accuracy over the epochs of one run or of several.</summary>
    /// <returns>Null where no run has an epoch.</returns>
    public static Picture? Curves(IReadOnlyList<RunSummary> runs)
    {
        var curves = new List<RunCurves>();
        var score = "accuracy";
        foreach (var run in runs)
        {
            var epochs = run.Epochs();
            if (!epochs.ContainsKey("loss"))
                continue;
            double[] Of(string name) => epochs.GetValueOrDefault(name, []);
            if (!epochs.ContainsKey("accuracy") && epochs.ContainsKey("val_r2"))
                score = "r2";
            curves.Add(new RunCurves(run.Name, Of("loss"), Of("val_loss"), Of(score), Of("val_" + score), run.BestEpoch));
        }

        return curves.Count == 0 ? null : TrainingCurves.Draw(curves, score == "r2" ? "R²" : score);
    }

    public static Picture Heatmap(ConfusionMatrix matrix, IReadOnlyList<string> classNames, string title = "confusion matrix")
    {
        var counts = new long[matrix.Classes, matrix.Classes];
        for (var truth = 0; truth < matrix.Classes; truth++)
        {
            for (var prediction = 0; prediction < matrix.Classes; prediction++)
                counts[truth, prediction] = matrix[truth, prediction];
        }

        return ConfusionHeatmap.Draw(counts, classNames, title);
    }

    /// <summary>Precision, recall and F1 of every class.</summary>
    public static Picture Bars(ClassificationReport report, string title = "precision, recall and F1 by class") => ClassBars.Draw(
        report.ClassNames,
        [
            new ClassSeries("precision", [.. report.Classes.Select(c => c.Precision)]),
            new ClassSeries("recall", [.. report.Classes.Select(c => c.Recall)]),
            new ClassSeries("F1", [.. report.Classes.Select(c => c.F1)]),
        ],
        title);
}
