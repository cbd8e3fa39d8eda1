using CudaMlp.Data;
using CudaMlp.Datasets.Images;
using SkiaSharp;

namespace CudaMlp.Datasets.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sub_folders_are_classes_and_pixels_are_exact()
    {
        Save("b/2.png", 3, 2, (x, y) => new SKColor((byte)(x * 10), (byte)(y * 20), 200));
        Save("a/1.png", 3, 2, (_, _) => SKColors.Red);
        var source = ImageFolder.Open(_folder.Path);
        Assert.Equal(["a", "b"], source.Schema.ClassNames);
        Assert.Equal(new PictureShape(2, 3, 3), source.Schema.Picture);
        var set = DataSet.Load(source);
        Assert.Equal([0, 1], set.Labels.ToArray());
        Assert.Equal([255, 0, 0], set.Bytes.Span[..3].ToArray());
        Assert.Equal([20, 20, 200], set.Bytes.Span[^3..].ToArray());
    }

    [Fact]
    public void Images_in_further_folders_belong_to_their_class_and_hidden_folders_to_none()
    {
        Save("a/2023/may/1.png", 1, 1, (_, _) => SKColors.Black);
        Save("b/2.PNG", 1, 1, (_, _) => SKColors.White);
        Save(".ipynb_checkpoints/3.png", 1, 1, (_, _) => SKColors.Red);
        Save("b/.thumbs/4.png", 1, 1, (_, _) => SKColors.Red);
        Assert.True(ImageFolder.Looks(_folder.Path));
        var source = ImageFolder.Open(_folder.Path);
        Assert.Equal(["a", "b"], source.Schema.ClassNames);
        Assert.Equal([0, 1], DataSet.Load(source).Labels.ToArray());
        Directory.Delete(_folder.File("a"), recursive: true);
        Directory.Delete(_folder.File("b"), recursive: true);
        Assert.False(ImageFolder.Looks(_folder.Path));
    }

    /// <summary>Grey goes to its place as it lies, from a small file that is read as a whole and from a large one that Skia reads; half of either is refused.</summary>
    [Theory]
    [InlineData(28, 0, 64 * 1024)]
    [InlineData(400, 64 * 1024, 1 << 20)]
    public void Grey_pixels_are_exact(int side, int least, int most)
    {
        var pixels = new byte[side * side];
        new Random(1).NextBytes(pixels);
        byte[] png;
        using (var image = SKImage.FromPixelCopy(new SKImageInfo(side, side, SKColorType.Gray8, SKAlphaType.Opaque), pixels))
        using (var data = image.Encode(SKEncodedImageFormat.Png, 100))
            png = data.ToArray();
        Assert.InRange(png.Length, least, most);
        Directory.CreateDirectory(_folder.File("a"));
        _folder.Write("a/1.png", png);
        _folder.Write("a/2.png", png);
        var source = ImageFolder.Open(_folder.Path);
        Assert.Equal(new PictureShape(side, side, 1), source.Schema.Picture);
        Assert.Equal([.. pixels, .. pixels], DataSet.Load(source).Bytes.ToArray());
        _folder.Write("a/2.png", png[..(png.Length / 2)]);
        Assert.Matches("2.png: the image is (cut off|corrupt)", Message(() => Load(side)));
    }

    [Fact]
    public void Colour_becomes_grey_by_luma()
    {
        Save("a/1.png", 1, 1, (_, _) => new SKColor(10, 100, 250));
        var set = DataSet.Load(ImageFolder.Open(_folder.Path, new PictureShape(1, 1, 1)));
        Assert.Equal((byte)Math.Round((0.299 * 10) + (0.587 * 100) + (0.114 * 250)), set.Bytes.Span[0]);
    }

    [Fact]
    public void A_note_to_turn_the_picture_is_not_followed()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(16, 8, SKColorType.Gray8, SKAlphaType.Opaque));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        // After the start of the JPEG: EXIF with one entry, orientation (0x112) 6, a quarter turn.
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        var jpeg = data.ToArray();
        Directory.CreateDirectory(_folder.File("a"));
        _folder.Write("a/1.jpg", [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        using (var codec = SKCodec.Create(_folder.File("a/1.jpg")))
            Assert.Equal(SKEncodedOrigin.RightTop, codec.EncodedOrigin);
        Assert.Equal((8, 16), (ImageDecoder.Measure(_folder.File("a/1.jpg")).Height, ImageDecoder.Measure(_folder.File("a/1.jpg")).Width));
        Assert.Equal(128, DataSet.Load(ImageFolder.Open(_folder.Path)).Schema.Features);
    }

    [Fact]
    public void Another_size_is_resized()
    {
        // Halving a picture of two flat halves keeps each half's colour away from the seam.
        Save("a/1.png", 16, 16, (x, _) => x < 8 ? SKColors.Black : SKColors.White);
        var set = DataSet.Load(ImageFolder.Open(_folder.Path, new PictureShape(8, 8, 1)));
        for (var y = 0; y < 8; y++)
        {
            Assert.InRange(set.Bytes.Span[y * 8], 0, 2);
            Assert.InRange(set.Bytes.Span[(y * 8) + 7], 253, 255);
        }
    }

    [Fact]
    public void Scattered_rows_come_in_the_order_asked_for_and_a_split_keeps_the_shares()
    {
        for (var i = 0; i < 40; i++)
            Save($"{(i < 10 ? "few" : "many")}/{i:00}.png", 1, 1, (_, _) => new SKColor((byte)i, (byte)i, (byte)i));
        var source = ImageFolder.Open(_folder.Path, new PictureShape(1, 1, 1), threads: 2);
        var window = new DataWindow(source.Schema, 3);
        source.Read([39, 0, 17], window);
        Assert.Equal([39, 0, 17], window.ToBlock(Preprocessing.None(1)).Bytes.ToArray().Select(b => (int)b));
        Assert.Equal([1, 0, 1], window.Labels.ToArray());
        var (training, validation, test) = source.Split(0.2, 0.1, 3);
        Assert.Equal((28L, 8L, 4L), (training.Rows, validation!.Rows, test!.Rows));
        Assert.Equal(2, DataSet.Load(validation).Labels.ToArray().Count(l => l == 0));
    }

    [Fact]
    public void What_is_no_image_is_named()
    {
        Save("a/1.png", 8, 8, (x, y) => new SKColor((byte)(x * y), (byte)x, (byte)y));
        var png = File.ReadAllBytes(_folder.File("a/1.png"));
        _folder.Write("a/2.png", "this is text"u8.ToArray());
        Assert.Contains("2.png: expected a PNG", Message(() => Load(8)), StringComparison.Ordinal);
        _folder.Write("a/2.png", Array.Empty<byte>());
        Assert.Contains("2.png: the file is empty", Message(() => Load(8)), StringComparison.Ordinal);
        _folder.Write("a/2.png", png[..(png.Length / 2)]);
        Assert.Matches("2.png: the image is (cut off|corrupt)", Message(() => Load(8)));
        Directory.CreateDirectory(_folder.File("empty"));
        Assert.Contains("the class folder holds no image", Message(() => Load(8)), StringComparison.Ordinal);
        Assert.Contains("the folder does not exist", Message(() => ImageFolder.Open(_folder.File("nowhere"))), StringComparison.Ordinal);
        Assert.Contains("the class is not among those expected: z", Message(() => ImageFolder.Open(_folder.Path, null, ["z"])), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_claims_billions_of_pixels_is_refused_before_they_are_allocated()
    {
        Save("a/1.png", 2, 2, (_, _) => SKColors.Red);
        var png = File.ReadAllBytes(_folder.File("a/1.png"));
        // Width and height of the IHDR chunk at bytes 16 and 20, and its CRC over type and data.
        foreach (var at in new[] { 16, 20 })
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(at), 60_000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        _folder.Write("a/1.png", png);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("60000 x 60000 pixels", Message(() => Load(8)), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);
    }

    private void Load(int side) => DataSet.Load(ImageFolder.Open(_folder.Path, new PictureShape(side, side, 1)));

    private static string Message(Action action) => Assert.Throws<DataException>(action).Message;

    private void Save(string name, int width, int height, Func<int, int, SKColor> colour)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, colour(x, y));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder.File(name), data.ToArray());
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
