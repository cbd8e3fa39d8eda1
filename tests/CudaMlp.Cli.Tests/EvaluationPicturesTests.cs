namespace CudaMlp.Cli.Tests;

public sealed class EvaluationPicturesTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Mistakes_are_drawn_of_a_folder_of_images_too()
    {
        // Weights that hardly moved get about half of two classes wrong.
        CommandRun.Good("train", _work.Images(), "--batch-size", "8", "--lr", "1e-9", "--epochs", "1", "--out", _work.At("run"), "--device", "cpu", "--quiet");
        CommandRun.Good("evaluate", _work.At("run"), _work.At("images"), "--device", "cpu", "--pictures", _work.At("pictures"));
        Assert.True(File.Exists(_work.At("pictures", "mistakes.png")));
    }

    /// <summary>Pictures that were divided by 255 already, as most tutorials have them.</summary>
    [Fact]
    public void Pictures_of_floating_point_are_drawn_as_those_of_bytes()
    {
        File.WriteAllBytes(_work.At("X.npy"), [.. Workplace.Npy("<f4", "(40, 3, 3)"), .. Enumerable.Range(0, 360).SelectMany(i => BitConverter.GetBytes(i * i % 251 / 255f))]);
        File.WriteAllBytes(_work.At("y.npy"), [.. Workplace.Npy("|u1", "(40,)"), .. Enumerable.Range(0, 40).Select(i => (byte)(i % 2))]);
        CommandRun.Good("explore", _work.At("X.npy"), "--picture", _work.At("samples.png"));
        CommandRun.Good("train", _work.At("X.npy"), "--batch-size", "8", "--lr", "1e-9", "--epochs", "1", "--out", _work.At("run"), "--device", "cpu", "--no-pictures");
        CommandRun.Good("evaluate", _work.At("run"), _work.At("X.npy"), "--device", "cpu", "--pictures", _work.At("pictures"));
        foreach (var picture in (string[])[_work.At("samples.png"), _work.At("pictures", "mistakes.png")])
        {
            using var bitmap = SkiaSharp.SKBitmap.Decode(picture);
            // Greys of the middle, of which the letters have few; cut off to bytes all pixels would be black.
            var greys = bitmap.Pixels.Count(p => p.Red == p.Green && p.Green == p.Blue && p.Red is > 60 and < 200);
            Assert.InRange(greys / (double)bitmap.Pixels.Length, 0.1, 1);
        }
    }
}
