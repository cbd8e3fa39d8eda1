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

    [Theory]
    [InlineData("--normalize", "standardize")]
    [InlineData("--class-weight", "balanced")]
    [InlineData("--precision", "mixed")]
    [InlineData("--noise-scale", "3")]
    [InlineData("--batch-size", "10")]
    [InlineData("--epochs", "1")]
    public void A_flag_that_cannot_take_effect_is_refused_in_one_line(string flag, string value)
    {
        Train();
        var before = Contents();
        var run = CommandRun.Of(Resume(flag == "--epochs" ? [flag, value] : ["--epochs", "4", flag, value]));
        Assert.Equal(2, run.Code);
        Assert.Contains(flag, run.Errors);
        Assert.Equal(1, run.Errors.Count(c => c == '\n'));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Flags_of_the_run_itself_may_be_given_again_and_nothing_left_to_do_writes_nothing()
    {
        Train();
        var before = Contents();
        Assert.Contains("nothing left to do", CommandRun.Good(Resume("--samples", "400", "--precision", "auto", "--tensorboard")).Out);
        Assert.Equal(before, Contents());
        CommandRun.Good(Resume("--samples", "400", "--seed", "0", "--batch-size", "64", "--epochs", "3"));
    }

    [Fact]
    public void A_run_that_was_killed_after_its_last_epoch_is_given_its_record()
    {
        Train();
        File.WriteAllText(_work.At("run", "run.json"), File.ReadAllText(_work.At("run", "run.json")).Replace("\"finished\"", "\"running\""));
        CommandRun.Good(Resume());
        Assert.Equal("finished", (string?)Record()["status"]);
    }

    [Fact]
    public void The_record_keeps_the_first_start_and_adds_the_seconds()
    {
        Train();
        var record = Record();
        (record["startedAt"], record["seconds"]) = ("2020-01-02T03:04:05+00:00", 1000);
        File.WriteAllText(_work.At("run", "run.json"), record.ToJsonString());
        CommandRun.Good(Resume("--epochs", "3"));
        Assert.Equal("2020-01-02T03:04:05+00:00", (string?)Record()["startedAt"]);
        Assert.InRange((double)Record()["seconds"]!, 1000.0001, 1600);
    }

    /// <summary>Were it read first, a process that trains on meanwhile would be undone: here what is read first is seen by what is complained of.</summary>
    [Fact]
    public void A_run_is_locked_before_its_checkpoint_is_read()
    {
        Train();
        var model = File.ReadAllBytes(_work.At("run", "model.cudamlp"));
        File.WriteAllText(_work.At("run", "model.cudamlp"), "half");
        foreach (var resume in new[] { Resume("--epochs", "3"), ["train", "--out", _work.At("run"), "--resume"], ["train", "--resume", _work.At("run", "model.cudamlp")] })
        {
            using (new FileStream(_work.At("run", ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                Assert.Contains("another process trains in this folder", CommandRun.Of(resume).Errors);
            // Nor does a refusal hold the folder.
            Assert.Contains("model.cudamlp", CommandRun.Of(resume).Errors);
        }

        File.WriteAllBytes(_work.At("run", "model.cudamlp"), model);
        // From another's run it only reads.
        using (new FileStream(_work.At("run", ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            CommandRun.Good(Resume("--epochs", "3", "--out", _work.At("other")));
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
