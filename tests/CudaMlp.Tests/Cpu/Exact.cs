using CudaMlp.Model;

namespace CudaMlp.Tests.Cpu;

/// <summary>The functions in float64, from their definitions.</summary>
internal static class Exact
{
    public static double Value(Activation activation, double z, double slope) => activation switch
    {
        Activation.None => z,
        Activation.ReLU => double.IsNaN(z) ? z : Math.Max(z, 0),
        Activation.Tanh => Math.Tanh(z),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.LeakyReLU => z > 0 ? z : slope * z,
        Activation.GELU => z == double.NegativeInfinity ? double.NaN : z * Phi(z),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    public static double Slope(Activation activation, double z, double slope) => activation switch
    {
        Activation.None => 1,
        Activation.ReLU => z > 0 ? 1 : 0,
        Activation.Tanh => 1 - (Math.Tanh(z) * Math.Tanh(z)),
        Activation.Sigmoid => Math.Exp(-Math.Abs(z)) / Math.Pow(1 + Math.Exp(-Math.Abs(z)), 2),
        Activation.LeakyReLU => z > 0 ? 1 : slope,
        Activation.GELU => Phi(z) + (z * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    /// <summary>
    /// The normal distribution by its convergent series 1/2 + φ(x)·(x + x³/3 + x⁵/15 + …) for small |x|, by the continued
    /// fraction of Mills' ratio for large.
    /// </summary>
    public static double Phi(double x)
    {
        if (double.IsNaN(x))
            return x;
        var magnitude = Math.Abs(x);
        var density = Math.Exp(-magnitude * magnitude / 2) / Math.Sqrt(2 * Math.PI);
        double tail;
        if (magnitude < 3)
        {
            double term = magnitude, sum = magnitude;
            for (var k = 3; k < 200; k += 2)
            {
                term *= magnitude * magnitude / k;
                sum += term;
            }

            tail = 0.5 - (density * sum);
        }
        else
        {
            var fraction = magnitude;
            for (var k = 200; k >= 1; k--)
                fraction = magnitude + (k / fraction);
            tail = density / fraction;
        }

        return x < 0 ? tail : 1 - tail;
    }

    public static double Half(double x) => (double)(Half)(float)x;

    /// <summary>To 8 bits of significand, ties to even.</summary>
    public static double BFloat(double x)
    {
        if (x == 0 || !double.IsFinite(x))
            return x;
        var unit = Math.ScaleB(1, Math.Max(Math.ILogB(x), -126) - 7);
        return Math.Round(x / unit, MidpointRounding.ToEven) * unit;
    }
}
