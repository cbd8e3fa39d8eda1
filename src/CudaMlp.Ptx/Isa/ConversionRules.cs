using CudaMlp.Ptx.Syntax;

namespace CudaMlp.Ptx.Isa;

/// <summary>Which of its modifiers a <c>cvt</c> takes for its two types, and which rounding it cannot do without. Source: PTX ISA, <c>cvt</c>, and the assembler of CUDA 12.4.</summary>
internal static class ConversionRules
{
    private static readonly string[] Whole = ["rni", "rzi", "rmi", "rpi"];
    private static readonly string[] Fraction = ["rn", "rz", "rm", "rp"];
    private static readonly string[] All = [.. Whole, .. Fraction, "rna", "rs"];

    /// <summary>Null when the modifiers go with the types, else what is wrong.</summary>
    public static string? Check(InstructionForm form)
    {
        if (form.Types.Length < 2)
            return null;
        (PtxType to, PtxType from) = (form.Types[0], form.Types[1]);
        if ((to == PtxType.TF32 && from != PtxType.F32) || from == PtxType.TF32)
            return $"'{form.Name}': .tf32 is converted from .f32 alone";
        if (!IsScalar(to) || !IsScalar(from))
            return IsScalar(to) || form.Modifiers.Any(All.Contains) ? null : Lacks(form, Fraction.Append("rna").Append("rs"));
        (string[] modes, bool isNeeded) = Roundings(to, from);
        string? given = form.Modifiers.FirstOrDefault(All.Contains);
        if (given is null ? isNeeded : !modes.Contains(given))
            return given is null ? Lacks(form, modes) : $"'{form.Name}' cannot have .{given}: {(modes.Length == 0 ? "nothing is rounded" : "it takes " + List(modes))}";
        bool isBrain = to == PtxType.BF16 || from == PtxType.BF16;
        if (form.Modifiers.Contains("sat") && (isBrain || (!to.IsFloat() && !from.IsFloat() && Holds(to, from))))
            return $"'{form.Name}' cannot have .sat: {(isBrain ? "bf16 has it not" : $"every .{from.PtxName()} is a .{to.PtxName()}")}";
        if (form.Modifiers.Contains("ftz") && to != PtxType.F32 && from != PtxType.F32)
            return $"'{form.Name}' cannot have .ftz, which is of .f32";
        if ((form.Modifiers.Contains("relu") || form.Modifiers.Contains("satfinite")) && (from != PtxType.F32 || to is not (PtxType.F16 or PtxType.BF16) || given is not ("rn" or "rz")))
            return $"'{form.Name}' cannot have .relu or .satfinite, which are of .rn and .rz from .f32 to .f16 and .bf16";
        return null;
    }

    // To an integer a float is rounded to a whole number; whatever else can lose bits is rounded as floats are.
    private static (string[] Modes, bool IsNeeded) Roundings(PtxType to, PtxType from)
    {
        if (!to.IsFloat())
            return from.IsFloat() ? (Whole, true) : ([], false);
        if (!from.IsFloat() || to.BitSize() < from.BitSize())
            return (Fraction, true);
        if (to == from)
            return (Whole, false);
        return to == PtxType.BF16 || from == PtxType.BF16 ? (Fraction, false) : ([], false);
    }

    // Whether an integer type has all values of another.
    private static bool Holds(PtxType to, PtxType from) => from.IsSigned() == to.IsSigned() ? to.BitSize() >= from.BitSize() : to.IsSigned() && to.BitSize() > from.BitSize();

    private static bool IsScalar(PtxType type) => type.PackedCount() == 1 && type != PtxType.TF32;

    private static string Lacks(InstructionForm form, IEnumerable<string> modes) => $"'{form.Name}' lacks a rounding: {List(modes)}";

    private static string List(IEnumerable<string> modes) => $"one of {string.Join(' ', modes.Select(mode => '.' + mode))}";
}
