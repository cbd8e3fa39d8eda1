using ScottPlot;
using SkiaSharp;

namespace CudaMlp.Pictures;

/// <summary>What the plotting package leaves to its callers: plots side by side on one canvas, and room for slanted names below an axis.</summary>
internal static class PlotDrawing
{
    private const int Margin = 4;

    /// <summary>Draws the plot into a part of the canvas; what lies outside it stays, although a plot clears its canvas first.</summary>
    public static void DrawInto(this Plot plot, SKCanvas canvas, int left, int width, int height)
    {
        canvas.Save();
        canvas.Translate(left, 0);
        canvas.ClipRect(SKRect.Create(0, 0, width, height));
        canvas.Clear(SKColors.White);
        // The package puts a legend flush to its edge: a small margin keeps it whole.
        canvas.ClipRect(new SKRect(Margin, Margin, width - Margin, height - Margin));
        plot.Render(canvas, new PixelRect(Margin, width - Margin, height - Margin, Margin));
        canvas.Restore();
    }

    /// <summary>Names below the axis, slanted where they are long, with the room that slanted names need: the package reserves none.</summary>
    public static void NameBottomTicks(this Plot plot, double[] positions, string[] names, SKTypeface face)
    {
        plot.Axes.Bottom.SetTicks(positions, names);
        plot.Axes.Bottom.TickLabelStyle.FontName = face.FamilyName;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        if (names.Max(name => name.Length) <= 4)
            return;
        plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        using var font = new SKFont(face, plot.Axes.Bottom.TickLabelStyle.FontSize);
        // The corner of a slanted name would lie on the axis.
        plot.Axes.Bottom.TickLabelStyle.OffsetY = 6;
        var longest = names.Max(name => font.MeasureText(name));
        plot.Axes.Bottom.MinimumSize = (longest * 0.71f) + 44;
    }

    /// <summary>A legend where there is more than one series to tell apart.</summary>
    public static void ShowLegendOf(this Plot plot, int series, Edge edge)
    {
        if (series > 1)
            plot.ShowLegend(edge);
        else
            plot.HideLegend();
    }

    /// <summary>A class name that fits an axis.</summary>
    public static string Shorten(string name) => name.Length <= 24 ? name : name[..23] + "…";
}
