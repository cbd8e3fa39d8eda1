using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CudaMlp.Numerics.Measure;

/// <summary>A shape to measure.</summary>
public readonly record struct GemmShape(int M, int N, int K, bool TransposeA = false, bool TransposeB = false, ElementType Type = ElementType.Single)
{
    /// <summary>Operations of one product.</summary>
    public double Operations => 2.0 * M * N * K;

    public override string ToString() => $"{M}x{N}x{K} {(TransposeA ? 'T' : 'N')}{(TransposeB ? 'T' : 'N')}{(Type == ElementType.Single ? "" : $" {Type}")}";
}

/// <summary>
/// The speed of one shape. GFLOP/s are medians over the rounds; <see cref="Ratio"/> is the median of the rounds' ratios,
/// the only figure that a change of the machine's mood between runs leaves alone. OpenBLAS's figures are null without it.
/// <see cref="PeakGflops"/> is what the threads' cores could do together, measured right before.
/// </summary>
public sealed record GemmResult(
    GemmShape Shape, int Threads, double PeakGflops, double Gflops, double BestGflops, double? OpenBlasGflops, double? BestOpenBlasGflops, double? Ratio);

/// <summary>Measures products on one set of threads, ours and OpenBLAS's in turns.</summary>
public sealed unsafe class GemmMeasurement : IDisposable
{
    /// <summary>OpenBLAS's threads look for work for some 100 ms after a product; meanwhile they would share our cores.</summary>
    private static readonly TimeSpan RivalsRest = TimeSpan.FromMilliseconds(120);

    /// <summary>For so long the runtime goes on compiling what it finds hot: the first shape would be measured at half of its speed.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly ThreadTeam _team;
    private readonly TeamGemm _gemm;
    private readonly OpenBlas? _rival;
    private bool _isWarm;

    public GemmMeasurement(int threads, OpenBlas? rival = null)
    {
        _team = new ThreadTeam(threads);
        _gemm = new TeamGemm(_team);
        _rival = rival;
        rival?.SetThreads(threads);
    }

    /// <summary>The shapes of an MNIST network's steps and the square ones, all as they lie.</summary>
    public static IReadOnlyList<GemmShape> PeerShapes { get; } =
    [
        new(64, 128, 784), new(64, 64, 128), new(64, 10, 64), new(784, 128, 64), new(128, 784, 64), new(256, 256, 256), new(512, 512, 512),
        new(1024, 1024, 1024), new(2048, 2048, 2048), new(60000, 128, 784), new(4096, 4096, 128),
    ];

    public int Threads => _team.Threads;

    /// <summary>Runs each contestant for about <paramref name="milliseconds"/> per round.</summary>
    public GemmResult Run(GemmShape shape, int rounds = 9, double milliseconds = 15)
    {
        var size = shape.Type.Size();
        var a = Operand((long)shape.M * shape.K, shape.Type, 7, 0.1f);
        var b = Operand((long)shape.K * shape.N, shape.Type, 5, 0.1f);
        var c = NativeMemory.AlignedAlloc((nuint)Math.Max(1, (long)shape.M * shape.N * size), 64);
        try
        {
            var call = new GemmCall(
                shape.M, shape.N, shape.K, new(a, shape.TransposeA ? shape.M : shape.K, shape.TransposeA, shape.Type),
                new(b, shape.TransposeB ? shape.K : shape.N, shape.TransposeB, shape.Type), new(c, shape.N, false, shape.Type));
            return Measure(shape, call, rounds, milliseconds);
        }
        finally
        {
            NativeMemory.AlignedFree(a);
            NativeMemory.AlignedFree(b);
            NativeMemory.AlignedFree(c);
        }
    }

    public void Dispose()
    {
        _gemm.Dispose();
        _team.Dispose();
    }

    private GemmResult Measure(GemmShape shape, GemmCall call, int rounds, double milliseconds)
    {
        var rival = shape.Type == ElementType.Single ? _rival : null;
        var peak = FmaPeak.Measure() * Threads;
        Ours(call, 1);
        for (var begun = Stopwatch.GetTimestamp(); !_isWarm && Stopwatch.GetElapsedTime(begun) < WarmUp;)
            Ours(call, 1);
        _isWarm = true;
        var count = Repetitions(Ours(call, 1), milliseconds);
        count = Repetitions(Ours(call, count) / count, milliseconds);
        var ours = new double[rounds];
        var theirs = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            Ours(call, 1);
            ours[i] = Ours(call, count) / count;
            if (rival is null)
                continue;
            Theirs(rival, call, 1);
            theirs[i] = Theirs(rival, call, count) / count;
            Thread.Sleep(RivalsRest);
        }
        double Gflops(double seconds) => shape.Operations / seconds / 1e9;
        return new(
            shape, Threads, peak, Gflops(Median(ours)), Gflops(ours.Min()), rival is null ? null : Gflops(Median(theirs)), rival is null ? null : Gflops(theirs.Min()),
            rival is null ? null : Median([.. theirs.Zip(ours, (t, o) => t / o)]));
    }

    private double Ours(in GemmCall call, int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            _gemm.Run(call);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Theirs(OpenBlas rival, in GemmCall call, int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            rival.Run(call);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static int Repetitions(double seconds, double milliseconds) => (int)Math.Clamp(milliseconds / 1e3 / seconds, 1, 1_000_000);

    private static double Median(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void* Operand(long count, ElementType type, int period, float unit)
    {
        var data = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, count * type.Size()), 64);
        for (var i = 0L; i < count; i++)
        {
            var value = i % period * unit;
            if (type == ElementType.Double)
                ((double*)data)[i] = value;
            else
                HalfFloats.Narrow(&value, data + (i * type.Size()), type, 1);
        }
        return data;
    }
}
