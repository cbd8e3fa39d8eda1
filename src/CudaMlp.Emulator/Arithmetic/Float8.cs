namespace CudaMlp.Emulator.Arithmetic;

/// <summary>The 8-bit formats: e4m3 has no infinity and one NaN, e5m2 is a short half.</summary>
internal sealed class Float8
{
    private readonly FloatFormat _format;
    private readonly double _greatest;
    private readonly byte _nan;

    private Float8(FloatFormat format, double greatest, byte nan)
    {
        _format = format;
        _greatest = greatest;
        _nan = nan;
    }

    public static Float8 E4M3 { get; } = new(new FloatFormat(4, -6, 8), 448, 0x7F);
    public static Float8 E5M2 { get; } = new(new FloatFormat(3, -14, 15), 57344, 0x7F);

    /// <summary>Nearest even, beyond the range the greatest number (.satfinite).</summary>
    public int Narrow(double x, bool relu)
    {
        if (double.IsNaN(x))
            return _nan;
        if (relu && x < 0)
            x = 0;
        int sign = double.IsNegative(x) ? 0x80 : 0;
        double value = Math.Min(Math.Abs(Directed.Convert(Math.Clamp(x, -2 * _greatest, 2 * _greatest), _format, Rounding.Nearest)), _greatest);
        if (value == 0)
            return sign;
        int exponent = Math.Max(Math.ILogB(value), _format.MinExponent);
        var mantissa = (int)Math.ScaleB(value, _format.Precision - 1 - exponent);
        int hidden = 1 << (_format.Precision - 1);
        return sign | (mantissa < hidden ? mantissa : (exponent - _format.MinExponent + 1) * hidden + mantissa - hidden);
    }

    public double Widen(byte bits)
    {
        int hidden = 1 << (_format.Precision - 1);
        int rest = bits & 0x7F;
        int exponent = rest / hidden;
        int mantissa = rest % hidden;
        bool wide = _format.Precision == 4;
        if (wide ? rest == 0x7F : rest > 0x7C)
            return double.NaN;
        double value = !wide && rest == 0x7C ? double.PositiveInfinity
            : exponent == 0 ? Math.ScaleB(mantissa, _format.MinExponent - _format.Precision + 1)
            : Math.ScaleB(hidden + mantissa, exponent - 1 + _format.MinExponent - _format.Precision + 1);
        return bits >= 0x80 ? -value : value;
    }
}
