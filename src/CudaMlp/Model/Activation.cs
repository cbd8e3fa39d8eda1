namespace CudaMlp.Model;

/// <summary>The function that a dense layer applies to z = x·W + b.</summary>
public enum Activation
{
    /// <summary>a = z.</summary>
    None,

    /// <summary>a = max(z, 0); the derivative at 0 is 0. A NaN stays a NaN.</summary>
    ReLU,

    /// <summary>a = tanh(z).</summary>
    Tanh,

    /// <summary>a = 1 / (1 + e^-z).</summary>
    Sigmoid,

    /// <summary>a = z where z &gt; 0, else <see cref="DenseLayer.NegativeSlope"/>·z.</summary>
    LeakyReLU,

    /// <summary>a = z·Φ(z) with the exact Gaussian Φ(z) = (1 + erf(z/√2)) / 2.</summary>
    GELU,
}
