namespace CudaMlp.Emulator.Arithmetic;

/// <summary>The basic operations on doubles, rounded once into a format in a direction. Special values go the IEEE way.</summary>
internal static class Directed
{
    public static double Add(double a, double b, FloatFormat format, Rounding rounding)
    {
        double plain = a + b;
        if (!double.IsFinite(a) || !double.IsFinite(b))
            return plain;
        Exact sum = Exact.From(a) + Exact.From(b);
        if (sum.IsZero)
            return a == 0 && b == 0 && double.IsNegative(a) == double.IsNegative(b) ? a : rounding == Rounding.Down ? -0.0 : 0.0;
        return sum.Round(format, rounding);
    }

    public static double Mul(double a, double b, FloatFormat format, Rounding rounding)
    {
        double plain = a * b;
        if (!double.IsFinite(a) || !double.IsFinite(b) || a == 0 || b == 0)
            return plain;
        return Signed((Exact.From(a) * Exact.From(b)).Round(format, rounding), double.IsNegative(a) != double.IsNegative(b));
    }

    public static double Fma(double a, double b, double c, FloatFormat format, Rounding rounding)
    {
        double plain = Math.FusedMultiplyAdd(a, b, c);
        if (!double.IsFinite(a) || !double.IsFinite(b) || !double.IsFinite(c))
            return plain;
        Exact product = Exact.From(a) * Exact.From(b);
        Exact sum = product + Exact.From(c);
        if (!sum.IsZero)
            return sum.Round(format, rounding);
        bool negativeProduct = double.IsNegative(a) != double.IsNegative(b);
        if ((a == 0 || b == 0) && c == 0 && negativeProduct == double.IsNegative(c))
            return c;
        return rounding == Rounding.Down ? -0.0 : 0.0;
    }

    public static double Div(double a, double b, FloatFormat format, Rounding rounding)
    {
        double plain = a / b;
        if (!double.IsFinite(a) || !double.IsFinite(b) || a == 0 || b == 0)
            return plain;
        return Signed((Exact.From(a) / Exact.From(b)).Round(format, rounding), double.IsNegative(a) != double.IsNegative(b));
    }

    public static double Sqrt(double a, FloatFormat format, Rounding rounding)
    {
        if (!double.IsFinite(a) || a <= 0)
            return Math.Sqrt(a);
        return Exact.From(a).Sqrt().Round(format, rounding);
    }

    /// <summary>A double into a format. Infinities, NaN and signed zeros pass.</summary>
    public static double Convert(double a, FloatFormat format, Rounding rounding)
    {
        if (!double.IsFinite(a) || a == 0)
            return a;
        return Signed(Exact.From(a).Round(format, rounding), a < 0);
    }

    // Underflow to zero keeps the sign.
    private static double Signed(double value, bool negative) => value == 0 && negative ? -0.0 : value;
}
