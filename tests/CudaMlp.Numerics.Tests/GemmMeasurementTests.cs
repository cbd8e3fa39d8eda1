using CudaMlp.Numerics.Measure;

namespace CudaMlp.Numerics.Tests;

public sealed class GemmMeasurementTests
{
    [Fact]
    public void A_result_is_plausible_beside_the_peak()
    {
        using var measurement = new GemmMeasurement(threads: 1);
        var shape = new GemmShape(64, 64, 128, TransposeA: true);
        var result = measurement.Run(shape, rounds: 3, milliseconds: 2);
        // on a machine that is busy with other work the peak may be missed, but not by this much in all of its bursts
        Assert.InRange(result.Gflops, 0.01, 4 * result.PeakGflops);
        Assert.True(result.BestGflops >= result.Gflops);
        Assert.Null(result.OpenBlasGflops);
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
