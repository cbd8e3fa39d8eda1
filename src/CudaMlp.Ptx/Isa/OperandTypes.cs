namespace CudaMlp.Ptx.Isa;

/// <summary>
/// Which registers and constants may stand where an instruction works on a type. Source: PTX ISA, "Operand Type Checking" and "Operand Size Exceeding Instruction-Type
/// Size"; where those leave it open, what the assembler of CUDA 12.4 takes.
/// </summary>
internal static class OperandTypes
{
    /// <summary>Null when a register of that type may stand for the wanted one, else what it must be.</summary>
    public static string? CheckRegister(PtxType register, PtxType wanted, bool orWider)
    {
        (int have, int want) = (register.BitSize(), wanted.BitSize());
        bool fits = have == want || (orWider && have > want && want > 1 && wanted != PtxType.BF16 && (!register.IsFloat() || wanted.Kind() == PtxTypeKind.Bits));
        if (fits && IsOfKind(register, wanted))
            return null;
        if (want == 1)
            return $"is a .{register.PtxName()} register and must be a predicate";
        if (have != want && !(orWider && have > want && wanted != PtxType.BF16))
            return $"is a .{register.PtxName()} register and must be {(orWider ? "at least " : "")}{want} bits wide";
        return $"is a .{register.PtxName()} register, which cannot hold a .{wanted.PtxName()}";
    }

    // Registers without a kind take every value; those of integers take either sign, and f16x2 is but another name of b32 to them.
    private static bool IsOfKind(PtxType register, PtxType wanted) => KindOf(wanted) switch
    {
        PtxTypeKind.Bits => register != PtxType.Pred,
        PtxTypeKind.Unsigned => register.IsInteger() || register == PtxType.F16x2,
        _ => register.Kind() == PtxTypeKind.Bits || register == wanted,
    };

    /// <summary>Null when a constant may stand for the wanted type, else why not.</summary>
    public static string? CheckImmediate(ImmediateKind kind, PtxType wanted)
    {
        bool fits = KindOf(wanted) switch
        {
            PtxTypeKind.Bits => kind == ImmediateKind.Integer || (wanted, kind) is (PtxType.B32, ImmediateKind.Single) or (PtxType.B64, ImmediateKind.Double),
            PtxTypeKind.Float => wanted is PtxType.F32 or PtxType.F64 && kind != ImmediateKind.Integer,
            _ => kind == ImmediateKind.Integer,
        };
        return fits ? null
            : wanted is not (PtxType.F32 or PtxType.F64) && KindOf(wanted) == PtxTypeKind.Float ? $"is a constant, which a .{wanted.PtxName()} operand cannot be"
            : kind == ImmediateKind.Integer ? $"is an integer; a .{wanted.PtxName()} constant has a decimal point or begins with 0f or 0d"
            : $"is a floating-point constant and must be an integer for .{wanted.PtxName()}";
    }

    // Packed numbers and those without registers of their own stand in registers without a kind, but the narrow floats in integers.
    private static PtxTypeKind KindOf(PtxType type) => type switch
    {
        PtxType.U16x2 or PtxType.S16x2 or PtxType.U8x4 or PtxType.S8x4 => PtxTypeKind.Float,
        >= PtxType.E4M3 and <= PtxType.E2M1x4 => PtxTypeKind.Unsigned,
        _ => type.Kind() == PtxTypeKind.Signed ? PtxTypeKind.Unsigned : type.Kind(),
    };
}
