using ScottPlot;

namespace CudaMlp.Pictures;

/// <summary>A confusion matrix as a heat map: rows are the true classes, columns the predicted ones, each cell coloured by its share of its row (the scale at the right) and labelled with its count.</summary>
public static class ConfusionHeatmap
{
    /// <summary>Classes above which the cells' counts no longer fit and are left out.</summary>
    public const int MostLabelledClasses = 25;

    /// <param name="counts">counts[true, predicted], square.</param>
    /// <param name="classNames">One a class.</param>
    public static Picture Draw(long[,] counts, IReadOnlyList<string> classNames, string title = "confusion matrix")
    {
        var classes = counts.GetLength(0);
        if (classes == 0 || counts.GetLength(1) != classes || classNames.Count != classes)
            throw new ArgumentException($"a confusion matrix of {classNames.Count} classes is not {classes} × {counts.GetLength(1)}");
        var lettering = Lettering.OfClasses(classNames);
        var longest = Math.Min(24, lettering.Texts.Max(name => name.Length));
        var cell = classes <= 12 ? 52 : classes <= MostLabelledClasses ? 36 : Math.Max(4, 900 / classes);
        var side = (cell * classes) + 150 + (8 * longest);
        return new Picture(Math.Max(480, side + 60), Math.Max(440, side), canvas =>
        {
            var plot = Plot(counts, lettering, title);
            plot.DrawInto(canvas, 0, Math.Max(480, side + 60), Math.Max(440, side));
        });
    }

    private static Plot Plot(long[,] counts, Lettering lettering, string title)
    {
        var classes = lettering.Texts.Count;
        var shares = new double[classes, classes];
        var plot = new Plot();
        for (var row = 0; row < classes; row++)
        {
            long total = 0;
            for (var column = 0; column < classes; column++)
                total += counts[row, column];
            for (var column = 0; column < classes; column++)
                shares[row, column] = total == 0 ? 0 : (double)counts[row, column] / total;
        }

        var map = plot.Add.Heatmap(shares);
        map.Colormap = new ScottPlot.Colormaps.Blues().Reversed();
        map.ManualRange = new(0, 1);
        plot.Add.ColorBar(map);
        for (var row = 0; row < classes && classes <= MostLabelledClasses; row++)
        {
            for (var column = 0; column < classes; column++)
            {
                var text = plot.Add.Text(Count(counts[row, column]), column, classes - 1 - row);
                text.Alignment = Alignment.MiddleCenter;
                text.LabelFontSize = classes <= 12 ? 13 : 9;
                text.LabelFontColor = shares[row, column] > 0.5 ? Colors.White : Colors.Black;
            }
        }

        var positions = Enumerable.Range(0, classes).Select(i => (double)i).ToArray();
        var names = lettering.Texts.Select(PlotDrawing.Shorten).ToArray();
        // Many names would lie on one another: every n-th is shown.
        var every = (classes + 29) / 30;
        var shown = Enumerable.Range(0, classes).Where(i => i % every == 0).ToArray();
        plot.NameBottomTicks(shown.Select(i => positions[i]).ToArray(), shown.Select(i => names[i]).ToArray(), lettering.Face);
        plot.Axes.Left.SetTicks(shown.Select(i => classes - 1 - positions[i]).ToArray(), shown.Select(i => names[i]).ToArray());
        plot.Axes.Left.TickLabelStyle.FontName = lettering.Face.FamilyName;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.HideGrid();
        plot.Axes.Margins(0, 0);
        plot.Title(title, 16);
        plot.XLabel("predicted");
        plot.YLabel("true");
        return plot;
    }

    private static string Count(long count) => count switch
    {
        < 100_000 => count.ToString(),
        < 10_000_000 => $"{count / 1000}k",
        _ => $"{count / 1_000_000}M",
    };
}
