using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using CudaMlp.Cpu.Measuring;
using CudaMlp.Numerics.Measure;

namespace CudaMlp.Benchmarks;

/// <summary>What a case does in one call: operations of a product, or bytes that an op must move. Speeds and shares follow from it.</summary>
internal static class Work
{
    private static readonly Lazy<double> Peak = new(() => FmaPeak.Measure() * 1e9);

    /// <summary>Operations or bytes of a call; null where a case is timed for its own sake.</summary>
    public static double? Of(BenchmarkCase benchmark)
    {
        if (benchmark.Descriptor.Type == typeof(GemmBenchmarks))
            return ((GemmShape)benchmark.Parameters["Shape"]).Operations;
        if (benchmark.Descriptor.Type != typeof(OpBenchmarks))
            return null;
        using var row = OpCase.Create((string)benchmark.Parameters["Op"], 1);
        return row.BytesACall * (int)benchmark.Parameters["Rows"];
    }

    /// <summary>Operations or bytes a second; null without a result.</summary>
    public static double? Rate(Summary summary, BenchmarkCase benchmark) =>
        Of(benchmark) is { } work && summary[benchmark]?.ResultStatistics is { } time ? work / (time.Median / 1e9) : null;

    /// <summary>The most a case can reach: what the fused multiply-adds of its threads give, or what a plain copy of such matrices got in the same run.</summary>
    public static double? Limit(Summary summary, BenchmarkCase benchmark)
    {
        if (benchmark.Descriptor.Type == typeof(GemmBenchmarks))
            return Peak.Value * (int)benchmark.Parameters["Threads"];
        var copy = summary.BenchmarksCases.FirstOrDefault(
            other => other.Descriptor.Type == typeof(OpBenchmarks) && (string)other.Parameters["Op"] == OpCase.Copy && other.Parameters["Rows"].Equals(benchmark.Parameters["Rows"]));
        return copy is null ? null : Rate(summary, copy);
    }

    public static string Unit(BenchmarkCase benchmark) => benchmark.Descriptor.Type == typeof(GemmBenchmarks) ? "GFLOP/s" : "GB/s";
}
