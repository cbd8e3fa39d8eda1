using CudaMlp.Model;

namespace CudaMlp.Cuda.Tests.Ops;

/// <summary>The activation functions in float64, from their definitions.</summary>
internal static class Activations
{
    public const float Slope = 0.125f;

    public static readonly Activation[] All =
        [Activation.None, Activation.ReLU, Activation.Tanh, Activation.Sigmoid, Activation.LeakyReLU, Activation.GELU];

    public static double Value(Activation activation, double z) => activation switch
    {
        Activation.ReLU => z < 0 ? 0 : z,
        Activation.Tanh => Math.Tanh(z),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.LeakyReLU => z < 0 ? Slope * z : z,
        Activation.GELU => z * Gaussian(z),
        _ => z,
    };

    public static double Derivative(Activation activation, double z) => activation switch
    {
        Activation.ReLU => z > 0 ? 1 : 0,
        Activation.Tanh => 1 - (Math.Tanh(z) * Math.Tanh(z)),
        Activation.Sigmoid => Math.Exp(-z) / ((1 + Math.Exp(-z)) * (1 + Math.Exp(-z))),
        Activation.LeakyReLU => z > 0 ? 1 : Slope,
        Activation.GELU => Gaussian(z) + (z * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)),
        _ => 1,
    };

    /// <summary>Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …), whose terms all have one sign; beyond 8 it is 0 or 1 in float32's eyes.</summary>
    private static double Gaussian(double z)
    {
        if (z > 8 || z < -8)
            return z > 0 ? 1 : 0;
        double sum = 0, term = z;
        for (var n = 3; Math.Abs(term) > 1e-20; n += 2)
        {
            sum += term;
            term *= z * z / n;
        }

        return 0.5 + (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * sum);
    }
}
