namespace CudaMlp.Ptx.Syntax;

/// <summary>A constant in an expression: 64-bit integer with or without sign, or a float as it was written.</summary>
internal readonly record struct ConstantValue(ulong Bits, bool IsUnsigned, TokenKind Kind)
{
    public static ConstantValue Of(long value) => new((ulong)value, false, TokenKind.Integer);

    public static ConstantValue Of(double value) => new(BitConverter.DoubleToUInt64Bits(value), false, TokenKind.Double);

    public bool IsFloat => Kind != TokenKind.Integer;

    public long Signed => (long)Bits;

    public double Number => Kind switch
    {
        TokenKind.Single => BitConverter.UInt32BitsToSingle((uint)Bits),
        TokenKind.Double => BitConverter.UInt64BitsToDouble(Bits),
        _ => IsUnsigned ? Bits : Signed,
    };

    public bool IsTrue => IsFloat ? Number != 0 : Bits != 0;

    public ImmediateKind ImmediateKind => Kind switch
    {
        TokenKind.Single => ImmediateKind.Single,
        TokenKind.Double => ImmediateKind.Double,
        _ => ImmediateKind.Integer,
    };
}
