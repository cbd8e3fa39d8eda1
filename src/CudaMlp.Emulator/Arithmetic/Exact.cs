using System.Numerics;

namespace CudaMlp.Emulator.Arithmetic;

/// <summary>
/// An exact number m·2^e, with a mark for "a little more than that in magnitude". The slow road for what hardware rounds in one step and
/// the host cannot: directed rounding and conversions into small formats.
/// </summary>
internal readonly struct Exact
{
    private readonly BigInteger _mantissa;
    private readonly int _exponent;
    private readonly bool _sticky;

    public Exact(BigInteger mantissa, int exponent, bool sticky = false)
    {
        _mantissa = mantissa;
        _exponent = exponent;
        _sticky = sticky;
    }

    public bool IsZero => _mantissa.IsZero && !_sticky;

    /// <summary>A finite double, exactly.</summary>
    public static Exact From(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52 & 0x7FF);
        long mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0)
            exponent = 1;
        else
            mantissa |= 1L << 52;
        return new Exact(bits < 0 ? -mantissa : mantissa, exponent - 1075);
    }

    public static Exact operator +(Exact a, Exact b)
    {
        int e = Math.Min(a._exponent, b._exponent);
        return new Exact((a._mantissa << (a._exponent - e)) + (b._mantissa << (b._exponent - e)), e);
    }

    public static Exact operator *(Exact a, Exact b) => new(a._mantissa * b._mantissa, a._exponent + b._exponent);

    /// <summary>Quotient to 130 bits, with the mark where it goes on.</summary>
    public static Exact operator /(Exact a, Exact b)
    {
        int shift = 130 + (int)b._mantissa.GetBitLength();
        BigInteger q = BigInteger.DivRem(BigInteger.Abs(a._mantissa) << shift, BigInteger.Abs(b._mantissa), out BigInteger rest);
        return new Exact(a._mantissa.Sign * b._mantissa.Sign < 0 ? -q : q, a._exponent - b._exponent - shift, !rest.IsZero);
    }

    /// <summary>Square root of a positive number to 130 bits or more.</summary>
    public Exact Sqrt()
    {
        int shift = 260;
        if (((_exponent - shift) & 1) != 0)
            shift++;
        BigInteger n = _mantissa << shift;
        BigInteger root = Isqrt(n);
        return new Exact(root, (_exponent - shift) / 2, root * root != n);
    }

    /// <summary>The number in a format, as a double (all formats here fit into one). Zero comes out positive.</summary>
    /// <param name="format">Where to round to.</param>
    /// <param name="rounding">How.</param>
    public double Round(FloatFormat format, Rounding rounding)
    {
        bool negative = _mantissa.Sign < 0;
        BigInteger m = BigInteger.Abs(_mantissa);
        if (m.IsZero)
            return 0;
        int top = _exponent + (int)m.GetBitLength() - 1;
        int unit = Math.Max(top, format.MinExponent) - format.Precision + 1;
        int drop = unit - _exponent;
        BigInteger kept;
        int half;
        if (drop <= 0)
        {
            kept = m << -drop;
            half = _sticky ? 1 : 0;
        }
        else
        {
            kept = m >> drop;
            BigInteger rest = m - (kept << drop);
            int compare = rest.CompareTo(BigInteger.One << (drop - 1));
            // 0 exact, 1 below half, 2 half, 3 above half.
            half = rest.IsZero ? (_sticky ? 1 : 0) : compare < 0 ? 1 : compare > 0 || _sticky ? 3 : 2;
        }
        bool up = rounding switch
        {
            Rounding.Nearest => half == 3 || (half == 2 && !kept.IsEven),
            Rounding.NearestAway => half >= 2,
            Rounding.Down => negative && half > 0,
            Rounding.Up => !negative && half > 0,
            _ => false,
        };
        if (up)
            kept += 1;
        double magnitude = kept.IsZero ? 0 : Scale(kept, unit);
        if (magnitude > format.MaxValue)
        {
            bool toMax = rounding == Rounding.Zero || (rounding == Rounding.Down && !negative) || (rounding == Rounding.Up && negative);
            magnitude = toMax ? format.MaxValue : double.PositiveInfinity;
        }
        return negative ? -magnitude : magnitude;
    }

    // Exact: the mantissa has at most 54 bits and fits the binades of a double, or is beyond them.
    private static double Scale(BigInteger kept, int unit)
    {
        if (kept.GetBitLength() + unit > 1024)
            return double.PositiveInfinity;
        int first = Math.Max(unit, -1000);
        return Math.ScaleB(Math.ScaleB((double)kept, first), unit - first);
    }

    private static BigInteger Isqrt(BigInteger n)
    {
        if (n.IsZero)
            return n;
        BigInteger x = BigInteger.One << (int)((n.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (x + n / x) >> 1;
            if (next >= x)
                return x;
            x = next;
        }
    }
}
