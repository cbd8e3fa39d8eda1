namespace CudaMlp.Emulator.Arithmetic;

/// <summary>A binary floating-point format: bits of the significand with the hidden one, exponent of the least normal number, and how it overflows.</summary>
/// <param name="Precision">Significand bits, the hidden one included.</param>
/// <param name="MinExponent">Exponent e of the least normal number 2^e.</param>
/// <param name="MaxExponent">Exponent e of the greatest binade 2^e.</param>
internal readonly record struct FloatFormat(int Precision, int MinExponent, int MaxExponent)
{
    public static FloatFormat Half => new(11, -14, 15);
    public static FloatFormat BFloat16 => new(8, -126, 127);
    public static FloatFormat TensorFloat32 => new(11, -126, 127);
    public static FloatFormat Single => new(24, -126, 127);
    public static FloatFormat Double => new(53, -1022, 1023);

    /// <summary>The greatest finite number.</summary>
    public double MaxValue => (2 - Math.ScaleB(1, 1 - Precision)) * Math.ScaleB(1, MaxExponent);
}
