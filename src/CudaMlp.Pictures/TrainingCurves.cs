using ScottPlot;

namespace CudaMlp.Pictures;

/// <summary>One value an epoch, NaN where there is none. The first belongs to epoch 1.</summary>
/// <param name="Label">For the legend.</param>
/// <param name="TrainLoss">One an epoch.</param>
/// <param name="ValidationLoss">One an epoch, or empty.</param>
/// <param name="TrainScore">Accuracy (or another score) an epoch, or empty.</param>
/// <param name="ValidationScore">As TrainScore.</param>
/// <param name="BestEpoch">The epoch to mark, counted from 1; 0 for none.</param>
public sealed record RunCurves(
    string Label,
    IReadOnlyList<double> TrainLoss,
    IReadOnlyList<double> ValidationLoss,
    IReadOnlyList<double> TrainScore,
    IReadOnlyList<double> ValidationScore,
    int BestEpoch = 0);

/// <summary>Loss and score over the epochs: training thin with open marks, validation bold with filled ones (dashes are no part of the SVG writer), the best epoch marked; one run or several in one picture.</summary>
public static class TrainingCurves
{
    private const int PanelWidth = 600;

    /// <param name="runs">At least one; each has a colour and a marker of its own.</param>
    /// <param name="scoreName">Title of the score's axis, such as "accuracy".</param>
    /// <param name="title">Above the picture; may be empty.</param>
    public static Picture Draw(IReadOnlyList<RunCurves> runs, string scoreName = "accuracy", string title = "")
    {
        if (runs.Count == 0)
            throw new ArgumentException("there is no run to draw");
        Typeface.Use();
        var hasScore = runs.Any(run => run.TrainScore.Count > 0 || run.ValidationScore.Count > 0);
        var several = runs.Count > 1;
        var (legendWidth, legendHeight) = several ? RunLegend.Size(runs) : (0, 0);
        var lossWidth = hasScore ? PanelWidth : 640 + legendWidth;
        var width = Math.Min(hasScore ? lossWidth + PanelWidth + legendWidth : lossWidth, Picture.MaximumSide);
        var height = Math.Clamp(legendHeight, 468, Picture.MaximumSide);
        return new Picture(width, height, canvas =>
        {
            var loss = Panel(runs, "loss", run => run.TrainLoss, run => run.ValidationLoss, title.Length > 0 ? title : "loss");
            var score = hasScore ? Panel(runs, scoreName, run => run.TrainScore, run => run.ValidationScore, scoreName) : null;
            // Below one run's curves a line is enough. What tells several runs apart holds for both plots and stands once, beside the last.
            if (several)
            {
                RunLegend.ShowBeside(score ?? loss, runs);
            }
            else
            {
                loss.ShowLegend(Edge.Bottom);
                score?.ShowLegend(Edge.Bottom);
            }

            loss.DrawInto(canvas, 0, lossWidth, height);
            score?.DrawInto(canvas, lossWidth, width - lossWidth, height);
        });
    }

    private static Plot Panel(
        IReadOnlyList<RunCurves> runs, string name, Func<RunCurves, IReadOnlyList<double>> train, Func<RunCurves, IReadOnlyList<double>> validation, string title)
    {
        var (plot, several) = (new Plot(), runs.Count > 1);
        for (var i = 0; i < runs.Count; i++)
        {
            Line(plot, train(runs[i]), several ? i : 0, false, several ? "" : "training");
            Line(plot, validation(runs[i]), several ? i : 1, true, several ? "" : "validation");
            MarkBest(plot, runs[i], validation(runs[i]), several);
        }

        plot.Title(title, 16);
        plot.XLabel("epoch");
        plot.YLabel(name);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Margins(0.05, 0.1);
        return plot;
    }

    private static void Line(Plot plot, IReadOnlyList<double> values, int style, bool bold, string label)
    {
        var points = Enumerable.Range(0, values.Count).Where(i => double.IsFinite(values[i])).ToArray();
        if (points.Length == 0)
            return;
        var line = plot.Add.Scatter(points.Select(i => i + 1.0).ToArray(), points.Select(i => values[i]).ToArray());
        line.Color = Palette.Color(style);
        line.LineWidth = Palette.LineWidth(bold);
        line.MarkerShape = Palette.Marker(style, bold);
        line.MarkerSize = points.Length <= 40 ? 7 : 0;
        line.LegendText = label;
    }

    private static void MarkBest(Plot plot, RunCurves run, IReadOnlyList<double> validation, bool several)
    {
        if (run.BestEpoch < 1 || run.BestEpoch > validation.Count || !double.IsFinite(validation[run.BestEpoch - 1]))
            return;
        var marker = plot.Add.Marker(run.BestEpoch, validation[run.BestEpoch - 1]);
        marker.Shape = MarkerShape.OpenCircle;
        marker.Size = 16;
        marker.LineWidth = 2.5f;
        marker.Color = Palette.Color(6);
        if (!several)
            marker.LegendText = $"best epoch: {run.BestEpoch}";
    }
}
