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
        var trained = runs.Select(run => (Run: run, Epochs: run.Epochs())).Where(r => r.Epochs.ContainsKey("loss")).ToArray();
        // One score for all: of classifiers beside regressions, the accuracy, which the regressions then have no curve of.
        var score = !trained.Any(r => r.Epochs.ContainsKey("accuracy")) && trained.Any(r => r.Epochs.ContainsKey("val_r2")) ? "r2" : "accuracy";
        var curves = new List<RunCurves>();
        foreach (var (run, epochs) in trained)
        {
            double[] Of(string name) => epochs.GetValueOrDefault(name, []);
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
