using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CudaMlp.Files;

namespace CudaMlp.Cli.Tests;

/// <summary>Kills and interrupts of a real process. Other tests run beside these: no moment is taken for granted that a busy machine may miss.</summary>
public sealed partial class SignalTests : IDisposable
{
    private const int Hangup = 1, Interrupt = 2, Terminate = 15;

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    private string[] Command(string run, int epochs = 12) =>
    [
        "train", "synthetic", "--samples", "6000", "--features", "40", "--epochs", $"{epochs}", "--batch-size", "16", "--hidden", "64,32", "--checkpoint-every", "20", "--dropout", "0.1",
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
        // Steps at which a training was cut short. A fixed number of kills may miss it: how much of a run it is depends on the machine.
        var cuts = new HashSet<long>();
        for (var i = 0; i < kills || (cuts.Count < 2 && i < kills + 100); i++)
        {
            using (var process = CommandRun.Start(Command("killed")))
            {
                Thread.Sleep(random.Next(most / 10, most));
                process.Kill();
                process.WaitForExit();
            }

            // Whole, or not there yet: never half.
            if (!File.Exists(model))
                continue;
            var left = ModelFile.Read(model);
            if (left.Progress!.Finished)
                Directory.Delete(_work.At("killed"), recursive: true);
            else if (left.State.Step > 0)
                cuts.Add(left.State.Step);
        }

        Assert.True(cuts.Count > 1, "hardly a kill fell into the training");
        Assert.Equal(0, Finish(Command("killed")));
        Assert.Equal(File.ReadAllBytes(_work.At("whole", "model.cudamlp")), File.ReadAllBytes(model));
    }

    /// <summary>As `timeout` signals, and as a terminal does that closes; up to the last moment of the process, when all is saved and said.</summary>
    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Hangup)]
    public void Signals_in_a_row_are_one_and_end_it_as_one_does(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var process = CommandRun.Start(Command("run", 1000));
        var lines = process.StandardOutput;
        while (lines.ReadLine() is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
        {
        }

        // After a second they would be taken for a wish to end at once.
        var watch = Stopwatch.StartNew();
        Send(signal, process);
        while (watch.ElapsedMilliseconds < 500 && !process.WaitForExit(1))
            _ = Kill(process.Id, signal);
        Assert.Contains("cudamlp train --resume", lines.ReadToEnd());
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("\"interrupted\"", File.ReadAllText(_work.At("run", "run.json")));
    }

    [Fact]
    public void An_interrupt_saves_and_ends_with_130_and_the_run_goes_on_to_the_same_bits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        const int Epochs = 60;
        Assert.Equal(0, Finish(Command("whole", Epochs)));
        using (var process = CommandRun.Start(Command("stopped", Epochs)))
        {
            var lines = process.StandardOutput;
            while (lines.ReadLine() is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
            {
            }

            Send(Terminate, process);
            var rest = lines.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 130, $"exit code {process.ExitCode}: {process.StandardError.ReadToEnd()}");
            Assert.Contains("cudamlp train --resume", rest);
        }

        var stopped = ModelFile.Read(_work.At("stopped", "model.cudamlp"));
        Assert.False(stopped.Progress!.Finished);
        Assert.True(stopped.State.Step > 0);
        Assert.Equal(0, Finish(Command("stopped", Epochs)));
        Assert.Equal(File.ReadAllBytes(_work.At("whole", "model.cudamlp")), File.ReadAllBytes(_work.At("stopped", "model.cudamlp")));
    }

    /// <summary>
    /// In a batch that takes two seconds and more, for which the first interrupt waits: what a run leaves that the second has ended is the checkpoint it
    /// began with, and no word of how to go on.
    /// </summary>
    [Fact]
    public async Task A_second_interrupt_does_not_wait_for_the_batch_and_ends_with_130_and_a_whole_model()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        var (patience, test) = (TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        var model = _work.At("run", "model.cudamlp");
        using var process = CommandRun.Start(
            "train", "synthetic", "--samples", "24000", "--features", "40", "--batch-size", "16000", "--hidden", "2048,2048", "--epochs", "1000", "--device", "cpu", "--threads", "1",
            "--no-pictures", "--out", _work.At("run"));
        try
        {
            for (var watch = Stopwatch.StartNew(); !File.Exists(model); await Task.Delay(5, test))
                Assert.True(!process.HasExited && watch.Elapsed < patience, "the training does not begin");
            // From the checkpoint a run begins with to its first batch it is a short way.
            await Task.Delay(200, test);
            Send(Interrupt, process);
            Assert.StartsWith("ending after this batch", await process.StandardError.ReadLineAsync(test).AsTask().WaitAsync(patience, test));
            // Sooner it would be taken for an echo of the first.
            await Task.Delay(1100, test);
            Send(Interrupt, process);
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

    private static void Send(int signal, Process process) => Assert.Equal(0, Kill(process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

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
