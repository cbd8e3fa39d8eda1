using BenchmarkDotNet.Attributes;
using CudaMlp.Cpu.Measuring;

namespace CudaMlp.Benchmarks;

/// <summary>
/// Each elementwise op of the CPU on matrices that lie in the first caches (64 rows of 128) and that lie in none (65,536 rows). The column "Of limit" holds the
/// bytes that an op moves against those of a plain copy, the rate that memory gives (`cudamlp bench step` prints the same quickly).
/// </summary>
public class OpBenchmarks : IDisposable
{
    private OpCase? _op;

    public static IEnumerable<string> Names => OpCase.Names;

    [ParamsSource(nameof(Names))]
    public string Op { get; set; } = "";

    [Params(64, 65536)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup() => _op = OpCase.Create(Op, Rows);

    [Benchmark]
    public void Run() => _op!.Run();

    [GlobalCleanup]
    public void Dispose()
    {
        _op?.Dispose();
        GC.SuppressFinalize(this);
    }
}
