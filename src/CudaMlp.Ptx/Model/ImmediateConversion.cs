namespace CudaMlp.Ptx;

/// <summary>Constants as operands of a type.</summary>
internal static class ImmediateConversion
{
    public static ulong ToBits(ImmediateOperand value, PtxType type)
    {
        if (type == PtxType.Pred)
            return value.Bits != 0 ? 1UL : 0UL;
        if (type.IsFloat() && type.PackedCount() == 1)
            return FloatBits(value, type);
        ulong bits = value.Bits;
        if (value.Kind == ImmediateKind.Double && type.BitSize() == 32)
            bits = BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(bits));
        return Cut(bits, type.BitSize());
    }

    // An integer under a float type is a bit pattern: PTX converts no integer constant to a float.
    private static ulong FloatBits(ImmediateOperand value, PtxType type) => value.Kind switch
    {
        ImmediateKind.Integer => Cut(value.Bits, type.BitSize()),
        ImmediateKind.Single when type is PtxType.F32 or PtxType.TF32 => value.Bits,
        ImmediateKind.Double when type is PtxType.F64 => value.Bits,
        ImmediateKind.Single => FromDouble(BitConverter.UInt32BitsToSingle((uint)value.Bits), type, value.Bits),
        _ => FromDouble(BitConverter.UInt64BitsToDouble(value.Bits), type, value.Bits),
    };

    private static ulong FromDouble(double number, PtxType type, ulong original) => type switch
    {
        PtxType.F64 => BitConverter.DoubleToUInt64Bits(number),
        PtxType.F32 or PtxType.TF32 => BitConverter.SingleToUInt32Bits((float)number),
        PtxType.F16 => BitConverter.HalfToUInt16Bits((Half)number),
        PtxType.BF16 => BFloat16Bits(number),
        _ => Cut(original, type.BitSize()),
    };

    // A float's upper half rounded to nearest even; the constants of a text come through double, so the float below is itself
    // rounded to odd to keep the second rounding honest.
    private static ulong BFloat16Bits(double number)
    {
        if (double.IsNaN(number))
            return 0x7FFF;
        float single = (float)number;
        uint bits = BitConverter.SingleToUInt32Bits(single);
        if (float.IsInfinity(single))
            return bits >> 16;
        if (single != number)
        {
            if (Math.Abs((double)single) > Math.Abs(number))
                bits--;
            bits |= 1;
        }
        return (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    }

    private static ulong Cut(ulong bits, int width) => width is 0 or >= 64 ? bits : bits & ((1UL << width) - 1);
}
