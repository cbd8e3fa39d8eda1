using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using CudaMlp.Numerics;
using CudaMlp.Numerics.Measure;

namespace CudaMlp.Benchmarks;

/// <summary>
/// Products of the shapes that networks and the rivals' tables have, every transpose, stored in fp32 and fp16. Baseline is
/// OpenBLAS in fp32; where it is not installed its rows read NA. For ratios within one run see <c>cudamlp bench gemm</c>,
/// which lets the two take turns.
/// </summary>
public unsafe class GemmBenchmarks : IDisposable
{
    private ThreadTeam? _team;
    private TeamGemm? _gemm;
    private OpenBlas? _rival;
    private void* _a;
    private void* _b;
    private void* _c;
    private GemmCall _call;

    public static IEnumerable<GemmShape> Shapes { get; } =
    [
        .. GemmMeasurement.PeerShapes,
        .. Transposes(64, 128, 784), .. Transposes(784, 128, 64), .. Transposes(512, 512, 512), .. Transposes(2048, 2048, 2048),
        .. new GemmShape[] { new(64, 128, 784), new(784, 128, 64, TransposeA: true), new(2048, 2048, 2048) }.Select(s => s with { Type = ElementType.Half }),
    ];

    [ParamsSource(nameof(Shapes))]
    public GemmShape Shape { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup(Target = nameof(OpenBlasFp32))]
    public void SetupRival()
    {
        _rival = OpenBlas.TryLoad() ?? throw new NotSupportedException("OpenBLAS is not installed: apt-get install libopenblas0-pthread");
        _rival.SetThreads(Threads);
        Fill(Shape with { Type = ElementType.Single });
    }

    [GlobalSetup(Target = nameof(CudaMlp))]
    public void Setup()
    {
        _team = new ThreadTeam(Threads);
        _gemm = new TeamGemm(_team);
        Fill(Shape);
    }

    [Benchmark(Baseline = true)]
    public void OpenBlasFp32() => _rival!.Run(_call);

    [Benchmark]
    public void CudaMlp() => _gemm!.Run(_call);

    [GlobalCleanup]
    public void Dispose()
    {
        _gemm?.Dispose();
        _team?.Dispose();
        NativeMemory.AlignedFree(_a);
        NativeMemory.AlignedFree(_b);
        NativeMemory.AlignedFree(_c);
        (_gemm, _team) = (null, null);
        _a = _b = _c = null;
        GC.SuppressFinalize(this);
    }

    private static IEnumerable<GemmShape> Transposes(int m, int n, int k) => [new(m, n, k, true, false), new(m, n, k, false, true), new(m, n, k, true, true)];

    private void Fill(GemmShape shape)
    {
        _a = Random((long)shape.M * shape.K, shape.Type, 1);
        _b = Random((long)shape.K * shape.N, shape.Type, 2);
        _c = Random((long)shape.M * shape.N, shape.Type, 3);
        _call = new GemmCall(
            shape.M, shape.N, shape.K, new(_a, shape.TransposeA ? shape.M : shape.K, shape.TransposeA, shape.Type),
            new(_b, shape.TransposeB ? shape.K : shape.N, shape.TransposeB, shape.Type), new(_c, shape.N, false, shape.Type));
    }

    private static void* Random(long count, ElementType type, ulong stream)
    {
        var numbers = new float[count];
        Normals.Fill(numbers, key: 1, stream);
        var data = NativeMemory.AlignedAlloc((nuint)(count * type.Size()), 64);
        fixed (float* n = numbers)
            HalfFloats.Narrow(n, data, type, count);
        return data;
    }
}
