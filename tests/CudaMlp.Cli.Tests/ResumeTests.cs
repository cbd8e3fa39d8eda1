using System.Text.Json.Nodes;
using CudaMlp.Files;

namespace CudaMlp.Cli.Tests;

/// <summary>A run that is resumed stays what it was, or becomes what it would have been in one go.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    private string[] Resume(params string[] more) => ["train", "--resume", _work.At("run"), .. more];

    private void Train(params string[] more) =>
        CommandRun.Good(["train", "synthetic", "--samples", "400", "--features", "8", "--hidden", "8", "--epochs", "2", "--device", "cpu", "--no-pictures", "--out", _work.At("run"), .. more]);

    private Dictionary<string, string> Contents() =>
        Directory.EnumerateFiles(_work.At("run")).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(File.ReadAllBytes(f)));

    private JsonNode Record() => JsonNode.Parse(File.ReadAllText(_work.At("run", "run.json")))!;

    [Theory]
    [InlineData("--samples", "100")]
    [InlineData("--validation-split", "0.4")]
    public void A_refused_resume_leaves_the_run_as_it_is(params string[] flags)
    {
        Train();
        var before = Contents();
        Assert.NotEqual(0, CommandRun.Of(Resume(["--epochs", "3", .. flags])).Code);
        Assert.Equal(before, Contents());
        CommandRun.Good(Resume("--epochs", "3"));
    }

    [Fact]
    public void So_does_one_whose_data_has_shrunk()
    {
        var table = _work.Table();
        CommandRun.Good("train", table, "--target", "kind", "--ignore", "id,price", "--epochs", "1", "--device", "cpu", "--no-pictures", "--out", _work.At("run"));
        var (before, lines) = (Contents(), File.ReadAllLines(table));
        File.WriteAllLines(table, lines[..200]);
        var run = CommandRun.Of(Resume("--epochs", "2"));
        Assert.Equal(1, run.Code);
        Assert.Contains("rows to train on where the training to be resumed had", run.Errors);
        Assert.Equal(before, Contents());
        File.WriteAllLines(table, lines);
        CommandRun.Good(Resume("--epochs", "2"));
    }
}
