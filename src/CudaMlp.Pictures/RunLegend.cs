using ScottPlot;
using SkiaSharp;

namespace CudaMlp.Pictures;

/// <summary>The legend of several runs: a column with an entry a run, below what thin and bold lines are.</summary>
internal static class RunLegend
{
    private const float FontSize = 13;

    /// <summary>Pixels of an entry, with the space to the next.</summary>
    private const int EntryHeight = 26;

    /// <summary>Pixels of a line's sample, and of the box around it and its text.</summary>
    private const int Surroundings = 90;

    /// <summary>What the picture must have room for. The plotting package leaves out entries that do not fit.</summary>
    public static (int Width, int Height) Size(IReadOnlyList<RunCurves> runs)
    {
        using var font = new SKFont(Typeface.Use(), FontSize);
        var items = Items(runs);
        return ((int)items.Max(item => font.MeasureText(item.LabelText)) + Surroundings, (EntryHeight * items.Count) + 100);
    }

    public static void ShowBeside(Plot plot, IReadOnlyList<RunCurves> runs)
    {
        plot.ShowLegend(Edge.Right);
        plot.Legend.Orientation = Orientation.Vertical;
        plot.Legend.FontSize = FontSize;
        plot.Legend.ManualItems.AddRange(Items(runs));
    }

    private static List<LegendItem> Items(IReadOnlyList<RunCurves> runs) =>
    [
        Item("training", Colors.Gray, 0, bold: false),
        Item("validation", Colors.Gray, 0, bold: true),
        .. runs.Select((run, i) => Item(run.Label, Palette.Color(i), i, bold: true)),
    ];

    private static LegendItem Item(string text, Color color, int style, bool bold) => new()
    {
        LabelText = text,
        LineColor = color,
        LineWidth = Palette.LineWidth(bold),
        MarkerShape = Palette.Marker(style, bold),
        MarkerSize = 7,
        MarkerColor = color,
    };
}
