using System.Numerics;

namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>The arithmetic of floating-point bits, special values first and then exactly.</summary>
internal static class RealOps
{
    public static ulong Add(ulong a, ulong b, string t, char mode)
    {
        if (Reals.IsNaN(a, t) || Reals.IsNaN(b, t))
            return Reals.NaN(t);
        if (Reals.IsInfinite(a, t))
            return Reals.IsInfinite(b, t) && a != b ? Reals.NaN(t) : a;
        if (Reals.IsInfinite(b, t))
            return b;
        Fraction sum = Reals.Value(a, t) + Reals.Value(b, t);
        if (!sum.N.IsZero)
            return Reals.Round(sum, t, mode);
        bool bothNegative = Reals.Negative(a, t) && Reals.Negative(b, t);
        bool same = Reals.Negative(a, t) == Reals.Negative(b, t);
        return Reals.Zero(t, bothNegative || (!same && mode == 'm'));
    }

    public static ulong Negate(ulong a, string t) => a ^ Reals.Zero(t, true);

    public static ulong Sub(ulong a, ulong b, string t, char mode) => Add(a, Negate(b, t), t, mode);

    public static ulong Mul(ulong a, ulong b, string t, char mode)
    {
        bool negative = Reals.Negative(a, t) != Reals.Negative(b, t);
        if (Reals.IsNaN(a, t) || Reals.IsNaN(b, t))
            return Reals.NaN(t);
        if (Reals.IsInfinite(a, t) || Reals.IsInfinite(b, t))
            return Reals.IsZero(a, t) || Reals.IsZero(b, t) ? Reals.NaN(t) : Reals.Infinity(t, negative);
        return Signed(Reals.Value(a, t) * Reals.Value(b, t), t, mode, negative);
    }

    public static ulong Fma(ulong a, ulong b, ulong c, string t, char mode)
    {
        bool negative = Reals.Negative(a, t) != Reals.Negative(b, t);
        if (Reals.IsNaN(a, t) || Reals.IsNaN(b, t) || Reals.IsNaN(c, t))
            return Reals.NaN(t);
        if (Reals.IsInfinite(a, t) || Reals.IsInfinite(b, t))
        {
            if (Reals.IsZero(a, t) || Reals.IsZero(b, t))
                return Reals.NaN(t);
            ulong infinity = Reals.Infinity(t, negative);
            return Reals.IsInfinite(c, t) && c != infinity ? Reals.NaN(t) : infinity;
        }
        if (Reals.IsInfinite(c, t))
            return c;
        Fraction product = Reals.Value(a, t) * Reals.Value(b, t);
        Fraction sum = product + Reals.Value(c, t);
        if (!sum.N.IsZero)
            return Reals.Round(sum, t, mode);
        bool bothNegative = negative && Reals.Negative(c, t);
        return Reals.Zero(t, bothNegative || (negative != Reals.Negative(c, t) && mode == 'm'));
    }

    public static ulong Div(ulong a, ulong b, string t, char mode)
    {
        bool negative = Reals.Negative(a, t) != Reals.Negative(b, t);
        if (Reals.IsNaN(a, t) || Reals.IsNaN(b, t))
            return Reals.NaN(t);
        if (Reals.IsInfinite(a, t))
            return Reals.IsInfinite(b, t) ? Reals.NaN(t) : Reals.Infinity(t, negative);
        if (Reals.IsInfinite(b, t))
            return Reals.Zero(t, negative);
        if (Reals.IsZero(b, t))
            return Reals.IsZero(a, t) ? Reals.NaN(t) : Reals.Infinity(t, negative);
        return Signed(Reals.Value(a, t) / Reals.Value(b, t), t, mode, negative);
    }

    /// <summary>The root r is the format's value with r² nearest; found by squaring candidates.</summary>
    public static ulong Sqrt(ulong a, string t, char mode)
    {
        if (Reals.IsNaN(a, t))
            return Reals.NaN(t);
        if (Reals.IsZero(a, t))
            return a;
        if (Reals.Negative(a, t))
            return Reals.NaN(t);
        if (Reals.IsInfinite(a, t))
            return a;
        Fraction x = Reals.Value(a, t);
        // √(n/d) = √(n·d)/d, to 200 bits below the point, with the last bit set when there is more.
        BigInteger scaled = x.N * x.D << 400;
        BigInteger root = Root(scaled);
        bool exact = root * root == scaled;
        var r = new Fraction(root * 2 + (exact ? 0 : 1), x.D << 201);
        return Reals.Round(r, t, mode);
    }

    public static ulong MinMax(ulong a, ulong b, string t, bool max, bool propagate)
    {
        bool na = Reals.IsNaN(a, t);
        bool nb = Reals.IsNaN(b, t);
        if (na || nb)
            return (na && nb) || propagate ? Reals.NaN(t) : na ? b : a;
        int order = Order(a, b, t);
        return (order < 0) == max ? b : a;
    }

    /// <summary>Sign of a − b with −0 below +0.</summary>
    public static int Order(ulong a, ulong b, string t)
    {
        BigInteger Key(ulong x) => Reals.Negative(x, t) ? -(BigInteger)(x & ~Reals.Zero(t, true)) - 1 : x;
        return Key(a).CompareTo(Key(b));
    }

    public static ulong Saturate(ulong a, string t)
    {
        if (Reals.IsNaN(a, t) || Reals.Negative(a, t))
            return 0;
        ulong one = Reals.Round(Fraction.Whole(1), t, 'n');
        return Math.Min(a, one);
    }

    private static ulong Signed(Fraction x, string t, char mode, bool negative)
    {
        if (x.N.IsZero)
            return Reals.Zero(t, negative);
        return Reals.Round(x, t, mode);
    }

    private static BigInteger Root(BigInteger n)
    {
        BigInteger low = 0;
        BigInteger high = BigInteger.One << (int)(n.GetBitLength() / 2 + 1);
        while (high - low > 1)
        {
            BigInteger middle = (low + high) >> 1;
            if (middle * middle <= n)
                low = middle;
            else
                high = middle;
        }
        return low;
    }
}
