using System.Diagnostics;
using System.Text.Json.Nodes;
using CudaMlp.Cli.Runs;
using CudaMlp.Files;
using CudaMlp.Tracking.Tests;

namespace CudaMlp.Cli.Tests;

/// <summary>What a training leaves in its record and tells others, however it ends.</summary>
public sealed class TrackingTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    private string[] Train(params string[] more) =>
        ["train", "synthetic", "--samples", "400", "--features", "8", "--hidden", "8", "--epochs", "2", "--device", "cpu", "--quiet", "--out", _work.At("run"), .. more];

    private JsonNode Record(string run = "run") => JsonNode.Parse(File.ReadAllText(_work.At(run, "run.json")))!;

    [Fact]
    public void A_server_gets_the_metrics_of_steps_and_epochs_and_the_runs_files()
    {
        using var server = new FakeMlflow();
        Directory.CreateDirectory(_work.At("run"));
        File.WriteAllText(_work.At("run", "notes.txt"), "the user's own");
        var run = CommandRun.Good(Train("--mlflow", server.Uri.ToString(), "--log-every", "2"));
        Assert.Empty(server.Refused);
        Assert.Equal("", run.Errors);
        var log = File.ReadLines(_work.At("run", "metrics.jsonl")).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(
            log.Where(l => l["epoch"] is null).Select(l => ((long)l["step"]!, (double)l["loss"]!)), server.Metrics.Where(m => m.Key == "batch_loss").Select(m => (m.Step, m.Value)));
        foreach (var name in new[] { "loss", "val_loss", "learning_rate" })
            Assert.Equal(log.Where(l => l["epoch"] is not null).Select(l => ((long)l["epoch"]!, (double)l[name]!)), server.Metrics.Where(m => m.Key == name).Select(m => (m.Step, m.Value)));
        Assert.Contains(server.Metrics, m => m.Key == "test_accuracy");
        var files = server.Artifacts.ToDictionary(a => a.Key["5/abc/artifacts/".Length..], a => a.Value);
        Assert.Equal(["classes.png", "config.json", "confusion.png", "curves.png", "metrics.jsonl", "model.cudamlp", "report.html", "run.json"], files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(_work.At("run", f.Key)), f.Value));
        Assert.Equal("finished", (string?)JsonNode.Parse(files["run.json"])!["status"]);
    }

    [Fact]
    public void A_dead_server_costs_neither_the_run_nor_its_record_and_gets_all_of_it_later()
    {
        var port = FakeMlflow.FreePort();
        var run = CommandRun.Good(Train("--mlflow", $"http://127.0.0.1:{port}", "--no-pictures"));
        Assert.Contains("the server is away", run.Errors);
        Assert.Equal("finished", (string?)Record()["status"]);
        Assert.Equal(1, CommandRun.Of("runs", "sync", _work.At("run")).Code);
        using var server = new FakeMlflow(port);
        Assert.Contains("records sent", CommandRun.Good("runs", "sync", _work.At("run")).Out);
        Assert.Contains("5/abc/artifacts/model.cudamlp", server.Artifacts.Keys);
        Assert.Empty(server.Refused);
        Assert.Contains("nothing waits", CommandRun.Good("runs", "sync", _work.At("run")).Out);
    }

    [Fact]
    public void The_best_epoch_of_the_record_is_the_one_that_was_kept()
    {
        // The rate rises through both epochs, and less of it counts as better; of the loss the second is the better.
        CommandRun.Good(Train("--warmup", "2", "--best", "--monitor", "learning_rate", "--no-pictures"));
        using var best = Sequential.Load(_work.At("run", "best.cudamlp"));
        using var last = Sequential.Load(_work.At("run", "model.cudamlp"));
        Assert.True(last.History["val_loss"][1] < last.History["val_loss"][0]);
        Assert.Equal(1, best.Progress!.Epoch);
        Assert.Equal("learning_rate", (string?)Record()["best"]!["monitor"]);
        Assert.Equal(best.Progress.Epoch, (int)Record()["best"]!["epoch"]!);
    }

    [Fact]
    public void A_login_is_refused_in_the_address_and_never_written_down()
    {
        foreach (var command in new[] { Train("--mlflow", "http://me:secret@127.0.0.1:1"), ["runs", "sync", _work.At("run"), "--mlflow", "http://me:secret@127.0.0.1:1"] })
        {
            var run = CommandRun.Of(command);
            Assert.Equal(2, run.Code);
            Assert.Contains("MLFLOW_TRACKING_USERNAME", run.Errors);
            Assert.DoesNotContain("secret", run.Errors);
        }

        Assert.False(Directory.Exists(_work.At("run")));
    }

    [Fact]
    public void A_test_that_fails_after_training_leaves_a_failed_run_with_its_model()
    {
        var images = _work.Images();
        Directory.CreateDirectory(_work.At("parts"));
        Directory.Move(images, _work.At("parts", "train"));
        Directory.Move(_work.Images(), _work.At("parts", "test"));
        // The size is still read from its first bytes, the pixels are not.
        var broken = _work.At("parts", "test", "light", "07.png");
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..45]);
        using var server = new FakeMlflow();
        var run = CommandRun.Of("train", _work.At("parts"), "--hidden", "8", "--epochs", "2", "--device", "cpu", "--quiet", "--out", _work.At("run"), "--mlflow", server.Uri.ToString());
        Assert.Equal(1, run.Code);
        Assert.Contains("07.png", run.Errors);
        var record = Record();
        Assert.Equal(("failed", 2), ((string?)record["status"], (int)record["epochs"]!));
        Assert.Contains("07.png", (string?)record["error"]);
        Assert.NotNull(record["metrics"]!["val_loss"]);
        Assert.True(ModelFile.Read(_work.At("run", "model.cudamlp")).Progress!.Finished);
        Assert.Contains(server.Requests, r => r.Path == "runs/update" && (string?)r.Body["status"] == "FAILED");
        // Nothing has to be trained again once the picture is whole.
        var model = File.ReadAllBytes(_work.At("run", "model.cudamlp"));
        File.Copy(_work.At("parts", "test", "light", "08.png"), broken, overwrite: true);
        CommandRun.Good("train", "--resume", _work.At("run"), "--quiet");
        Assert.Equal("finished", (string?)Record()["status"]);
        Assert.Null(Record()["error"]);
        Assert.Equal(model, File.ReadAllBytes(_work.At("run", "model.cudamlp")));
    }

    [Fact]
    public void So_do_pictures_that_cannot_be_written_and_the_test_is_kept()
    {
        Directory.CreateDirectory(_work.At("run", "report.html"));
        Assert.Equal(1, CommandRun.Of(Train()).Code);
        var record = Record();
        Assert.Equal("failed", (string?)record["status"]);
        Assert.Contains("report.html", (string?)record["error"]);
        Assert.NotNull(record["metrics"]!["test_accuracy"]);
        Directory.Delete(_work.At("run", "report.html"));
        CommandRun.Good("train", "--resume", _work.At("run"));
        Assert.Equal("finished", (string?)Record()["status"]);
    }

    [Fact]
    public void The_code_is_told_by_commit_branch_and_whether_it_was_changed()
    {
        Directory.CreateDirectory(_work.At("code"));
        File.WriteAllText(_work.At("code", "a.txt"), "1");
        Git("init", "-q", "-b", "trunk");
        Assert.Null(CodeVersion.Read(_work.At("code"))["commit"]);
        Git("add", "a.txt");
        Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a");
        Assert.Equal((40, "trunk", "false"), Told());
        File.WriteAllText(_work.At("code", "a.txt"), "2");
        Assert.Equal((40, "trunk", "true"), Told());
        // A commit without a branch, as of a build server: "HEAD" is no branch's name.
        Git("checkout", "-q", "--detach");
        Assert.Equal((40, null, "true"), Told());

        (int, string?, string?) Told()
        {
            var code = CodeVersion.Read(_work.At("code"));
            return (code["commit"]!.ToString().Length, (string?)code["branch"], code["dirty"]?.ToString());
        }

        void Git(params string[] arguments)
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _work.At("code") })!;
            git.WaitForExit();
            Assert.Equal(0, git.ExitCode);
        }
    }

    [Fact]
    public void Of_a_GPU_each_fact_stands_by_itself_in_the_record()
    {
        CommandRun.Good("train", "synthetic", "--samples", "100", "--features", "4", "--hidden", "none", "--epochs", "1", "--device", "emulator", "--quiet", "--no-pictures", "--out", _work.At("run"));
        var device = Record()["device"]!;
        Assert.Equal("emulator", (string?)device["kind"]);
        Assert.Contains($"{device["gpu"]}, compute capability {device["computeCapability"]}", (string?)device["description"]);
        Assert.EndsWith($"CUDA {device["cuda"]}", (string?)device["description"]);
        Assert.True((long)device["memoryBytes"]! > 1 << 20);
        Assert.Null(device["driver"]);
    }

    [Theory]
    [InlineData("NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024\nGCC version:  gcc version 12.3.0", "550.54.14")]
    [InlineData("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86  Release Build\n", "570.86")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_drivers_number_is_read_where_the_system_tells_it(string? text, string? expected)
    {
        if (text is not null)
            File.WriteAllText(_work.At("version"), text);
        Assert.Equal(expected, MachineRecord.NvidiaDriver(_work.At("version")));
    }

    [Fact]
    public void Event_files_of_a_resumed_run_go_on_where_its_checkpoint_was()
    {
        CommandRun.Good(Train("--tensorboard", "--no-pictures"));
        CommandRun.Good("train", "--resume", _work.At("run"), "--epochs", "3", "--quiet");
        foreach (var part in new[] { "train", "validation" })
            Assert.Equal(2, Directory.GetFiles(_work.At("run", "tensorboard", part), "*tfevents*").Length);
        var steps = (int)JsonNode.Parse(File.ReadLines(_work.At("run", "metrics.jsonl")).ElementAt(1))!["step"]!;
        var resumed = Directory.GetFiles(_work.At("run", "tensorboard", "train")).Order(StringComparer.Ordinal).Last();
        // The second record: step (field 2) and session_log START (field 7), after a wall time of 9 bytes.
        var bytes = File.ReadAllBytes(resumed);
        var second = 16 + (int)BitConverter.ToUInt64(bytes) + 12;
        Assert.Equal(new byte[] { 0x10, (byte)(steps + 1), 0x3A, 2, 0x08, 1 }, bytes[(second + 9)..(second + 15)]);
    }
}
