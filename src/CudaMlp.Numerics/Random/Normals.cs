namespace CudaMlp.Numerics;

/// <summary>
/// Standard normal numbers from random words by Box and Muller's method. Logarithm, sine and cosine are computed here in
/// binary64 from additions, multiplications, divisions and square roots alone, which IEEE 754 fixes to the last bit: the
/// same words give the same numbers on every machine, which the platforms' mathematical libraries do not promise.
/// </summary>
public static class Normals
{
    /// <summary>Two independent N(0, 1) numbers from two random words; the largest is sqrt(48 ln 2) ≈ 5.77.</summary>
    public static (float First, float Second) FromWords(uint word0, uint word1)
    {
        var radius = Math.Sqrt(-2.0 * Log(((word0 >> 8) + 1) * (1.0 / (1 << 24))));
        var (sine, cosine) = SinCosOfTurn((word1 >> 8) * (1.0 / (1 << 24)));
        return ((float)(radius * cosine), (float)(radius * sine));
    }

    /// <summary>Number i is from words of counter i div 4 (two pairs each) of the stream; see <see cref="Philox"/>.</summary>
    public static void Fill(Span<float> numbers, ulong key, ulong stream)
    {
        for (var i = 0; i < numbers.Length; i += 4)
        {
            var words = Philox.Block(key, (ulong)i >> 2, stream);
            var (a, b) = FromWords(words[0], words[1]);
            var (c, d) = FromWords(words[2], words[3]);
            ReadOnlySpan<float> four = [a, b, c, d];
            four[..Math.Min(4, numbers.Length - i)].CopyTo(numbers[i..]);
        }
    }

    private static double Log(double x)
    {
        // x = m·2^e with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh s, s = (m−1)/(m+1), |s| < 0.172
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m >= 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }
        var s = (m - 1.0) / (m + 1.0);
        var q = s * s;
        var series = 1.0 / 17;
        for (var odd = 15; odd >= 1; odd -= 2)
            series = (series * q) + (1.0 / odd);
        return (2.0 * s * series) + (exponent * 0.6931471805599453);
    }

    private static (double Sine, double Cosine) SinCosOfTurn(double turn)
    {
        // The nearest quarter turn and what is left of it, |x| ≤ π/4
        var quarter = (int)((turn * 4.0) + 0.5);
        var x = ((turn * 4.0) - quarter) * 1.5707963267948966;
        var q = x * x;
        var sine = 0.0;
        var cosine = 0.0;
        for (var n = 8; n >= 1; n--)
        {
            sine = (1.0 + sine) * -q / (2 * n * ((2 * n) + 1));
            cosine = (1.0 + cosine) * -q / (2 * n * ((2 * n) - 1));
        }
        sine = x * (1.0 + sine);
        cosine = 1.0 + cosine;
        return (quarter & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }
}
