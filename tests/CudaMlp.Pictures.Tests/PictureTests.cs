using System.Xml.Linq;
using SkiaSharp;

namespace CudaMlp.Pictures.Tests;

public sealed class PictureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Kinds => ["curves", "several", "several-30", "several-loss", "loss-only", "confusion", "confusion-names", "confusion-100", "bars", "balance", "grid", "unknown-letters", "measures", "measures-logarithmic"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Png_and_svg_show_the_same_drawing(string kind)
    {
        var picture = Make(kind);
        // A folder named by the environment keeps the pictures for people to look at.
        var folder = Environment.GetEnvironmentVariable("CUDAMLP_KEEP_PICTURES") ?? _folder;
        picture.Save(Path.Combine(folder, kind + ".png"));
        picture.Save(Path.Combine(folder, kind + ".svg"));
        using var bitmap = SKBitmap.Decode(Path.Combine(folder, kind + ".png"));
        Assert.Equal((picture.Width, picture.Height), (bitmap.Width, bitmap.Height));
        Assert.True(Ink(bitmap) > 0.01, "the picture is all but empty");
        var svg = XDocument.Load(Path.Combine(folder, kind + ".svg"));
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName is "path" or "rect" or "image");
        Assert.Empty(Directory.GetFiles(folder, "*.tmp"));
    }

    [Fact]
    public void Nothing_is_drawn_on_the_outermost_pixels()
    {
        foreach (var kind in Kinds.Select(row => row.Data))
        {
            using var bitmap = SKBitmap.Decode(Make(kind).ToPng());
            for (var x = 0; x < bitmap.Width; x++)
                Assert.True(White(bitmap, x, 0) && White(bitmap, x, bitmap.Height - 1), $"{kind}: something is cut off above or below at {x}");
            for (var y = 0; y < bitmap.Height; y++)
                Assert.True(White(bitmap, 0, y) && White(bitmap, bitmap.Width - 1, y), $"{kind}: something is cut off at the left or right at {y}");
        }
    }

    [Theory]
    [InlineData(2, "tanh ")]
    [InlineData(8, "hidden=256,128 activation=leaky_relu optimizer=momentum ")]
    [InlineData(30, "seed=")]
    public void The_legend_names_every_run_within_the_picture(int runs, string name)
    {
        var picture = Several(runs, name);
        var texts = Texts(picture);
        foreach (var label in Enumerable.Range(0, runs).Select(i => $"{name}{i}").Append("training").Append("validation"))
            Assert.Contains(label, texts);
    }

    [Fact]
    public void A_heat_map_paints_a_full_row_dark_and_an_empty_cell_light()
    {
        using var bitmap = SKBitmap.Decode(ConfusionHeatmap.Draw(new long[,] { { 90, 0 }, { 0, 90 } }, ["a", "b"]).ToPng());
        var dark = 0;
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
                dark += bitmap.GetPixel(x, y) is { Blue: > 80, Red: < 60 } ? 1 : 0;
        }

        Assert.True(dark > 1000, $"only {dark} dark pixels");
    }

    [Fact]
    public void A_name_that_no_typeface_has_is_the_class_number()
    {
        string[] names = ["cat", NoTypefaceHasIt, "καλημέρα", "two\nlines"];
        Assert.Equal(["cat", "#1", "καλημέρα", "two\nlines"], ClassLabels.Of(names));
        foreach (var picture in new[] { ConfusionHeatmap.Draw(Matrix(4), names), ClassBars.Draw(names, [new ClassSeries("f1", [1, 1, 1, 1])], "t") })
            Assert.Contains("#1", Texts(picture));
        Assert.Contains("? and more", Texts(SampleGrid.Draw([Image(1) with { Caption = NoTypefaceHasIt + " and more" }], 1, "t")));
    }

    [Fact]
    public void A_name_that_an_installed_typeface_has_is_drawn_in_it()
    {
        // Any typeface will do for one that is installed and has the letters: it is the one that is taken, and the names stay.
        using var other = SKTypeface.CreateDefault();
        var lettering = Lettering.Of(["cat", "猫"], i => $"#{i}", _ => other);
        Assert.Same(other, lettering.Face);
        Assert.Equal(["cat", "猫"], lettering.Texts);
        // It is not asked for where the own one is enough.
        Assert.NotSame(other, Lettering.Of(["cat"], i => "", _ => other).Face);
    }

    [Fact]
    public void The_title_of_few_images_is_not_cut()
    {
        const string Title = "true class, then the one predicted and its probability";
        Assert.Contains(Title, Texts(SampleGrid.Draw([Image(1)], 8, Title)));
    }

    [Theory]
    [InlineData(new[] { 0, 0.5f, 1 }, new byte[] { 0, 128, 255 })]
    [InlineData(new[] { -3f, 7, 2 }, new byte[] { 0, 255, 128 })]
    [InlineData(new[] { float.MinValue, float.MaxValue }, new byte[] { 0, 255 })]
    [InlineData(new[] { 7f, 7 }, new byte[] { 0, 0 })]
    public void Pixels_of_any_scale_reach_from_black_to_white(float[] pixels, byte[] bytes) => Assert.Equal(bytes, SampleImage.ToBytes(pixels));

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TrainingCurves.Draw([]));
        Assert.Throws<ArgumentException>(() => ConfusionHeatmap.Draw(new long[2, 3], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => ClassBars.Draw(["a"], [new ClassSeries("f1", [1, 2])], "t"));
        Assert.Throws<ArgumentException>(() => MeasureBars.Draw(["a"], [new ClassSeries("x", [])], "t", "s", v => ""));
        Assert.Throws<ArgumentException>(() => SampleGrid.Draw([new SampleImage(new byte[3], 2, 2, 1, "x")], 4, "t"));
        Assert.Throws<ArgumentException>(() => Make("grid").Save(Path.Combine(_folder, "picture.bmp")));
    }

    /// <summary>A letter for private use, which no typeface is made for.</summary>
    private const string NoTypefaceHasIt = "\U0010FFFD";

    private static string[] Texts(Picture picture) =>
        [.. XDocument.Parse(System.Text.Encoding.UTF8.GetString(picture.ToSvg())).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];

    private static Picture Make(string kind)
    {
        double[] loss = [0.42, 0.21, 0.15, 0.11, 0.08], validation = [0.25, 0.19, 0.17, 0.175, 0.18];
        double[] accuracy = [0.88, 0.94, 0.956, 0.967, 0.976], validationAccuracy = [0.93, 0.945, 0.951, 0.95, 0.951];
        string[] digits = [.. Enumerable.Range(0, 10).Select(i => i.ToString())];
        string[] names = ["T-shirt", "trouser", "pullover", "dress", "a class with a very long name indeed"];
        switch (kind)
        {
            case "curves":
                return TrainingCurves.Draw([new RunCurves("run", loss, validation, accuracy, validationAccuracy, 3)]);
            case "several":
                return TrainingCurves.Draw([.. Enumerable.Range(0, 5).Select(i => new RunCurves(
                    $"784-{64 << i}-10 relu", [.. loss.Select(v => v * (1 + (0.1 * i)))], [.. validation.Select(v => v * (1 + (0.1 * i)))],
                    [.. accuracy.Select(v => v - (0.01 * i))], [.. validationAccuracy.Select(v => v - (0.01 * i))], 3))]);
            case "several-30":
                return Several(30, "a name of a run as long as people give them, seed ");
            case "several-loss":
                return TrainingCurves.Draw([.. Enumerable.Range(0, 8).Select(i => new RunCurves($"regression {i}", [.. loss.Select(v => v * (1 + (0.1 * i)))], [], [], []))]);
            case "loss-only":
                return TrainingCurves.Draw([new RunCurves("regression", loss, [], [], [])], title: "mean squared error");
            case "measures":
                return MeasureBars.Draw(
                    ["64x128x784 NN", "64x10x64 NN", "2048x2048x2048 NN"], [new ClassSeries("CudaMlp", [257, 95, 390]), new ClassSeries("OpenBLAS", [174, double.NaN, 367])],
                    "Matrix products on 2 threads\nA processor, 2 cores, AVX-512", "GFLOP/s", v => $"{v:0}");
            case "measures-logarithmic":
                return MeasureBars.Draw(
                    ["one row", "4096 rows"], [new ClassSeries("CudaMlp", [3e-6, 2.7e-3]), new ClassSeries("ONNX Runtime", [9e-6, 3.4e-3])],
                    "Prediction", "seconds", v => $"{v:0.0e0}", logarithmic: true);
            case "confusion":
                return ConfusionHeatmap.Draw(Matrix(10), digits);
            case "confusion-names":
                return ConfusionHeatmap.Draw(Matrix(5), names);
            case "confusion-100":
                return ConfusionHeatmap.Draw(Matrix(100), [.. Enumerable.Range(0, 100).Select(i => $"c{i}")]);
            case "unknown-letters":
                return ConfusionHeatmap.Draw(Matrix(4), ["cat", NoTypefaceHasIt, "καλημέρα", "привет"]);
            case "bars":
                return ClassBars.Draw(digits, [new ClassSeries("precision", [.. digits.Select((_, i) => 0.9 + (0.01 * i))]), new ClassSeries("recall", [.. digits.Select((_, i) => 0.99 - (0.01 * i))]), new ClassSeries("F1", [.. digits.Select((_, i) => i == 4 ? double.NaN : 0.95)])], "per class", "score");
            case "balance":
                return ClassBars.Draw(names, [new ClassSeries("samples", [6000, 100, 2000, 5958, 12])], "class balance", "samples");
            default:
                return SampleGrid.Draw([.. Enumerable.Range(0, 13).Select(i => Image(i))], 6, "worst mistakes");
        }
    }

    private static Picture Several(int runs, string name) => TrainingCurves.Draw(
        [.. Enumerable.Range(0, runs).Select(i => new RunCurves($"{name}{i}", [2, 1.5 + (0.1 * i)], [2.2, 1.4 + (0.1 * i)], [0.5, 0.6], [0.4, 0.9 - (0.01 * i)], 2))]);

    private static long[,] Matrix(int classes)
    {
        var counts = new long[classes, classes];
        for (var r = 0; r < classes; r++)
        {
            for (var c = 0; c < classes; c++)
                counts[r, c] = r == c ? 980 - (7 * r) : ((r * 7) + (c * 3)) % 11;
        }

        return counts;
    }

    private static SampleImage Image(int seed)
    {
        int side = seed % 2 == 0 ? 28 : 40, channels = seed % 3 == 0 ? 3 : 1;
        var pixels = new byte[side * 28 * channels];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i * (seed + 3)) % 256);
        return new SampleImage(pixels, side, 28, channels, seed % 4 == 0 ? "7, not 1 (99 %) and more text" : $"class {seed}", seed % 4 == 0);
    }

    private static bool White(SKBitmap bitmap, int x, int y) => bitmap.GetPixel(x, y) is { Red: > 245, Green: > 245, Blue: > 245 };

    private static double Ink(SKBitmap bitmap)
    {
        long ink = 0;
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
                ink += White(bitmap, x, y) ? 0 : 1;
        }

        return (double)ink / bitmap.Width / bitmap.Height;
    }
}
