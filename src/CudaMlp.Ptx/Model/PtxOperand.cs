namespace CudaMlp.Ptx;

/// <summary>An operand; the derived records are all there are.</summary>
public abstract record PtxOperand
{
    private protected PtxOperand()
    {
    }

    /// <summary>Where it stands in the PTX text.</summary>
    public SourceLocation Location { get; init; }
}

/// <summary>A register by its index in <see cref="PtxFunction.Registers"/>; a component of a vector register is one as well.</summary>
public sealed record RegisterOperand(int Id) : PtxOperand;

/// <summary><c>!p</c>.</summary>
public sealed record NegatedRegisterOperand(int Id) : PtxOperand;

/// <summary>A part of a register, as the video instructions take it: <c>-r.b0</c>, <c>r.h1</c>, <c>r.b3210</c>. <see cref="Selector"/> has no dot and may be empty (only negated).</summary>
public sealed record SelectedRegisterOperand(int Id, bool Negated, string Selector) : PtxOperand;

/// <summary><c>p|q</c> of setp, shfl, match, lop3, elect: each side a <see cref="RegisterOperand"/> or a <see cref="SinkOperand"/>.</summary>
public sealed record PairOperand(PtxOperand First, PtxOperand Second) : PtxOperand;

/// <summary><c>_</c>: the result is not wanted.</summary>
public sealed record SinkOperand : PtxOperand;

/// <summary>How an immediate was written.</summary>
public enum ImmediateKind : byte
{
    /// <summary>Bits hold a 64-bit integer (two's complement).</summary>
    Integer,
    /// <summary><c>0f3F800000</c>: bits hold an IEEE single.</summary>
    Single,
    /// <summary><c>0d3FF0…</c> or decimal <c>1.0</c>: bits hold an IEEE double.</summary>
    Double,
}

/// <summary>A constant.</summary>
public sealed record ImmediateOperand(ulong Bits, ImmediateKind Kind) : PtxOperand
{
    public bool IsFloat => Kind != ImmediateKind.Integer;

    /// <summary>
    /// The constant as an operand of that type: integers cut to the width (under a float type too: they are then its bit pattern), float literals rounded to it (f16 and bf16 to nearest even;
    /// packed types take the low 32 bits of an integer as they are). A float literal under an untyped or integer type keeps its own bits,
    /// which narrows a decimal literal to single precision when the type has 32 bits. For a predicate: 1 when not 0.
    /// </summary>
    public ulong ToBits(PtxType type) => ImmediateConversion.ToBits(this, type);
}

/// <summary><c>{a, b, …}</c>, or a vector register named as a whole. Elements are registers, immediates, sinks or special registers.</summary>
public sealed record VectorOperand(IReadOnlyList<PtxOperand> Elements) : PtxOperand;

/// <summary>
/// <c>[base + offset]</c>: the base is a register (id), a variable, or nothing (an absolute address, then <see cref="Offset"/> is it).
/// </summary>
public sealed record AddressOperand(int Register, PtxVariable? Variable, long Offset) : PtxOperand
{
    /// <summary>The address is marked <c>.unified</c>.</summary>
    public bool IsUnified { get; init; }
}

/// <summary><c>[a, {b, c}]</c> of texture, surface and tensor instructions: the parts in order.</summary>
public sealed record CompositeAddressOperand(IReadOnlyList<PtxOperand> Parts) : PtxOperand;

/// <summary>A variable used as a value: its address in its own space, plus a byte offset.</summary>
public sealed record SymbolOperand(PtxVariable Variable, long Offset) : PtxOperand;

/// <summary>A function used as a value (its address), by name.</summary>
public sealed record FunctionOperand(string Name) : PtxOperand;

/// <summary>A place to branch to.</summary>
public sealed record LabelOperand(string Name) : PtxOperand
{
    /// <summary>Index of the instruction; the count of instructions when the label stands at the end of the body.</summary>
    public int Target { get; internal set; } = -1;
}

/// <summary>The table of <c>brx.idx</c>: index into <see cref="PtxFunction.BranchTables"/>.</summary>
public sealed record BranchTableOperand(string Name) : PtxOperand
{
    public int Table { get; internal set; } = -1;
}

/// <summary>A special register; <see cref="Index"/> is the number of <c>%envreg3</c>, <c>%pm1</c> and the like, else 0.</summary>
public sealed record SpecialRegisterOperand(SpecialRegister Register, int Index) : PtxOperand;

/// <summary>
/// All of a call: <c>call (ret), target, (args), table;</c>. The target is a <see cref="FunctionOperand"/> or, for an indirect call,
/// a <see cref="RegisterOperand"/>; the returns and arguments are registers, immediates, or <see cref="SymbolOperand"/>s on <c>.param</c> variables.
/// </summary>
public sealed record CallOperand(
    IReadOnlyList<PtxOperand> Returns, PtxOperand Target, IReadOnlyList<PtxOperand> Arguments) : PtxOperand
{
    /// <summary>Index into <see cref="PtxFunction.Prototypes"/> for an indirect call through <c>.callprototype</c>, else −1.</summary>
    public int Prototype { get; internal set; } = -1;

    /// <summary>Index into <see cref="PtxFunction.CallTargets"/> for an indirect call through <c>.calltargets</c>, else −1.</summary>
    public int Targets { get; internal set; } = -1;
}
