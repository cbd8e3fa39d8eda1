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
}
