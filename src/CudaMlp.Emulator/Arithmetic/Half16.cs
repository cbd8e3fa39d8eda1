using System.Runtime.CompilerServices;

namespace CudaMlp.Emulator.Arithmetic;

/// <summary>The two 16-bit formats by their bits, with the canonical NaN 0x7FFF of NVIDIA's GPUs.</summary>
internal interface IHalfFormat
{
    static abstract FloatFormat Format { get; }

    /// <summary>Value of the bits.</summary>
    static abstract double Widen(ushort bits);

    /// <summary>Nearest, ties to even.</summary>
    static abstract ushort Narrow(double value);
}

internal readonly struct Fp16 : IHalfFormat
{
    public static FloatFormat Format => FloatFormat.Half;
    public static double Widen(ushort bits) => (double)(float)BitConverter.UInt16BitsToHalf(bits);
    public static ushort Narrow(double value) => double.IsNaN(value) ? (ushort)0x7FFF : BitConverter.HalfToUInt16Bits((Half)value);
}

internal readonly struct Bf16 : IHalfFormat
{
    public static FloatFormat Format => FloatFormat.BFloat16;
    public static double Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    public static ushort Narrow(double value)
    {
        if (double.IsNaN(value))
            return 0x7FFF;
        uint bits = BitConverter.SingleToUInt32Bits(RoundToOddSingle(value));
        if ((bits & 0x7F800000) == 0x7F800000)
            return (ushort)(bits >> 16);
        return (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }

    // To odd first, so that rounding again cannot go wrong.
    private static float RoundToOddSingle(double value)
    {
        var single = (float)value;
        if (single == value)
            return single;
        uint bits = BitConverter.SingleToUInt32Bits(single);
        if (float.IsInfinity(single))
            return double.IsInfinity(value) ? single : BitConverter.UInt32BitsToSingle(bits - 1);
        if (Math.Abs((double)single) > Math.Abs(value))
            bits--;
        return BitConverter.UInt32BitsToSingle(bits | 1);
    }
}

/// <summary>Sums in double that are rounded to odd, so that a second rounding to a shorter format is as if it were the only one.</summary>
internal static class RoundToOdd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Add(double a, double b)
    {
        double sum = a + b;
        double b2 = sum - a;
        double error = (a - (sum - b2)) + (b - b2);
        if (error == 0 || !double.IsFinite(sum))
            return sum;
        long bits = BitConverter.DoubleToInt64Bits(sum);
        if ((bits & 1) != 0)
            return sum;
        return BitConverter.Int64BitsToDouble((error > 0) == (sum > 0) ? bits + 1 : bits - 1);
    }
}
