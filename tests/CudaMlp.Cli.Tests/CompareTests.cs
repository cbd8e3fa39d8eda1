namespace CudaMlp.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_sweep_ends_in_a_table_and_a_picture_and_is_resumed()
    {
        string[] command = ["compare", _work.Idx(), "--optimizer", "adam", "--optimizer", "sgd", "--hidden", "8", "--epochs", "2", "--device", "cpu", "--no-pictures", "--out", _work.At("sweep")];
        var (adam, sgd) = ("optimizer=adam", "optimizer=sgd");
        Assert.Matches($@"{adam} +16-8-3 +163 +\d", CommandRun.Good(command).Out);
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(_work.At("sweep", "compare.png"))[1..4]));
        var written = File.GetLastWriteTimeUtc(_work.At("sweep", adam, "model.cudamlp"));
        Directory.Delete(_work.At("sweep", sgd), recursive: true);
        Assert.Contains($"{adam}: done already", CommandRun.Good(command).Out);
        Assert.StartsWith("run ", CommandRun.Good([.. command, "--quiet"]).Out);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_work.At("sweep", adam, "model.cudamlp")));
        Assert.True(File.Exists(_work.At("sweep", sgd, "model.cudamlp")));
        var other = CommandRun.Of([.. command, "--seed", "5"]);
        Assert.Equal(2, other.Code);
        Assert.Contains("holds another run: its --seed is 0, not 5", other.Errors);
    }

    [Fact]
    public void A_run_of_other_flags_is_never_taken_for_the_one_asked_for()
    {
        string[] command = ["compare", "synthetic", "--samples", "300", "--epochs", "1", "--hidden", "8", "--hidden", "9", "--device", "cpu", "--no-pictures", "--out"];
        CommandRun.Good([.. command, _work.At("plain")]);
        CommandRun.Good([.. command, _work.At("dropped"), "--dropout", "0.5"]);
        foreach (var flag in new[] { ["--dropout", "0.5"], ["--normalize", "standardize"], ["--class-weight", "balanced"], ["--clip-norm", "1"], new[] { "--schedule", "cosine" } })
        {
            var other = CommandRun.Of([.. command, _work.At("plain"), .. flag]);
            Assert.Equal(2, other.Code);
            Assert.Contains($"holds another run: its {flag[0]} is the default, not {flag[1]}", other.Errors);
        }

        var left = CommandRun.Of([.. command, _work.At("dropped")]);
        Assert.Equal(2, left.Code);
        Assert.Contains("its --dropout is 0.5, not the default", left.Errors);
        // What a run only tells on its way makes it no other, nor does a default that is spelled out.
        Assert.Contains("hidden=8: done already", CommandRun.Good([.. command, _work.At("plain"), "--log-every", "5", "--seed", "0"]).Out);
    }

    [Fact]
    public void The_same_call_finds_its_runs_whatever_auto_and_relative_paths_came_to()
    {
        // A relative path without leaving the folder that all tests share.
        var (features, labels) = _work.Arrays();
        string[] command = ["compare", Relative(features), "--labels", Relative(labels), "--epochs", "1", "--batch-size", "8", "--hidden", "8", "--hidden", "9", "--device", "auto", "--precision", "auto",
            "--no-pictures", "--out", _work.At("sweep")];
        CommandRun.Good(command);
        Assert.Contains("hidden=9: done already", CommandRun.Good(command).Out);
        // Nor does it lose them where one was gone on with by itself.
        CommandRun.Good("train", "--resume", _work.At("sweep", "hidden=9"));
        Assert.Contains("hidden=9: done already", CommandRun.Good(command).Out);

        static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
    }

    [Fact]
    public void A_sweep_overwrites_nothing_and_says_so_before_its_first_run()
    {
        var run = CommandRun.Of("compare", _work.Idx(), "--hidden", "8", "--hidden", "4", "--device", "cpu", "--overwrite", "--out", _work.At("sweep"));
        Assert.Equal(2, run.Code);
        Assert.StartsWith("cudamlp compare: --overwrite goes with train", run.Errors);
        Assert.False(Directory.Exists(_work.At("sweep")));
    }

    [Fact]
    public void A_monitor_that_is_not_measured_is_found_before_the_first_run()
    {
        var run = CommandRun.Of("compare", _work.Idx(), "--hidden", "8", "--epochs", "1", "--best", "--monitor", "val_loss", "--monitor", "val_acc", "--device", "cpu", "--out", _work.At("sweep"));
        Assert.Equal(2, run.Code);
        Assert.False(Directory.Exists(_work.At("sweep")));
    }

    [Fact]
    public void A_run_that_diverges_does_not_end_the_others()
    {
        var run = CommandRun.Of("compare", _work.Table(), "--target", "price", "--task", "regression", "--ignore", "id,kind", "--optimizer", "sgd", "--lr", "1e8", "--lr", "0.01",
            "--device", "cpu", "--no-pictures", "--quiet", "--out", _work.At("sweep"));
        Assert.Equal(1, run.Code);
        Assert.Contains("lr=1e8: the loss stopped being finite", run.Errors);
        Assert.Matches(@"lr=0\.01 .* r2 0\.\d", run.Out);
    }
}
