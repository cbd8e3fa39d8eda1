using System.Buffers;
using CudaMlp.Data;
using SkiaSharp;

namespace CudaMlp.Datasets.Images;

/// <summary>
/// Decodes one image file (PNG, JPEG, GIF, BMP, WebP, ICO) to a target size, grey or RGB, one byte a channel. Sizes are checked in the header
/// before a pixel is allocated. Transparent pixels are laid on black. Pixels are taken as they lie: a camera's note on how to turn them (EXIF) is not followed, as in Keras and torchvision. Grey is ITU-R BT.601 luma (0.299 R + 0.587 G + 0.114 B), as in Pillow and Keras.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Pixels above which an image is refused: a small file can claim any size.</summary>
    public const long MaximumPixels = 100_000_000;

    /// <summary>Bytes of a file that is read as a whole, or somewhat more.</summary>
    private const int SmallFile = 64 * 1024;

    /// <param name="path">The file.</param>
    /// <param name="shape">Target height, width and 1 or 3 channels; another size is resized (bilinear, with mipmaps when shrinking).</param>
    /// <param name="pixels">Height × width × channels bytes, channel last.</param>
    /// <exception cref="DataException">The file cannot be read, is no image, is cut off, or is too large.</exception>
    public static void Decode(string path, PictureShape shape, Span<byte> pixels)
    {
        using var codec = Open(path);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        // A grey image wanted as grey is decoded as it lies: no colour is made to be thrown away.
        var grey = shape.Channels == 1 && codec.Info.ColorType == SKColorType.Gray8;
        var info = new SKImageInfo(width, height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, grey ? SKAlphaType.Opaque : SKAlphaType.Premul);
        var fits = width == shape.Width && height == shape.Height;
        if (grey && fits)
        {
            Decode(codec, info, path, pixels[..(width * height)]);
            return;
        }

        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(info))
            throw new DataException(path, $"there is no memory for its {width} x {height} pixels");
        Decode(codec, info, path, bitmap.GetPixelSpan());
        if (fits)
        {
            Copy(bitmap, shape, pixels);
            return;
        }

        using var resized = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, info.ColorType, info.AlphaType));
        var shrinks = width > shape.Width || height > shape.Height;
        if (!bitmap.ScalePixels(resized, new SKSamplingOptions(SKFilterMode.Linear, shrinks ? SKMipmapMode.Linear : SKMipmapMode.None)))
            throw new DataException(path, $"its {width} x {height} pixels could not be resized to {shape.Width} x {shape.Height}");
        Copy(resized, shape, pixels);
    }

    /// <summary>The size in the file's header and whether it holds colour, without decoding it.</summary>
    public static PictureShape Measure(string path)
    {
        using var codec = Open(path);
        return new PictureShape(codec.Info.Height, codec.Info.Width, codec.Info.ColorType == SKColorType.Gray8 ? 1 : 3);
    }

    private static unsafe void Decode(SKCodec codec, SKImageInfo info, string path, Span<byte> target)
    {
        fixed (byte* start = target)
        {
            var result = codec.GetPixels(info, (nint)start);
            if (result != SKCodecResult.Success)
                throw new DataException(path, result == SKCodecResult.IncompleteInput ? "the image is cut off" : $"the image is corrupt ({result})");
        }
    }

    private static SKCodec Open(string path)
    {
        using var file = ReadSmall(path);
        var codec = (file is null ? SKCodec.Create(path) : SKCodec.Create(file)) ?? throw Refusal(path);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height <= MaximumPixels)
            return codec;
        codec.Dispose();
        throw new DataException(path, $"it claims {width} x {height} pixels; at most {MaximumPixels} are decoded");
    }

    /// <summary>
    /// The content of a small file; null for a larger one, which Skia reads. It does so piece by piece, by 16 calls of the system for a PNG of 156 bytes, where 7 are
    /// enough (60,000 PNGs of 28 × 28, two threads: 0.52 → 0.40 s).
    /// </summary>
    private static SKData? ReadSmall(string path)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SmallFile);
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int length = 0, read;
            while ((read = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0)
                length += read;
            return length < buffer.Length ? SKData.CreateCopy(buffer.AsSpan(0, length)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e, path), inner: e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Why there is no codec for the file: a missing, locked or empty one is told from one that is no image.</summary>
    private static DataException Refusal(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new DataException(path, file.Length == 0 ? "the file is empty" : "expected a PNG, JPEG, GIF, BMP or WebP image");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DataException(path, FileProblem.Describe(e, path), inner: e);
        }
    }

    private static void Copy(SKBitmap bitmap, PictureShape shape, Span<byte> pixels)
    {
        var source = bitmap.GetPixelSpan();
        var step = bitmap.BytesPerPixel;
        for (var y = 0; y < shape.Height; y++)
        {
            var row = source.Slice(y * bitmap.RowBytes, shape.Width * step);
            var target = pixels.Slice(y * shape.Width * shape.Channels, shape.Width * shape.Channels);
            if (step == 1)
            {
                row.CopyTo(target);
                continue;
            }

            for (var x = 0; x < shape.Width; x++)
            {
                var pixel = row.Slice(x * 4, 3);
                if (shape.Channels == 3)
                    pixel.CopyTo(target[(x * 3)..]);
                else
                    target[x] = (byte)(((299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2]) + 500) / 1000);
            }
        }
    }
}
