using ScottPlot;

namespace CudaMlp.Pictures;

/// <summary>Horizontal bars of what was measured: a case below the other, its contestants beside each other, each bar with its figure.</summary>
public static class MeasureBars
{
    private const int BarHeight = 16;
    private const int Gap = 10;
    private const int Width = 900;

    /// <param name="cases">One name a case, drawn from top to bottom.</param>
    /// <param name="series">The contestants, each with a value a case; what is NaN or not above zero is drawn as nothing.</param>
    /// <param name="title">What was measured, and in a second line on what machine.</param>
    /// <param name="valueName">Title of the axis, with the unit.</param>
    /// <param name="show">Writes a value at its bar.</param>
    /// <param name="logarithmic">For values of many orders of magnitude: a step of the axis is a factor of ten.</param>
    public static Picture Draw(
        IReadOnlyList<string> cases, IReadOnlyList<ClassSeries> series, string title, string valueName, Func<double, string> show, bool logarithmic = false)
    {
        if (cases.Count == 0 || series.Count == 0 || series.Any(s => s.Values.Count != cases.Count))
            throw new ArgumentException($"each series needs one value for each of the {cases.Count} cases");
        Typeface.Use();
        var height = Math.Min(Picture.MaximumSide, 150 + (cases.Count * ((BarHeight * series.Count) + Gap)));
        var values = series.SelectMany(s => s.Values).Where(IsDrawn).DefaultIfEmpty(1).ToArray();
        // Bars of a logarithm need an end to begin at: a decade below the least.
        double lowest = Math.Floor(Math.Log10(values.Min())) - 1, highest = Math.Ceiling(Math.Log10(values.Max()));
        double Length(double value) => logarithmic ? Math.Log10(value) - lowest : value;

        return new Picture(Width, height, canvas =>
        {
            var plot = new Plot();
            var step = 0.8 / series.Count;
            for (var s = 0; s < series.Count; s++)
            {
                var bars = new List<Bar>();
                for (var c = 0; c < cases.Count; c++)
                {
                    if (!IsDrawn(series[s].Values[c]))
                        continue;
                    // Upwards is positive: the first case, and in it the first contestant, has the highest place.
                    var place = cases.Count - 1 - c - ((s - ((series.Count - 1) / 2.0)) * step);
                    bars.Add(new Bar
                    {
                        Position = place,
                        Value = Length(series[s].Values[c]),
                        Size = step,
                        FillColor = Palette.Color(s),
                        LineWidth = 0,
                        Orientation = Orientation.Horizontal,
                        Label = show(series[s].Values[c]),
                    });
                }

                var group = plot.Add.Bars(bars);
                group.LegendText = series[s].Name;
                group.ValueLabelStyle.FontSize = 11;
            }

            plot.Axes.Left.SetTicks([.. Enumerable.Range(0, cases.Count).Select(i => (double)(cases.Count - 1 - i))], [.. cases]);
            plot.Axes.Left.MajorTickStyle.Length = 0;
            if (logarithmic)
            {
                double[] decades = [.. Enumerable.Range(0, (int)(highest - lowest) + 1).Select(i => (double)i)];
                plot.Axes.Bottom.SetTicks(decades, [.. decades.Select(d => show(Math.Pow(10, lowest + d)))]);
            }

            // Room behind the longest bar for its figure.
            plot.Axes.SetLimitsX(0, 1.15 * values.Max(Length));
            plot.Axes.SetLimitsY(-0.6, cases.Count - 0.4);
            plot.HideGrid();
            plot.Title(title, 14);
            plot.XLabel(valueName);
            plot.ShowLegendOf(series.Count, Edge.Bottom);
            plot.DrawInto(canvas, 0, Width, height);
        });
    }

    private static bool IsDrawn(double value) => double.IsFinite(value) && value > 0;
}
