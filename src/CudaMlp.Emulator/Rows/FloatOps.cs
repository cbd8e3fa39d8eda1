using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Arithmetic;

namespace CudaMlp.Emulator.Rows;

/// <summary>What happens to an operand or a result on its way.</summary>
internal interface IFilter
{
    static abstract Vector512<float> Apply(Vector512<float> x);
}

internal readonly struct Keep : IFilter
{
    public static Vector512<float> Apply(Vector512<float> x) => x;
}

/// <summary>.ftz: subnormal numbers become zeros of their sign.</summary>
internal readonly struct Flush : IFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> x)
    {
        Vector512<float> sign = Vector512.Create(-0f);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.AndNot(x, sign), Vector512.Create(1.17549435E-38f)), x & sign, x);
    }

    public static float Apply(float x) => Math.Abs(x) < 1.17549435E-38f ? (float.IsNegative(x) ? -0f : 0f) : x;
}

/// <summary>.sat: into [0, 1], NaN to +0.</summary>
internal readonly struct Saturate : IFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> x)
    {
        Vector512<float> positive = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, Vector512<float>.Zero);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(positive, Vector512<float>.One), Vector512<float>.One, positive);
    }

    public static float Apply(float x) => x > 0 ? Math.Min(x, 1f) : 0f;
}

/// <summary>Any NaN becomes 0x7FFFFFFF, the one that NVIDIA's GPUs give for single precision.</summary>
internal static class CanonicalNaN
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> x) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, x), x, Vector512.Create(0x7FFFFFFFu).AsSingle());

    public static float Apply(float x) => float.IsNaN(x) ? BitConverter.UInt32BitsToSingle(0x7FFFFFFF) : x;
}

internal readonly struct F32Unary<TOp, TFlush, TSaturate> : IVectorUnary<float>
    where TOp : struct, IVectorUnary<float>
    where TFlush : struct, IFilter
    where TSaturate : struct, IFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> a) =>
        TSaturate.Apply(CanonicalNaN.Apply(TFlush.Apply(TOp.Apply(TFlush.Apply(a)))));
}

internal readonly struct F32Binary<TOp, TFlush, TSaturate> : IVectorBinary<float>
    where TOp : struct, IVectorBinary<float>
    where TFlush : struct, IFilter
    where TSaturate : struct, IFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b) =>
        TSaturate.Apply(CanonicalNaN.Apply(TFlush.Apply(TOp.Apply(TFlush.Apply(a), TFlush.Apply(b)))));
}

internal readonly struct F32Ternary<TOp, TFlush, TSaturate> : IVectorTernary<float>
    where TOp : struct, IVectorTernary<float>
    where TFlush : struct, IFilter
    where TSaturate : struct, IFilter
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        TSaturate.Apply(CanonicalNaN.Apply(TFlush.Apply(TOp.Apply(TFlush.Apply(a), TFlush.Apply(b), TFlush.Apply(c)))));
}

internal readonly struct DivVector<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a / b;
}

/// <summary>div.approx is a · (1/b), whose second factor has gone to 0 where |b| is above 2^126: 0 comes out, or NaN where a is infinite.</summary>
internal readonly struct ApproximateDivVector : IVectorBinary<float>
{
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b)
    {
        Vector512<float> sign = Vector512.Create(-0f);
        Vector512<float> magnitude = Vector512.AndNot(b, sign);
        Vector512<float> lost = Vector512.GreaterThan(magnitude, Vector512.Create(8.507059e37f)) & Vector512.LessThan(magnitude, Vector512.Create(float.PositiveInfinity));
        return Vector512.ConditionalSelect(lost, a * (b & sign), a / b);
    }
}

internal readonly struct FmaVector : IVectorTernary<float>, IVectorTernary<double>
{
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);
    public static Vector512<double> Apply(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.FusedMultiplyAdd(a, b, c);
}

internal readonly struct SqrtVector<T> : IVectorUnary<T>
{
    public static Vector512<T> Apply(Vector512<T> a) => Vector512.Sqrt(a);
}

internal readonly struct RcpVector : IVectorUnary<float>, IVectorUnary<double>
{
    public static Vector512<float> Apply(Vector512<float> a) => Vector512<float>.One / a;
    public static Vector512<double> Apply(Vector512<double> a) => Vector512<double>.One / a;
}

internal readonly struct RsqrtVector : IVectorUnary<float>, IVectorUnary<double>
{
    public static Vector512<float> Apply(Vector512<float> a) => Vector512<float>.One / Vector512.Sqrt(a);
    public static Vector512<double> Apply(Vector512<double> a) => Vector512<double>.One / Vector512.Sqrt(a);
}

/// <summary>rcp and rsqrt with .approx.ftz of f64: from the upper word of the operand to that of the result; no subnormals, one NaN.</summary>
internal readonly struct UpperWord<TOp> : IVectorUnary<double>
    where TOp : struct, IVectorUnary<double>
{
    public static Vector512<double> Apply(Vector512<double> a)
    {
        Vector512<double> upper = Vector512.Create(0xFFFFFFFF_00000000ul).AsDouble();
        Vector512<double> result = Flushed(TOp.Apply(Flushed(a & upper)));
        return Vector512.ConditionalSelect(Vector512.Equals(result, result), result, Vector512.Create(0x7FFFFFFF_FFFFFFFFul).AsDouble()) & upper;
    }

    private static Vector512<double> Flushed(Vector512<double> x)
    {
        Vector512<double> sign = Vector512.Create(-0d);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.AndNot(x, sign), Vector512.Create(2.2250738585072014E-308)), x & sign, x);
    }
}

internal readonly struct FloatNeg : IVectorUnary<float>
{
    public static Vector512<float> Apply(Vector512<float> a) => a ^ Vector512.Create(-0f);
}

internal readonly struct FloatAbs : IVectorUnary<float>
{
    public static Vector512<float> Apply(Vector512<float> a) => Vector512.AndNot(a, Vector512.Create(-0f));
}

/// <summary>min and max that prefer a number to NaN, and order −0 below +0.</summary>
internal readonly struct MinNumberVector<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.MinNumber(a, b);
}

internal readonly struct MaxNumberVector<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.MaxNumber(a, b);
}

/// <summary>min.NaN and max.NaN: NaN if either is.</summary>
internal readonly struct MinVector<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Min(a, b);
}

internal readonly struct MaxVector<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Max(a, b);
}

/// <summary>min and max of magnitudes.</summary>
internal readonly struct OfMagnitudes<TOp> : IVectorBinary<float>
    where TOp : struct, IVectorBinary<float>
{
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b) =>
        TOp.Apply(Vector512.AndNot(a, Vector512.Create(-0f)), Vector512.AndNot(b, Vector512.Create(-0f)));
}

/// <summary>min and max of magnitudes, with the product of the signs.</summary>
internal readonly struct XorSignAbs<TOp> : IVectorBinary<float>
    where TOp : struct, IVectorBinary<float>
{
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b)
    {
        Vector512<float> sign = Vector512.Create(-0f);
        Vector512<float> result = TOp.Apply(Vector512.AndNot(a, sign), Vector512.AndNot(b, sign));
        return Vector512.AndNot(result, sign) | ((a ^ b) & sign);
    }
}

/// <summary>copysign.f32 d, a, b: sign of a, magnitude of b.</summary>
internal readonly struct CopySign32 : IVectorBinary<uint>
{
    public static Vector512<uint> Apply(Vector512<uint> a, Vector512<uint> b) => (a & Vector512.Create(0x80000000u)) | (b & Vector512.Create(0x7FFFFFFFu));
}

internal readonly struct CopySign64 : IVectorBinary<ulong>
{
    public static Vector512<ulong> Apply(Vector512<ulong> a, Vector512<ulong> b) => (a & Vector512.Create(1ul << 63)) | (b & Vector512.Create(~(1ul << 63)));
}
