using System.Runtime.CompilerServices;

namespace CudaMlp.Cpu.Simd;

/// <summary>Functions that the vectors do not bring along. Relative errors are below 1e-6 unless said otherwise; NaN gives NaN.</summary>
internal static class Functions
{
    private const uint SignBit = 0x8000_0000;
    private const float TanhSwitch = 0.625f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Abs<T>(T x)
        where T : struct, IWide<T> => x & T.CreateBits(~SignBit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Negate<T>(T x)
        where T : struct, IWide<T> => x ^ T.CreateBits(SignBit);

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, IWide<T> => T.Create(1) / (T.Create(1) + T.Exp(Negate(x)));

    /// <summary>tanh x: near 0 an odd polynomial (interpolated at Chebyshev's points), since 1 - 2/(e^2x + 1) would cancel there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, IWide<T>
    {
        var magnitude = Abs(x);
        var far = T.Create(1) - (T.Create(2) / (T.Exp(magnitude + magnitude) + T.Create(1)));
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
        gauss = T.Exp(magnitude * magnitude * T.Create(-0.5f));
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
