using SkiaSharp;

namespace CudaMlp.Pictures;

/// <summary>A drawing of a fixed size in pixels, kept as its drawing commands so that it can be written as PNG or as SVG.</summary>
public sealed class Picture
{
    /// <summary>Widest or tallest picture that is drawn: above it, a PNG would not fit the memory of a modest machine.</summary>
    public const int MaximumSide = 16_384;

    private readonly Action<SKCanvas> _draw;

    internal Picture(int width, int height, Action<SKCanvas> draw)
    {
        if (width is < 1 or > MaximumSide || height is < 1 or > MaximumSide)
            throw new ArgumentException($"a picture is 1 to {MaximumSide} pixels wide and high, not {width} × {height}");
        (Width, Height, _draw) = (width, height, draw);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>To be asked before long work whose result is to be drawn into the file.</summary>
    /// <exception cref="ArgumentException">The name ends neither in .png nor in .svg.</exception>
    public static void RequireName(string path) => IsSvg(path);

    /// <summary>Writes a .png or .svg file: to a temporary name, flushed, then renamed.</summary>
    /// <exception cref="ArgumentException">The name ends in neither.</exception>
    public void Save(string path)
    {
        var bytes = IsSvg(path) ? ToSvg() : ToPng();
        // Of the form that a run's folder is swept of when its process was killed.
        var temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            using (var file = File.Create(temporary))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public byte[] ToPng()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height)) ?? throw new InvalidOperationException($"no surface of {Width} × {Height} pixels");
        _draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public byte[] ToSvg()
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            _draw(canvas);
        return stream.ToArray();
    }

    private static bool IsSvg(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => false,
        ".svg" => true,
        var other => throw new ArgumentException($"{path}: pictures are written as .png or .svg, not '{other}'"),
    };
}
