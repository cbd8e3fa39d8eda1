using System.Numerics;

namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>
/// Floating point by the book: numbers as fractions of big integers, results found by searching the format's neighbours of the exact value. Shares no code
/// with the emulator.
/// </summary>
internal static class Reals
{
    /// <summary>Fraction bits and exponent bits of a format.</summary>
    public static (int Fraction, int Exponent) Format(string type) => type switch
    {
        "f16" => (10, 5),
        "bf16" => (7, 8),
        "f32" => (23, 8),
        _ => (52, 11),
    };

    public static bool IsNaN(ulong bits, string type)
    {
        (int f, int e) = Format(type);
        return (bits >> f & Ones(e)) == Ones(e) && (bits & Ones(f)) != 0;
    }

    public static bool IsInfinite(ulong bits, string type)
    {
        (int f, int e) = Format(type);
        return (bits & Ones(f + e)) == Ones(e) << f;
    }

    public static bool IsZero(ulong bits, string type)
    {
        (int f, int e) = Format(type);
        return (bits & Ones(f + e)) == 0;
    }

    public static bool IsSubnormal(ulong bits, string type)
    {
        (int f, int e) = Format(type);
        return (bits >> f & Ones(e)) == 0 && !IsZero(bits, type);
    }

    public static bool Negative(ulong bits, string type)
    {
        (int f, int e) = Format(type);
        return (bits >> (f + e) & 1) != 0;
    }

    /// <summary>The NaN that a GPU gives.</summary>
    public static ulong NaN(string type) => type switch { "f16" or "bf16" => 0x7FFF, "f32" => 0x7FFFFFFF, _ => 0xFFF8000000000000 };

    public static ulong Infinity(string type, bool negative)
    {
        (int f, int e) = Format(type);
        return Ones(e) << f | (negative ? 1ul << (f + e) : 0);
    }

    public static ulong Zero(string type, bool negative)
    {
        (int f, int e) = Format(type);
        return negative ? 1ul << (f + e) : 0;
    }

    /// <summary>Subnormals to zeros of their sign.</summary>
    public static ulong Flush(ulong bits, string type) => IsSubnormal(bits, type) ? Zero(type, Negative(bits, type)) : bits;

    /// <summary>The exact value of finite bits.</summary>
    public static Fraction Value(ulong bits, string type)
    {
        (int f, int e) = Format(type);
        int bias = (1 << (e - 1)) - 1;
        var exponent = (int)(bits >> f & Ones(e));
        BigInteger m = (bits & Ones(f)) + (exponent == 0 ? 0 : 1ul << f);
        int power = Math.Max(exponent, 1) - bias - f;
        BigInteger n = power > 0 ? m << power : m;
        BigInteger d = power < 0 ? BigInteger.One << -power : BigInteger.One;
        return new Fraction(Negative(bits, type) ? -n : n, d);
    }

    /// <summary>The bits nearest to a value in a direction: n(earest even), a(way at ties), z(ero), m(inus), p(lus). Exact zero gives +0.</summary>
    public static ulong Round(Fraction x, string type, char mode)
    {
        (int f, int e) = Format(type);
        bool negative = x.N.Sign < 0;
        Fraction magnitude = negative ? -x : x;
        ulong sign = negative ? 1ul << (f + e) : 0;
        // The greatest format value not above the magnitude, by bisection over the bits, which are ordered as the values are.
        ulong low = 0;
        ulong high = Ones(e) << f;
        while (high - low > 1)
        {
            ulong middle = low + (high - low) / 2;
            if (Value(middle, type) <= magnitude)
                low = middle;
            else
                high = middle;
        }
        Fraction below = Value(low, type);
        if (below == magnitude)
            return low | (low == 0 ? 0 : sign);
        ulong above = low + 1;
        bool overflow = above == Ones(e) << f;
        // The step above the greatest number counts as one more of the same binade.
        Fraction next = overflow ? below + (below - Value(low - 1, type)) : Value(above, type);
        int half = ((magnitude - below) * 2).CompareTo(next - below);
        bool up = mode switch
        {
            'n' => half > 0 || (half == 0 && (low & 1) != 0),
            'a' => half >= 0,
            'm' => negative,
            'p' => !negative,
            _ => false,
        };
        return (up ? above : low) | sign;
    }

    private static ulong Ones(int n) => (1ul << n) - 1;
}

/// <summary>n / d with d &gt; 0.</summary>
internal readonly record struct Fraction(BigInteger N, BigInteger D) : IComparable<Fraction>
{
    public static Fraction Whole(BigInteger n) => new(n, BigInteger.One);

    public int CompareTo(Fraction other) => (N * other.D).CompareTo(other.N * D);

    public bool Equals(Fraction other) => CompareTo(other) == 0;

    public override int GetHashCode() => 0;

    public static Fraction operator +(Fraction a, Fraction b) => new(a.N * b.D + b.N * a.D, a.D * b.D);

    public static Fraction operator -(Fraction a) => new(-a.N, a.D);

    public static Fraction operator -(Fraction a, Fraction b) => a + -b;

    public static Fraction operator *(Fraction a, Fraction b) => new(a.N * b.N, a.D * b.D);

    public static Fraction operator *(Fraction a, int k) => new(a.N * k, a.D);

    public static Fraction operator /(Fraction a, Fraction b) => b.N.Sign < 0 ? new(-a.N * b.D, a.D * -b.N) : new(a.N * b.D, a.D * b.N);

    public static bool operator <(Fraction a, Fraction b) => a.CompareTo(b) < 0;

    public static bool operator >(Fraction a, Fraction b) => a.CompareTo(b) > 0;

    public static bool operator <=(Fraction a, Fraction b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Fraction a, Fraction b) => a.CompareTo(b) >= 0;
}
