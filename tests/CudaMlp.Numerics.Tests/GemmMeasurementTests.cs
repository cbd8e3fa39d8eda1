using System.Text.Json;
using CudaMlp.Numerics.Measure;

namespace CudaMlp.Numerics.Tests;

public sealed class GemmMeasurementTests
{
    [Fact]
    public void A_result_is_plausible_beside_the_peak_and_its_report_reads_back()
    {
        using var measurement = new GemmMeasurement(threads: 1);
        var shape = new GemmShape(64, 64, 128, TransposeA: true);
        var result = measurement.Run(shape, rounds: 3, milliseconds: 2);
        // on a machine that is busy with other work the peak may be missed, but not by this much in all of its bursts
        Assert.InRange(result.Gflops, 0.01, 4 * result.PeakGflops);
        Assert.True(result.BestGflops >= result.Gflops);
        Assert.Null(result.OpenBlasGflops);

        using var stream = new MemoryStream();
        GemmReport.WriteJson(stream, [result]);
        using var document = JsonDocument.Parse(stream.ToArray());
        var entry = Assert.Single(document.RootElement.EnumerateArray().ToArray());
        Assert.Equal((64, 64, 128, 1), (entry.GetProperty("m").GetInt32(), entry.GetProperty("n").GetInt32(), entry.GetProperty("k").GetInt32(), entry.GetProperty("threads").GetInt32()));
        Assert.True(entry.GetProperty("transA").GetBoolean());
        Assert.False(entry.GetProperty("transB").GetBoolean());
        Assert.Equal(result.Gflops, entry.GetProperty("gflops").GetDouble(), 0.01);
        Assert.Equal(result.PeakGflops, entry.GetProperty("peakGflops").GetDouble(), 0.01);
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("openblasGflops").ValueKind);
    }

    [Fact]
    public unsafe void OpenBlas_agrees_with_us_where_it_is_installed()
    {
        var rival = OpenBlas.TryLoad();
        Assert.SkipWhen(rival is null, "OpenBLAS is not installed (apt-get install libopenblas0-pthread)");
        rival!.SetThreads(1);
        using var workspace = new GemmWorkspace();
        for (var transposes = 0; transposes < 4; transposes++)
        {
            using var theirs = new GemmCase(37, 53, 71, (transposes & 1) != 0, (transposes & 2) != 0, padding: 5);
            rival.Run(theirs.Call);
            theirs.Check();
            using var ours = new GemmCase(37, 53, 71, (transposes & 1) != 0, (transposes & 2) != 0, padding: 5);
            Gemm.Run(ours.Call, workspace);
            ours.Check();
        }
    }
}
