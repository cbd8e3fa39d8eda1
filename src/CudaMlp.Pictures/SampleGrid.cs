using SkiaSharp;

namespace CudaMlp.Pictures;

/// <summary>A small image for a grid: grey (1 channel) or RGB (3), one byte a channel, row-major, channels interleaved.</summary>
/// <param name="Pixels">Height × Width × Channels bytes.</param>
/// <param name="Caption">Below the image; a longer one is cut with an ellipsis.</param>
/// <param name="IsMistake">Draws the caption and a frame in the colour of mistakes.</param>
public sealed record SampleImage(byte[] Pixels, int Width, int Height, int Channels, string Caption, bool IsMistake = false)
{
    /// <summary>Pixels of whatever scale as bytes: the least of this image is black, the greatest white, as matplotlib shows them.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var (scale, bytes) = (high > low ? 255 / (high - low) : 0, new byte[values.Length]);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Round((values[i] - low) * scale);
        return bytes;
    }
}

/// <summary>Images in rows, each with a caption: samples of a data set, or the worst mistakes of a model.</summary>
public static class SampleGrid
{
    private const int Margin = 12;
    private const int CaptionHeight = 22;
    private const int TitleHeight = 36;
    private const int TitleSize = 16;

    /// <param name="columns">Images in a row.</param>
    public static Picture Draw(IReadOnlyList<SampleImage> images, int columns, string title)
    {
        if (images.Count == 0 || columns < 1)
            throw new ArgumentException("a grid needs at least one image and one column");
        foreach (var image in images)
        {
            if (image.Channels is not (1 or 3) || image.Width < 1 || image.Height < 1 || image.Pixels.Length != (long)image.Width * image.Height * image.Channels)
                throw new ArgumentException($"'{image.Caption}': {image.Pixels.Length} bytes are no image of {image.Width} × {image.Height} with 1 or 3 channels");
        }

        columns = Math.Min(columns, images.Count);
        string[] texts = [.. images.Select(image => image.Caption), title];
        var lettering = Lettering.Of(texts, i => string.Concat(texts[i].EnumerateRunes().Select(rune => Lettering.Covers(Typeface.Use(), rune.ToString()) ? rune.ToString() : "?")));
        var rows = (images.Count + columns - 1) / columns;
        const int Cell = 96;
        using var measure = new SKFont(lettering.Face, TitleSize);
        // Few images are narrower than what is said of them.
        var width = Math.Max((columns * (Cell + Margin)) + Margin, Math.Clamp((int)Math.Ceiling(measure.MeasureText(lettering.Texts[^1])) + (2 * Margin), 360, 600));
        var height = TitleHeight + (rows * (Cell + CaptionHeight + Margin)) + Margin;
        return new Picture(width, height, canvas =>
        {
            canvas.Clear(SKColors.White);
            using var titleFont = new SKFont(lettering.Face, TitleSize);
            using var captionFont = new SKFont(lettering.Face, 12);
            using var black = new SKPaint { Color = SKColors.Black, IsAntialias = true };
            using var mistake = new SKPaint { Color = SKColor.Parse("#D55E00"), IsAntialias = true };
            using var frame = new SKPaint { Color = SKColor.Parse("#BBBBBB"), IsStroke = true, StrokeWidth = 1 };
            using var mistakeFrame = new SKPaint { Color = mistake.Color, IsStroke = true, StrokeWidth = 2 };
            canvas.DrawText(Fit(lettering.Texts[^1], titleFont, width - (2 * Margin)), width / 2f, 25, SKTextAlign.Center, titleFont, black);
            for (var i = 0; i < images.Count; i++)
            {
                var image = images[i];
                var x = Margin + ((i % columns) * (Cell + Margin));
                var y = TitleHeight + ((i / columns) * (Cell + CaptionHeight + Margin));
                var scale = (float)Cell / Math.Max(image.Width, image.Height);
                var target = SKRect.Create(x + ((Cell - (image.Width * scale)) / 2), y + ((Cell - (image.Height * scale)) / 2), image.Width * scale, image.Height * scale);
                using (var bitmap = Bitmap(image))
                using (var picture = SKImage.FromBitmap(bitmap))
                    canvas.DrawImage(picture, target, new SKSamplingOptions(scale > 1 ? SKFilterMode.Nearest : SKFilterMode.Linear, SKMipmapMode.Linear));
                canvas.DrawRect(target, image.IsMistake ? mistakeFrame : frame);
                canvas.DrawText(Fit(lettering.Texts[i], captionFont, Cell + Margin - 4), x + (Cell / 2f), y + Cell + 15, SKTextAlign.Center, captionFont, image.IsMistake ? mistake : black);
            }
        });
    }

    private static SKBitmap Bitmap(SampleImage image)
    {
        var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < image.Width * image.Height; i++)
        {
            for (var c = 0; c < 3; c++)
                pixels[(i * 4) + c] = image.Pixels[(i * image.Channels) + (image.Channels == 1 ? 0 : c)];
            pixels[(i * 4) + 3] = 255;
        }

        return bitmap;
    }

    private static string Fit(string text, SKFont font, float width)
    {
        if (font.MeasureText(text) <= width)
            return text;
        var length = text.Length;
        while (length > 1 && font.MeasureText(text[..length] + "…") > width)
            length--;
        return text[..length] + "…";
    }
}
