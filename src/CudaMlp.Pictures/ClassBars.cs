using ScottPlot;

namespace CudaMlp.Pictures;

/// <summary>A named series of one value a class, such as the precision.</summary>
public sealed record ClassSeries(string Name, IReadOnlyList<double> Values);

/// <summary>Grouped bars per class: precision, recall and F1 beside each other, or the number of samples of each class.</summary>
public static class ClassBars
{
    /// <param name="classNames">One a class.</param>
    /// <param name="series">At least one, each with a value a class; NaN is drawn as nothing.</param>
    /// <param name="valueName">Title of the vertical axis.</param>
    public static Picture Draw(IReadOnlyList<string> classNames, IReadOnlyList<ClassSeries> series, string title, string valueName = "")
    {
        if (classNames.Count == 0 || series.Count == 0 || series.Any(s => s.Values.Count != classNames.Count))
            throw new ArgumentException($"each series needs one value for each of the {classNames.Count} classes");
        var lettering = Lettering.OfClasses(classNames);
        var width = Math.Clamp(160 + (classNames.Count * (14 + (18 * series.Count))), 520, 4000);
        return new Picture(width, 440, canvas =>
        {
            var plot = new Plot();
            var step = 0.8 / series.Count;
            for (var s = 0; s < series.Count; s++)
            {
                var bars = new List<Bar>();
                for (var c = 0; c < classNames.Count; c++)
                {
                    if (double.IsFinite(series[s].Values[c]))
                        bars.Add(new Bar { Position = c + ((s - ((series.Count - 1) / 2.0)) * step), Value = series[s].Values[c], Size = step, FillColor = Palette.Color(s), LineWidth = 0 });
                }

                var group = plot.Add.Bars(bars);
                group.LegendText = series[s].Name;
            }

            plot.NameBottomTicks([.. Enumerable.Range(0, classNames.Count).Select(i => (double)i)], [.. lettering.Texts.Select(PlotDrawing.Shorten)], lettering.Face);
            var values = series.SelectMany(s => s.Values).Where(double.IsFinite).DefaultIfEmpty(1).ToArray();
            var (low, high) = (Math.Min(0, values.Min()), values.Max());
            plot.Axes.SetLimitsY(low, high > low ? high + (0.05 * (high - low)) : low + 1);
            plot.Axes.SetLimitsX(-0.6, classNames.Count - 0.4);
            plot.HideGrid();
            plot.Title(title, 16);
            plot.YLabel(valueName);
            plot.ShowLegendOf(series.Count, Edge.Right);
            plot.DrawInto(canvas, 0, width, 440);
        });
    }
}
