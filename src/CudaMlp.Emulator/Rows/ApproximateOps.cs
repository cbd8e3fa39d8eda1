using System.Runtime.Intrinsics;

namespace CudaMlp.Emulator.Rows;

/// <summary>ex2.approx: 2^x by splitting x into a whole part, put into the exponent, and the rest in [−½, ½], a polynomial.</summary>
internal readonly struct Exp2Vector : IVectorUnary<float>
{
    public static Vector512<float> Apply(Vector512<float> a)
    {
        // Beyond these bounds the result is 0 or infinity; inside, whole parts stay within two exponent steps.
        Vector512<float> x = Vector512.Min(Vector512.Max(a, Vector512.Create(-200f)), Vector512.Create(200f));
        Vector512<float> whole = Vector512.Round(x);
        Vector512<float> f = x - whole;
        // Taylor coefficients ln(2)^k / k!; the remainder at ½ is below 2^-27.
        Vector512<float> p = Vector512.Create(1.5252734e-5f);
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.5403530e-4f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.3333558e-3f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(9.6181291e-3f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(5.5504109e-2f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(2.4022651e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(6.9314718e-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512<float>.One);
        Vector512<int> n = Vector512.ConvertToInt32(whole);
        Vector512<int> half = Vector512.ShiftRightArithmetic(n, 1);
        Vector512<float> result = p * Power(half) * Power(n - half);
        return Vector512.ConditionalSelect(Vector512.Equals(a, a), result, a);
    }

    private static Vector512<float> Power(Vector512<int> n) => Vector512.ShiftLeft(n + Vector512.Create(127), 23).AsSingle();
}

internal readonly struct Log2Vector : IVectorUnary<float>
{
    public static Vector512<float> Apply(Vector512<float> a) => Vector512.Log2(a);
}

internal readonly struct SinLane : IUnary<float, float>
{
    public static float Apply(float a) => CanonicalNaN.Apply(MathF.Sin(a));
}

internal readonly struct CosLane : IUnary<float, float>
{
    public static float Apply(float a) => CanonicalNaN.Apply(MathF.Cos(a));
}

/// <summary>tanh by 2^x: 1 − 2/(1 + 2^(2·log2(e)·|x|)), and by its series near 0 where that would cancel.</summary>
internal readonly struct TanhVector : IVectorUnary<float>
{
    public static Vector512<float> Apply(Vector512<float> a)
    {
        Vector512<float> sign = Vector512.Create(-0f);
        Vector512<float> x = Vector512.AndNot(a, sign);
        Vector512<float> large = Vector512<float>.One - Vector512.Create(2f) / (Vector512<float>.One + Exp2Vector.Apply(x * Vector512.Create(2.8853901f)));
        Vector512<float> s = x * x;
        Vector512<float> p = Vector512.Create(0.021869488f);
        p = Vector512.FusedMultiplyAdd(p, s, Vector512.Create(-0.053968254f));
        p = Vector512.FusedMultiplyAdd(p, s, Vector512.Create(0.13333333f));
        p = Vector512.FusedMultiplyAdd(p, s, Vector512.Create(-0.33333333f));
        Vector512<float> small = Vector512.FusedMultiplyAdd(p * s, x, x);
        Vector512<float> magnitude = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(0.3f)), small, large);
        return magnitude | (a & sign);
    }
}

/// <summary>testp.</summary>
internal enum FloatClass : byte
{
    Finite,
    Infinite,
    Number,
    NotANumber,
    Normal,
    Subnormal,
}
