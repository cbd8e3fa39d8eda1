using CudaMlp.Files;

namespace CudaMlp.Cli.Tests;

/// <summary>Nothing that was trained is lost unasked.</summary>
public sealed class OverwritingTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    private string[] Train(string run, params string[] more) =>
        ["train", _work.Idx(), "--out", _work.At(run), "--device", "cpu", "--threads", "1", "--hidden", "8", "--epochs", "2", "--quiet", "--no-pictures", .. more];

    private byte[] Model(string run) => File.ReadAllBytes(_work.At(run, "model.cudamlp"));

    [Fact]
    public void A_folder_with_a_trained_model_is_refused_and_stays_as_it_is()
    {
        CommandRun.Good(Train("run"));
        var before = Contents("run");
        var run = CommandRun.Of(Train("run", "--seed", "5"));
        Assert.Equal(2, run.Code);
        Assert.Equal(
            $"cudamlp train: {_work.At("run")} holds a trained model: --resume goes on with it, --overwrite starts anew in its place (see cudamlp train --help)\n", run.Errors);
        Assert.Equal(before, Contents("run"));
        // Before any work: the data is not even looked for.
        Assert.Contains("holds a trained model", CommandRun.Of("train", _work.At("nowhere"), "--out", _work.At("run")).Errors);
    }

    [Theory]
    [InlineData("model.cudamlp")]
    [InlineData("best.cudamlp")]
    public void So_is_one_whose_run_did_not_finish_or_left_its_best_alone(string name)
    {
        CommandRun.Good(Train("whole"));
        Directory.CreateDirectory(_work.At("run"));
        File.Copy(_work.At("whole", "model.cudamlp"), _work.At("run", name));
        var run = CommandRun.Of(Train("run"));
        Assert.Equal(2, run.Code);
        Assert.Contains("holds a trained model", run.Errors);
    }

    [Fact]
    public void A_folder_without_a_model_is_taken_whatever_else_lies_in_it()
    {
        CommandRun.Good(Train("run"));
        // As a run leaves it that was killed before its first checkpoint.
        File.Delete(_work.At("run", "model.cudamlp"));
        File.WriteAllText(_work.At("run", "notes.txt"), "mine");
        CommandRun.Good(Train("run"));
        Assert.Equal("mine", File.ReadAllText(_work.At("run", "notes.txt")));
    }

    [Fact]
    public void Overwrite_starts_anew_as_if_the_folder_were_empty()
    {
        CommandRun.Good(Train("run", "--best", "--seed", "1"));
        CommandRun.Good(Train("run", "--overwrite", "--seed", "5"));
        CommandRun.Good(Train("fresh", "--seed", "5"));
        Assert.Equal(Model("fresh"), Model("run"));
        Assert.Equal(2, File.ReadLines(_work.At("run", "metrics.jsonl")).Count(l => l.Contains("\"epoch\"")));
        // The best of the run before is not taken for that of this one.
        Assert.False(File.Exists(_work.At("run", "best.cudamlp")));
        // That it overwrote once is no part of how the run is repeated or resumed.
        Assert.DoesNotContain("overwrite", File.ReadAllText(_work.At("run", "config.json")));
        CommandRun.Good("train", "--resume", _work.At("run"), "--epochs", "3");
    }

    [Fact]
    public void Overwrite_keeps_the_model_until_data_and_flags_are_known_to_be_right()
    {
        CommandRun.Good(Train("run"));
        var before = Contents("run");
        Assert.Equal(1, CommandRun.Of("train", _work.At("nowhere"), "--out", _work.At("run"), "--overwrite", "--device", "cpu").Code);
        Assert.Equal(2, CommandRun.Of(Train("run", "--overwrite", "--lr", "-1")).Code);
        Assert.Equal(2, CommandRun.Of(Train("run", "--overwrite", "--monitor", "val_loss", "--validation-split", "0", "--best")).Code);
        var run = CommandRun.Of(Train("run", "--overwrite", "--monitor", "val_acc", "--early-stopping", "2"));
        Assert.Equal(2, run.Code);
        Assert.Contains("--monitor val_acc: an epoch has only loss, accuracy, val_loss, val_accuracy, learning_rate", run.Errors);
        Assert.Equal(before, Contents("run"));
    }

    [Theory]
    [InlineData("val_los", "0", "did you mean val_loss?")]
    [InlineData("acuracy", "0", "did you mean accuracy?")]
    [InlineData("val_acuracy", "0.2", "did you mean val_accuracy?")]
    [InlineData("val_loss", "0", ", without a validation part")]
    public void What_is_watched_is_misspelt_or_not_measured(string monitor, string share, string end)
    {
        var run = CommandRun.Of(Train("run", "--best", "--monitor", monitor, "--validation-split", share));
        Assert.Equal(2, run.Code);
        Assert.EndsWith($"{end} (see cudamlp train --help)\n", run.Errors);
    }

    [Fact]
    public void What_is_watched_must_be_measured_of_this_data()
    {
        var table = _work.Table();
        string[] command = ["train", table, "--target", "price", "--ignore", "id,kind", "--epochs", "1", "--device", "cpu", "--no-pictures", "--best", "--out", _work.At("run")];
        Assert.Equal(2, CommandRun.Of([.. command, "--monitor", "val_accuracy"]).Code);
        Assert.False(Directory.Exists(_work.At("run")));
        CommandRun.Good([.. command, "--monitor", "val_rmse", "--metrics", "rmse"]);
    }

    [Fact]
    public void A_folder_in_which_another_process_trains_is_refused_and_stays_as_it_is()
    {
        CommandRun.Good(Train("run"));
        var before = Contents("run");
        using (new FileStream(_work.At("run", ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            foreach (var flags in new[] { ["--overwrite"], new[] { "--resume", "--epochs", "3" } })
            {
                var run = CommandRun.Of([.. Train("run").Except(flags.Contains("--epochs") ? ["--epochs", "2"] : []), .. flags]);
                Assert.Equal(1, run.Code);
                Assert.Equal($"cudamlp train: {_work.At("run")}: another process trains in this folder\n", run.Errors);
            }
        }

        Assert.Equal(before, Contents("run"));
        // What is left of a process that was killed holds nobody up: neither its lock file nor what it had half written.
        File.WriteAllText(_work.At("run", "model.cudamlp.0-1.tmp"), "half");
        File.WriteAllText(_work.At("run", "notes.tmp"), "the user's own");
        CommandRun.Good(Train("run", "--overwrite"));
        Assert.Equal(_work.At("run", "notes.tmp"), Assert.Single(Directory.GetFiles(_work.At("run"), "*.tmp")));
    }

    [Fact]
    public void Of_two_processes_that_begin_at_once_one_trains_and_one_is_refused()
    {
        string[] command = ["train", "synthetic", "--samples", "4000", "--epochs", "20", "--hidden", "64", "--device", "cpu", "--threads", "1", "--no-pictures", "--out", _work.At("run"), "--seed"];
        using var first = CommandRun.Start([.. command, "1"]);
        using var second = CommandRun.Start([.. command, "2"]);
        var errors = first.StandardError.ReadToEnd() + second.StandardError.ReadToEnd();
        first.WaitForExit();
        second.WaitForExit();
        Assert.Contains(0, new[] { first.ExitCode, second.ExitCode });
        Assert.NotEqual(first.ExitCode, second.ExitCode);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Equal(first.ExitCode == 0 ? 1UL : 2UL, ModelFile.Read(_work.At("run", "model.cudamlp")).Seed);
    }

    [Fact]
    public void Export_and_import_never_write_over_the_model_they_are_given()
    {
        CommandRun.Good(Train("run"));
        var (model, before) = (_work.At("run", "model.cudamlp"), Model("run"));
        CommandRun.Good("export", model, "--out", _work.At("w.safetensors"), "--quiet");
        File.CreateSymbolicLink(_work.At("link.cudamlp"), model);
        Directory.CreateSymbolicLink(_work.At("folder"), _work.At("run"));
        Directory.CreateSymbolicLink(_work.At("chain"), "folder");
        foreach (var target in new[] { model, _work.At("run", "..", "run", "model.cudamlp"), _work.At("link.cudamlp"), _work.At("folder", "model.cudamlp"), _work.At("chain", "model.cudamlp") })
        {
            Assert.Equal(2, CommandRun.Of("export", _work.At("run"), "--out", target).Code);
            Assert.Equal(2, CommandRun.Of("export", _work.At("chain"), "--out", target).Code);
            var import = CommandRun.Of("import", _work.At("run"), _work.At("w.safetensors"), "--out", target);
            Assert.Equal(2, import.Code);
            Assert.Contains("is the model itself", import.Errors);
        }

        Assert.Equal(before, Model("run"));
        CommandRun.Good("export", model, "--out", _work.At("copy.cudamlp"), "--quiet");
    }

    [Fact]
    public void Resume_and_overwrite_contradict_each_other()
    {
        CommandRun.Good(Train("run"));
        var before = Contents("run");
        foreach (var arguments in new[] { Train("run", "--resume", "--overwrite"), Train("run", "--overwrite", "--resume"), ["train", "--overwrite", "--resume", _work.At("run")] })
        {
            var run = CommandRun.Of(arguments);
            Assert.Equal(2, run.Code);
            Assert.StartsWith("cudamlp train: --resume goes on with a run and --overwrite starts it anew: give one of them", run.Errors);
        }

        Assert.Equal(before, Contents("run"));
    }

    [Fact]
    public void A_run_is_resumed_into_another_folder_only_where_no_model_lies()
    {
        CommandRun.Good(Train("run"));
        CommandRun.Good(Train("other", "--seed", "5"));
        var before = Contents("other");
        var run = CommandRun.Of("train", "--resume", _work.At("run"), "--out", _work.At("other"), "--epochs", "3");
        Assert.Equal(2, run.Code);
        Assert.Contains($"{_work.At("other")} holds a trained model, which the run of {_work.At("run")} would overwrite: name another --out", run.Errors);
        Assert.Equal(before, Contents("other"));
        CommandRun.Good("train", "--resume", _work.At("run"), "--out", _work.At("third"), "--epochs", "3", "--quiet", "--no-pictures");
        Assert.Equal(3, ModelFile.Read(_work.At("third", "model.cudamlp")).Progress!.Epoch);
        // The same folder by another name is no other one.
        CommandRun.Good("train", "--resume", _work.At("run", "model.cudamlp"), "--out", _work.At("run") + Path.DirectorySeparatorChar, "--epochs", "3");
        Directory.CreateSymbolicLink(_work.At("link"), _work.At("run"));
        CommandRun.Good("train", "--resume", _work.At("run"), "--out", _work.At("link"), "--epochs", "4", "--quiet");
    }

    private Dictionary<string, string> Contents(string run) =>
        Directory.EnumerateFiles(_work.At(run)).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(File.ReadAllBytes(f)));
}
