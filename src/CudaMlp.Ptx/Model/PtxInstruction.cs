namespace CudaMlp.Ptx;

/// <summary>The predicate an instruction runs under. <see cref="Register"/> is −1 when there is none.</summary>
public readonly record struct PtxGuard(int Register, bool Negated)
{
    public static PtxGuard None => new(-1, false);
    public bool IsNone => Register < 0;
}

/// <summary>The <c>.loc</c> in force: file index into <see cref="PtxModule.SourceFiles"/>, line, column. File 0 with line 0 is "none".</summary>
public readonly record struct PtxSourceReference(int File, int Line, int Column)
{
    public bool IsNone => File == 0 && Line == 0;
}

/// <summary>One instruction with its names resolved.</summary>
public sealed class PtxInstruction
{
    /// <summary>The base name: <c>ld</c>, <c>setp</c>, <c>mma</c>.</summary>
    public required string Opcode { get; init; }
    /// <summary>What follows the base name, in order, without dots: <c>global</c>, <c>nc</c>, <c>v4</c>, <c>f32</c>.</summary>
    public required IReadOnlyList<string> Modifiers { get; init; }
    /// <summary>The modifiers that are types, in order.</summary>
    public required IReadOnlyList<PtxType> Types { get; init; }
    /// <summary>Operands in order; a <c>call</c> has exactly one, a <see cref="CallOperand"/>.</summary>
    public required IReadOnlyList<PtxOperand> Operands { get; init; }
    public PtxGuard Guard { get; init; } = PtxGuard.None;
    /// <summary>The place of the instruction (its opcode) in the PTX text.</summary>
    public SourceLocation Location { get; init; }
    /// <summary>The place in the program the PTX was compiled from, when <c>.loc</c> gives one.</summary>
    public PtxSourceReference Source { get; init; }

    /// <summary>The first type modifier, or <see cref="PtxType.None"/>.</summary>
    public PtxType Type => Types.Count > 0 ? Types[0] : PtxType.None;

    public bool Has(string modifier)
    {
        foreach (string one in Modifiers)
            if (one == modifier)
                return true;
        return false;
    }

    /// <summary>Opcode and modifiers as written: <c>ld.global.f32</c>.</summary>
    public string FullName => Modifiers.Count == 0 ? Opcode : Opcode + "." + string.Join('.', Modifiers);

    public override string ToString() => FullName;
}
