using ScottPlot;
using SkiaSharp;

namespace CudaMlp.Pictures;

/// <summary>
/// The one typeface of all pictures, embedded, so that they look the same on a machine without fonts.
/// Bold is the renderer's emboldening of it.
/// </summary>
internal sealed class Typeface : IFontResolver
{
    private const string Family = "DejaVu Sans";

    private static readonly Lock Gate = new();
    private static SKTypeface? s_typeface;

    /// <summary>Makes it the default of the plotting package; called before anything is drawn.</summary>
    public static SKTypeface Use()
    {
        lock (Gate)
        {
            if (s_typeface is null)
            {
                using var resource = typeof(Typeface).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
                using var data = SKData.Create(resource);
                s_typeface = SKTypeface.FromData(data);
                ScottPlot.Fonts.FontResolvers.Insert(0, new Typeface());
                ScottPlot.Fonts.Default = Family;
            }

            return s_typeface;
        }
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => Own(fontName);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => Own(fontName);

    // A typeface handed out belongs to the plotting package's cache, so each is one of its own.
    private static SKTypeface? Own(string fontName)
    {
        if (fontName != Family)
            return null;
        using var resource = typeof(Typeface).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using var data = SKData.Create(resource);
        return SKTypeface.FromData(data);
    }
}
