using System.Text.Json;

namespace CudaMlp.Cli.Tests;

public sealed class BenchTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Bench_prints_what_its_readers_want()
    {
        using var epoch = JsonDocument.Parse(CommandRun.Good("bench", "epoch", "--data", _work.Idx(), "--hidden", "8", "--epochs", "1", "--device", "cpu", "--threads", "1", "--json").Out);
        Assert.True(epoch.RootElement.GetProperty("secondsPerEpoch").GetDouble() > 0);
        Assert.Equal(240, epoch.RootElement.GetProperty("samples").GetInt32());
        using var gemm = JsonDocument.Parse(CommandRun.Good("bench", "gemm", "--shapes", "64x32x16", "--rounds", "1", "--threads", "1", "--json").Out);
        var row = gemm.RootElement[0];
        Assert.Equal((64, 32, 16, 1), (row.GetProperty("m").GetInt32(), row.GetProperty("n").GetInt32(), row.GetProperty("k").GetInt32(), row.GetProperty("threads").GetInt32()));
        Assert.InRange(row.GetProperty("gflops").GetDouble(), 0.001, 1.2 * row.GetProperty("peakGflops").GetDouble());
        Assert.True(row.TryGetProperty("openblasGflops", out _));
        using var step = JsonDocument.Parse(CommandRun.Good("bench", "step", "--data", _work.Idx(), "--hidden", "8", "--device", "emulator", "--trace", _work.At("trace.json"), "--json").Out);
        Assert.Contains("adam", step.RootElement.GetProperty("profile").GetRawText());
        using var trace = JsonDocument.Parse(File.ReadAllText(_work.At("trace.json")));
        // A file in the place of a folder: the figures are told all the same.
        var lost = CommandRun.Of("bench", "step", "--data", _work.Idx(), "--hidden", "8", "--device", "emulator", "--trace", _work.At("trace.json/below.json"));
        Assert.Equal(1, lost.Code);
        Assert.Contains("adam", lost.Out);
        foreach (var kind in new[] { "gemm", "epoch", "step" })
        {
            CommandRun.Good(
                ["bench", kind, .. kind == "gemm" ? ["--shapes", "64x32x16", "--rounds", "1"] : new[] { "--data", _work.Idx(), "--hidden", "8", "--epochs", "1", "--device", "cpu" },
                    "--threads", "1", "--picture", _work.At(kind + ".png")]);
            Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(_work.At(kind + ".png"))[1..4]);
        }

        Assert.Equal(2, CommandRun.Of("bench", "gemm", "--picture", _work.At("gemm.bmp")).Code);
        Assert.Equal(2, CommandRun.Of("bench", "step", "--device", "emulator", "--picture", _work.At("step.png")).Code);
        Assert.Equal(2, CommandRun.Of("bench").Code);
        Assert.Equal(2, CommandRun.Of("bench", "gemm", "--shapes", "1x2").Code);
    }
}
