namespace CudaMlp.Ptx;

/// <summary>The types that may stand as a modifier or in a declaration, named as in PTX.</summary>
public enum PtxType : byte
{
    None,
    Pred,
    B1, B4, B8, B16, B32, B64, B128,
    U4, U8, U16, U32, U64,
    S4, S8, S16, S32, S64,
    F16, F16x2, BF16, BF16x2, TF32, F32, F32x2, F64,
    U16x2, S16x2, U8x4, S8x4,
    E4M3, E5M2, E3M2, E2M3, E2M1, UE8M0, UE4M3,
    E4M3x2, E5M2x2, E3M2x2, E2M3x2, E2M1x2, UE8M0x2,
    E4M3x4, E5M2x4, E3M2x4, E2M3x4, E2M1x4,
    B6x16P32, B4x16P64, B4x16, B8x16,
    TexRef, SamplerRef, SurfRef,
}

/// <summary>What the bits of a type mean.</summary>
public enum PtxTypeKind : byte { None, Predicate, Bits, Unsigned, Signed, Float, Opaque }
