namespace CudaMlp.Ptx;

/// <summary>Size, meaning and spelling of the PTX types.</summary>
public static class PtxTypes
{
    private static readonly Dictionary<string, PtxType> ByName = Enum.GetValues<PtxType>().Where(type => type != PtxType.None).ToDictionary(PtxName);

    /// <summary>Width in bits of one value: 1 for a predicate, 64 for the opaque references, 0 for <see cref="PtxType.None"/>.</summary>
    public static int BitSize(this PtxType type) => type switch
    {
        PtxType.Pred or PtxType.B1 => 1,
        PtxType.B4 or PtxType.U4 or PtxType.S4 or PtxType.E2M1 => 4,
        PtxType.E3M2 or PtxType.E2M3 => 6,
        PtxType.B8 or PtxType.U8 or PtxType.S8 or PtxType.E4M3 or PtxType.E5M2 or PtxType.UE8M0 or PtxType.UE4M3 or PtxType.E2M1x2 => 8,
        PtxType.B16 or PtxType.U16 or PtxType.S16 or PtxType.F16 or PtxType.BF16
            or PtxType.E4M3x2 or PtxType.E5M2x2 or PtxType.E3M2x2 or PtxType.E2M3x2 or PtxType.UE8M0x2 or PtxType.E2M1x4 => 16,
        PtxType.B32 or PtxType.U32 or PtxType.S32 or PtxType.F32 or PtxType.TF32 or PtxType.F16x2 or PtxType.BF16x2
            or PtxType.U16x2 or PtxType.S16x2 or PtxType.U8x4 or PtxType.S8x4
            or PtxType.E4M3x4 or PtxType.E5M2x4 or PtxType.E3M2x4 or PtxType.E2M3x4 => 32,
        PtxType.B64 or PtxType.U64 or PtxType.S64 or PtxType.F64 or PtxType.F32x2 or PtxType.B4x16
            or PtxType.TexRef or PtxType.SamplerRef or PtxType.SurfRef => 64,
        PtxType.B128 or PtxType.B6x16P32 or PtxType.B4x16P64 or PtxType.B8x16 => 128,
        _ => 0,
    };

    /// <summary>Size in memory in bytes; 1 for types narrower than a byte, 0 for <see cref="PtxType.None"/>.</summary>
    public static int ByteSize(this PtxType type) => (type.BitSize() + 7) / 8;

    public static PtxTypeKind Kind(this PtxType type) => type switch
    {
        PtxType.None => PtxTypeKind.None,
        PtxType.Pred => PtxTypeKind.Predicate,
        (>= PtxType.B1 and <= PtxType.B128) or (>= PtxType.B6x16P32 and <= PtxType.B8x16) => PtxTypeKind.Bits,
        (>= PtxType.U4 and <= PtxType.U64) or PtxType.U16x2 or PtxType.U8x4 => PtxTypeKind.Unsigned,
        (>= PtxType.S4 and <= PtxType.S64) or PtxType.S16x2 or PtxType.S8x4 => PtxTypeKind.Signed,
        PtxType.TexRef or PtxType.SamplerRef or PtxType.SurfRef => PtxTypeKind.Opaque,
        _ => PtxTypeKind.Float,
    };

    public static bool IsSigned(this PtxType type) => type.Kind() == PtxTypeKind.Signed;

    public static bool IsFloat(this PtxType type) => type.Kind() == PtxTypeKind.Float;

    /// <summary>Untyped, unsigned or signed integers; neither predicates nor floats.</summary>
    public static bool IsInteger(this PtxType type) => type.Kind() is PtxTypeKind.Bits or PtxTypeKind.Unsigned or PtxTypeKind.Signed;

    /// <summary>How many values one value of a packed type holds (<c>f16x2</c>: 2), else 1.</summary>
    public static int PackedCount(this PtxType type) => type switch
    {
        PtxType.F16x2 or PtxType.BF16x2 or PtxType.F32x2 or PtxType.U16x2 or PtxType.S16x2
            or (>= PtxType.E4M3x2 and <= PtxType.UE8M0x2) => 2,
        PtxType.U8x4 or PtxType.S8x4 or (>= PtxType.E4M3x4 and <= PtxType.E2M1x4) => 4,
        >= PtxType.B6x16P32 and <= PtxType.B8x16 => 16,
        _ => 1,
    };

    /// <summary>The spelling in PTX, without the dot: <c>f32</c>.</summary>
    public static string PtxName(this PtxType type) => type switch
    {
        PtxType.B6x16P32 => "b6x16_p32",
        PtxType.B4x16P64 => "b4x16_p64",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>The type a modifier without its dot names, or <see cref="PtxType.None"/>.</summary>
    public static PtxType FromName(ReadOnlySpan<char> name) =>
        ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out PtxType type) ? type : PtxType.None;
}
