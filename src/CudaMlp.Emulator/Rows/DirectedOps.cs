using CudaMlp.Emulator.Arithmetic;

namespace CudaMlp.Emulator.Rows;

/// <summary>.rz, .rm and .rp of single precision, lane by lane.</summary>
internal readonly struct AddRounded<TRounding> : IBinary<float, float, float>, IBinary<double, double, double>
    where TRounding : struct, IRounding
{
    public static float Apply(float a, float b) => CanonicalNaN.Apply((float)Directed.Add(a, b, FloatFormat.Single, TRounding.Mode));
    public static double Apply(double a, double b) => Directed.Add(a, b, FloatFormat.Double, TRounding.Mode);
}

internal readonly struct MulRounded<TRounding> : IBinary<float, float, float>, IBinary<double, double, double>
    where TRounding : struct, IRounding
{
    public static float Apply(float a, float b) => CanonicalNaN.Apply((float)Directed.Mul(a, b, FloatFormat.Single, TRounding.Mode));
    public static double Apply(double a, double b) => Directed.Mul(a, b, FloatFormat.Double, TRounding.Mode);
}

internal readonly struct DivRounded<TRounding> : IBinary<float, float, float>, IBinary<double, double, double>
    where TRounding : struct, IRounding
{
    public static float Apply(float a, float b) => CanonicalNaN.Apply((float)Directed.Div(a, b, FloatFormat.Single, TRounding.Mode));
    public static double Apply(double a, double b) => Directed.Div(a, b, FloatFormat.Double, TRounding.Mode);
}

internal readonly struct FmaRounded<TRounding> : ITernary<float, float, float, float>, ITernary<double, double, double, double>
    where TRounding : struct, IRounding
{
    public static float Apply(float a, float b, float c) => CanonicalNaN.Apply((float)Directed.Fma(a, b, c, FloatFormat.Single, TRounding.Mode));
    public static double Apply(double a, double b, double c) => Directed.Fma(a, b, c, FloatFormat.Double, TRounding.Mode);
}

internal readonly struct SqrtRounded<TRounding> : IUnary<float, float>, IUnary<double, double>
    where TRounding : struct, IRounding
{
    public static float Apply(float a) => CanonicalNaN.Apply((float)Directed.Sqrt(a, FloatFormat.Single, TRounding.Mode));
    public static double Apply(double a) => Directed.Sqrt(a, FloatFormat.Double, TRounding.Mode);
}

internal readonly struct RcpRounded<TRounding> : IUnary<float, float>, IUnary<double, double>
    where TRounding : struct, IRounding
{
    public static float Apply(float a) => CanonicalNaN.Apply((float)Directed.Div(1, a, FloatFormat.Single, TRounding.Mode));
    public static double Apply(double a) => Directed.Div(1, a, FloatFormat.Double, TRounding.Mode);
}

/// <summary>.ftz around a lane operation.</summary>
internal readonly struct FlushedUnary<TOp> : IUnary<float, float>
    where TOp : struct, IUnary<float, float>
{
    public static float Apply(float a) => Flush.Apply(TOp.Apply(Flush.Apply(a)));
}

internal readonly struct FlushedBinary<TOp> : IBinary<float, float, float>
    where TOp : struct, IBinary<float, float, float>
{
    public static float Apply(float a, float b) => Flush.Apply(TOp.Apply(Flush.Apply(a), Flush.Apply(b)));
}

internal readonly struct FlushedTernary<TOp> : ITernary<float, float, float, float>
    where TOp : struct, ITernary<float, float, float, float>
{
    public static float Apply(float a, float b, float c) => Flush.Apply(TOp.Apply(Flush.Apply(a), Flush.Apply(b), Flush.Apply(c)));
}

/// <summary>.sat of a row that already holds the result.</summary>
internal readonly struct SaturateOp : IVectorUnary<float>
{
    public static System.Runtime.Intrinsics.Vector512<float> Apply(System.Runtime.Intrinsics.Vector512<float> a) => Saturate.Apply(a);
}
