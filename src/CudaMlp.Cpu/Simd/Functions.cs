using System.Runtime.CompilerServices;

namespace CudaMlp.Cpu.Simd;

/// <summary>Functions that the vectors do not bring along. Relative errors are below 1e-6 unless said otherwise; NaN gives NaN.</summary>
internal static class Functions
{
    private const uint SignBit = 0x8000_0000;
    private const float TanhSwitch = 0.625f;
    private const float SmallestNormal = 1.17549435e-38f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Abs<T>(T x)
        where T : struct, IWide<T> => x & T.CreateBits(~SignBit);

    /// <summary>
    /// x, or 0 where it is subnormal. A moment whose gradient stays 0 shrinks until rounding holds it at a few times the smallest subnormal, for
    /// good, and processors take such numbers up by a slow way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FlushSubnormal<T>(T x)
        where T : struct, IWide<T> => T.Select(T.Less(Abs(x), T.Create(SmallestNormal)), T.Create(0), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Negate<T>(T x)
        where T : struct, IWide<T> => x ^ T.CreateBits(SignBit);

    /// <summary>
    /// e^x: x = n·ln 2 + r with |r| ≤ ln 2 / 2, then 1 + r + r²·q(r) with q interpolated at Chebyshev's points, times 2^n. e^0 is 1
    /// exactly, which a softmax that is sure wants; what is too large becomes infinity, what is too small a subnormal or 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, IWide<T>
    {
        x = T.Select(T.Less(x, T.Create(-104)), T.Create(-104), T.Select(T.Less(T.Create(89), x), T.Create(89), x));
        // Adding 1.5·2^23 leaves the nearest integer in the lowest bits of the sum, ready to be shifted into an exponent.
        var magic = T.Create(12582912);
        var n = T.MultiplyAdd(x, T.Create(1.44269504f), magic) - magic;
        var r = T.MultiplyAdd(n, T.Create(-0.693145752f), x);
        r = T.MultiplyAdd(n, T.Create(-1.42860677e-06f), r);
        var q = T.MultiplyAdd(T.Create(1.392617750e-03f), r, T.Create(8.363174180e-03f));
        q = T.MultiplyAdd(q, r, T.Create(4.166655465e-02f));
        q = T.MultiplyAdd(q, r, T.Create(1.666657702e-01f));
        q = T.MultiplyAdd(q, r, T.Create(0.5f));
        q = T.MultiplyAdd(q, r * r, r) + T.Create(1);
        // In two steps, since 2^n itself may be beyond what an exponent holds.
        var half = T.MultiplyAdd(n, T.Create(0.5f), magic);
        var one = T.Create(1);
        var low = T.AddBits(T.ShiftLeft(half, 23), one);
        var high = T.AddBits(T.ShiftLeft(n - (half - magic) + magic, 23), one);
        return q * low * high;
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, IWide<T> => T.Create(1) / (T.Create(1) + Exp(Negate(x)));

    /// <summary>tanh x: near 0 an odd polynomial (interpolated at Chebyshev's points), since 1 - 2/(e^2x + 1) would cancel there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, IWide<T>
    {
        var magnitude = Abs(x);
        var far = T.Create(1) - (T.Create(2) / (Exp(magnitude + magnitude) + T.Create(1)));
        var q = x * x;
        var p = T.MultiplyAdd(T.Create(2.269501633e-03f), q, T.Create(-8.323186994e-03f));
        p = T.MultiplyAdd(p, q, T.Create(2.176250288e-02f));
        p = T.MultiplyAdd(p, q, T.Create(-5.395846162e-02f));
        p = T.MultiplyAdd(p, q, T.Create(1.333330015e-01f));
        p = T.MultiplyAdd(p, q, T.Create(-3.333333315e-01f));
        var near = T.MultiplyAdd(magnitude, q * p, magnitude);
        return T.Select(T.Less(magnitude, T.Create(TanhSwitch)), near, far) | (x & T.CreateBits(SignBit));
    }

    /// <summary>
    /// Φ(x), the normal distribution, and e^(-x²/2). With y = |x|/√2 and t = (y - 2.5)/(y + 2.5), erfc(y)·e^(y²)·(1 + 2y) is a polynomial
    /// of degree 10 in t to 7e-8 (interpolated at Chebyshev's points); so Φ keeps its relative accuracy for x far below 0 too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Normal<T>(T x, out T gauss)
        where T : struct, IWide<T>
    {
        // Beyond 14 both are 0 in float32, and an infinity would make t NaN.
        var magnitude = Abs(x);
        magnitude = T.Select(T.Less(T.Create(14), magnitude), T.Create(14), magnitude);
        gauss = Exp(magnitude * magnitude * T.Create(-0.5f));
        var y = magnitude * T.Create(0.70710678f);
        var t = (y - T.Create(2.5f)) / (y + T.Create(2.5f));
        var p = T.MultiplyAdd(T.Create(-6.601327410e-05f), t, T.Create(4.047881425e-04f));
        p = T.MultiplyAdd(p, t, T.Create(4.685819144e-04f));
        p = T.MultiplyAdd(p, t, T.Create(-4.178661443e-03f));
        p = T.MultiplyAdd(p, t, T.Create(9.421644425e-04f));
        p = T.MultiplyAdd(p, t, T.Create(3.267637264e-02f));
        p = T.MultiplyAdd(p, t, T.Create(-1.029688944e-01f));
        p = T.MultiplyAdd(p, t, T.Create(1.576446308e-01f));
        p = T.MultiplyAdd(p, t, T.Create(-9.902444760e-02f));
        p = T.MultiplyAdd(p, t, T.Create(-1.223574914e-01f));
        p = T.MultiplyAdd(p, t, T.Create(1.264838184e+00f));
        var tail = T.Create(0.5f) * gauss * p / T.MultiplyAdd(T.Create(2), y, T.Create(1));
        return T.Select(T.Less(x, T.Create(0)), tail, T.Create(1) - tail);
    }
}
