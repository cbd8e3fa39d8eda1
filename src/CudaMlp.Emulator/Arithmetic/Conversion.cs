using System.Numerics;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Arithmetic;

/// <summary>cvt of one value between any two scalar types, by PTX's rules for rounding, saturation, flushing and NaN.</summary>
internal static class Conversion
{
    /// <summary>Bits of a source lane to bits of a destination lane (not yet extended to a wider register).</summary>
    public static ulong Convert(ulong bits, PtxType from, PtxType to, Rounding rounding, bool integral, bool flush, bool saturate, bool relu)
    {
        if (!from.IsFloat())
        {
            Int128 value = IntegerValue(bits, from);
            return to.IsFloat() ? FromInteger(value, to, rounding, saturate) : ToInteger(value, to, saturate);
        }
        if (flush && from == PtxType.F32)
            bits = FlushSingle((uint)bits);
        double x = FloatValue(bits, from);
        if (!to.IsFloat())
            return FloatToInteger(x, from, to, rounding);
        if (integral)
            x = RoundIntegral(x, rounding);
        if (relu)
            x = double.IsNaN(x) ? x : Math.Max(x, 0);
        if (saturate)
            x = x > 0 ? Math.Min(x, 1) : 0;
        ulong result = FloatBits(x, to, integral || from == to ? Rounding.Nearest : rounding);
        if (double.IsNaN(x) && from == PtxType.F64 && to == PtxType.F64)
            return bits;
        return flush && to == PtxType.F32 ? FlushSingle((uint)result) : result;
    }

    public static double FloatValue(ulong bits, PtxType type) => type switch
    {
        PtxType.F16 => Fp16.Widen((ushort)bits),
        PtxType.BF16 => Bf16.Widen((ushort)bits),
        PtxType.F32 or PtxType.TF32 => BitConverter.UInt32BitsToSingle((uint)bits),
        _ => BitConverter.UInt64BitsToDouble(bits),
    };

    /// <summary>A double into a format's bits.</summary>
    public static ulong FloatBits(double x, PtxType type, Rounding rounding)
    {
        switch (type)
        {
            case PtxType.F16:
                return Fp16.Narrow(rounding == Rounding.Nearest ? x : Directed.Convert(x, FloatFormat.Half, rounding));
            case PtxType.BF16:
                return Bf16.Narrow(rounding == Rounding.Nearest ? x : Directed.Convert(x, FloatFormat.BFloat16, rounding));
            case PtxType.F32:
                return double.IsNaN(x) ? 0x7FFFFFFF : BitConverter.SingleToUInt32Bits((float)(rounding == Rounding.Nearest ? x : Directed.Convert(x, FloatFormat.Single, rounding)));
            case PtxType.TF32:
                return double.IsNaN(x) ? 0x7FFFFFFF : BitConverter.SingleToUInt32Bits((float)Directed.Convert(x, FloatFormat.TensorFloat32, rounding));
            default:
                return BitConverter.DoubleToUInt64Bits(x);
        }
    }

    public static double RoundIntegral(double x, Rounding rounding) => rounding switch
    {
        Rounding.Zero => Math.Truncate(x),
        Rounding.Down => Math.Floor(x),
        Rounding.Up => Math.Ceiling(x),
        _ => Math.Round(x, MidpointRounding.ToEven),
    };

    public static Int128 IntegerValue(ulong bits, PtxType type)
    {
        int width = type.BitSize();
        ulong cut = width == 64 ? bits : bits & ((1ul << width) - 1);
        if (!type.IsSigned())
            return cut;
        return (long)(cut << (64 - width)) >> (64 - width);
    }

    private static ulong ToInteger(Int128 value, PtxType to, bool saturate)
    {
        if (saturate)
            value = Int128.Clamp(value, Least(to), Greatest(to));
        return (ulong)value;
    }

    private static ulong FromInteger(Int128 value, PtxType to, Rounding rounding, bool saturate)
    {
        if (saturate)
            value = Int128.Clamp(value, 0, 1);
        if (value == 0)
            return 0;
        FloatFormat format = to switch
        {
            PtxType.F16 => FloatFormat.Half,
            PtxType.BF16 => FloatFormat.BFloat16,
            PtxType.F32 => FloatFormat.Single,
            _ => FloatFormat.Double,
        };
        return FloatBits(new Exact((BigInteger)value, 0).Round(format, rounding), to, Rounding.Nearest);
    }

    // Out of range clamps. NaN gives the top bit where either side has 64 bits, else 0.
    private static ulong FloatToInteger(double x, PtxType from, PtxType to, Rounding rounding)
    {
        if (double.IsNaN(x))
            return from == PtxType.F64 || to.BitSize() == 64 ? 1ul << (to.BitSize() - 1) : 0;
        double whole = RoundIntegral(x, rounding);
        Int128 value = whole >= 1e30 ? Int128.MaxValue : whole <= -1e30 ? Int128.MinValue : (Int128)whole;
        return (ulong)Int128.Clamp(value, Least(to), Greatest(to));
    }

    private static Int128 Least(PtxType type) => type.IsSigned() ? -((Int128)1 << (type.BitSize() - 1)) : 0;

    private static Int128 Greatest(PtxType type) => ((Int128)1 << (type.BitSize() - (type.IsSigned() ? 1 : 0))) - 1;

    private static ulong FlushSingle(uint bits) => (bits & 0x7F800000) == 0 ? bits & 0x80000000 : bits;
}
