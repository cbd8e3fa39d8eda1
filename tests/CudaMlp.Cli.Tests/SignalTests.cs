using System.Diagnostics;
using System.Globalization;
using CudaMlp.Files;

namespace CudaMlp.Cli.Tests;

/// <summary>Kills and interrupts of a real process.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    private string[] Command(string run) =>
    [
        "train", "synthetic", "--samples", "6000", "--features", "40", "--epochs", "12", "--batch-size", "16", "--hidden", "64,32", "--checkpoint-every", "20", "--dropout", "0.1",
        "--device", "cpu", "--threads", "1", "--no-pictures", "--out", _work.At(run), "--resume",
    ];

    /// <summary>CUDAMLP_KILLS sets how often; the full test is 200.</summary>
    [Fact]
    public void Killed_at_random_moments_a_run_always_goes_on_from_a_whole_checkpoint()
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Finish(Command("whole")));
        // From before the first checkpoint to the end, however fast this machine is.
        var most = (int)watch.ElapsedMilliseconds;
        var kills = int.Parse(Environment.GetEnvironmentVariable("CUDAMLP_KILLS") ?? "5", CultureInfo.InvariantCulture);
        var random = new Random(1);
        var model = _work.At("killed", "model.cudamlp");
        var epochs = new HashSet<long>();
        for (var i = 0; i < kills; i++)
        {
            using (var process = CommandRun.Start(Command("killed")))
            {
                Thread.Sleep(random.Next(most / 10, most));
                process.Kill();
                process.WaitForExit();
            }

            // Whole, or not there yet: never half.
            if (File.Exists(model))
                epochs.Add(ModelFile.Read(model).State.Step);
            if (kills > 20 && File.Exists(model) && ModelFile.Read(model).Progress!.Finished)
                Directory.Delete(_work.At("killed"), recursive: true);
        }

        Assert.Equal(0, Finish(Command("killed")));
        Assert.True(epochs.Count > 1, "no kill fell into the training");
        Assert.Equal(File.ReadAllBytes(_work.At("whole", "model.cudamlp")), File.ReadAllBytes(model));
    }

    [Fact]
    public void An_interrupt_saves_and_ends_with_130_and_the_run_goes_on_to_the_same_bits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        Assert.Equal(0, Finish(Command("whole")));
        using (var process = CommandRun.Start(Command("stopped")))
        {
            var lines = process.StandardOutput;
            while (lines.ReadLine() is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
            {
            }

            Send("-TERM", process);
            var rest = lines.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 130, $"exit code {process.ExitCode}: {process.StandardError.ReadToEnd()}");
            Assert.Contains("cudamlp train --resume", rest);
        }

        Assert.InRange(ModelFile.Read(_work.At("stopped", "model.cudamlp")).State.Step, 1, 3000);
        Assert.Equal(0, Finish(Command("stopped")));
        Assert.Equal(File.ReadAllBytes(_work.At("whole", "model.cudamlp")), File.ReadAllBytes(_work.At("stopped", "model.cudamlp")));
    }

    /// <summary>
    /// In a batch that takes a second and more, for which the first interrupt waits: what a run leaves that the second has ended is the checkpoint it
    /// began with, and no word of how to go on.
    /// </summary>
    [Fact]
    public async Task A_second_interrupt_does_not_wait_for_the_batch_and_ends_with_130_and_a_whole_model()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        var (patience, test) = (TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        var model = _work.At("run", "model.cudamlp");
        using var process = CommandRun.Start(
            "train", "synthetic", "--samples", "12000", "--features", "40", "--batch-size", "8000", "--hidden", "2048,2048", "--epochs", "1000", "--device", "cpu", "--threads", "1",
            "--no-pictures", "--out", _work.At("run"));
        try
        {
            for (var watch = Stopwatch.StartNew(); !File.Exists(model); await Task.Delay(5, test))
                Assert.True(!process.HasExited && watch.Elapsed < patience, "the training does not begin");
            Send("-INT", process);
            Assert.StartsWith("ending after this batch", await process.StandardError.ReadLineAsync(test).AsTask().WaitAsync(patience, test));
            Send("-INT", process);
            Assert.True(process.WaitForExit(patience), "the second interrupt does not end it");
            Assert.Equal(130, process.ExitCode);
            Assert.DoesNotContain("interrupted", await process.StandardOutput.ReadToEndAsync(test));
        }
        finally
        {
            process.Kill();
        }

        Assert.Equal(0, ModelFile.Read(model).State.Step);
        Assert.Contains("\"running\"", await File.ReadAllTextAsync(_work.At("run", "run.json"), test));
    }

    private static void Send(string signal, Process process)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int Finish(string[] command)
    {
        using var process = CommandRun.Start(command);
        _ = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return process.ExitCode;
    }
}
