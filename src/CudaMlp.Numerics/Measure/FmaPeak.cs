using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics.Measure;

/// <summary>What one core can do at most: fused multiply-adds on registers alone, at the vector width of <see cref="Gemm"/>.</summary>
public static class FmaPeak
{
    private const int Rounds = 2_000_000;
    private const int Chains = 12; // two pipes of latency four want eight in flight

    /// <summary>fp32 operations per nanosecond (GFLOP/s) on the calling thread: the best of some bursts of a few milliseconds, long enough to bring the clock down to what products get.</summary>
    public static double Measure(int bursts = 12)
    {
        var best = 0.0;
        for (var i = 0; i < bursts; i++)
            best = Math.Max(best, Gemm.VectorBits switch { 512 => Burst<Vector512<float>, Single512>(), 256 => Burst<Vector256<float>, Single256>(), _ => Burst<Vector128<float>, Single128>() });
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector Chained<TVector, TSimd>()
        where TVector : unmanaged
        where TSimd : ISimd<TVector, float>
    {
        TVector a = TSimd.Broadcast(1), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        TVector x = TSimd.Broadcast(0.9999f), y = TSimd.Broadcast(0.0001f);
        for (var round = 0; round < Rounds; round++)
        {
            a = TSimd.MultiplyAdd(a, x, y);
            b = TSimd.MultiplyAdd(b, x, y);
            c = TSimd.MultiplyAdd(c, x, y);
            d = TSimd.MultiplyAdd(d, x, y);
            e = TSimd.MultiplyAdd(e, x, y);
            f = TSimd.MultiplyAdd(f, x, y);
            g = TSimd.MultiplyAdd(g, x, y);
            h = TSimd.MultiplyAdd(h, x, y);
            i = TSimd.MultiplyAdd(i, x, y);
            j = TSimd.MultiplyAdd(j, x, y);
            k = TSimd.MultiplyAdd(k, x, y);
            l = TSimd.MultiplyAdd(l, x, y);
        }
        return TSimd.Add(
            TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h))),
            TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l)));
    }

    private static double Burst<TVector, TSimd>()
        where TVector : unmanaged
        where TSimd : ISimd<TVector, float>
    {
        var start = Stopwatch.GetTimestamp();
        Sink<TVector>.Value = Chained<TVector, TSimd>(); // the loop is a method of its own: no vector lives across a call
        return 2.0 * Rounds * Chains * TSimd.Count / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    private static class Sink<TVector>
        where TVector : unmanaged
    {
        public static TVector Value;
    }
}
