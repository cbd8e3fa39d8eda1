namespace CudaMlp.Ptx;

/// <summary>
/// A named place in memory: module variable, function-scope variable, or parameter (of an entry, a function, a prototype, or the
/// <c>.param</c> that a call sequence declares). Operands refer to the object itself, so identity is the reference.
/// </summary>
public sealed class PtxVariable
{
    public required string Name { get; init; }
    public required StateSpace Space { get; init; }
    /// <summary>Type of one element; of one vector component when <see cref="VectorWidth"/> exceeds 1.</summary>
    public required PtxType Type { get; init; }
    public SourceLocation Location { get; init; }
    public PtxLinkage Linkage { get; internal set; }
    /// <summary>1, or 2, 4, 8 for a <c>.v2</c>, <c>.v4</c>, <c>.v8</c> declaration.</summary>
    public int VectorWidth { get; init; } = 1;
    /// <summary>Empty for a scalar. A first dimension left open is 0 here until an initialiser fixes it.</summary>
    public IReadOnlyList<long> ArrayDimensions { get; internal set; } = [];
    /// <summary>An array of open size, as dynamic shared memory is declared (<c>.extern .shared .b8 s[];</c>): <see cref="ByteSize"/> is 0.</summary>
    public bool IsUnsized { get; internal set; }
    /// <summary>Bytes occupied.</summary>
    public long ByteSize { get; internal set; }
    /// <summary>Alignment in bytes, a power of two: as declared, else the natural one (element size times vector width).</summary>
    public int Alignment { get; internal set; } = 1;
    /// <summary>Null when none is given; memory is then zero (<c>.global</c>, <c>.const</c>) or undefined.</summary>
    public PtxInitializer? Initializer { get; internal set; }
    /// <summary>Dense number: among the module's variables, the function's variables, or the parameters of one list.</summary>
    public int Id { get; internal set; }
    /// <summary>Byte offset in the parameter buffer when this is an entry's parameter; 0 otherwise.</summary>
    public int ParameterOffset { get; internal set; }
    /// <summary>The register that holds a <c>.reg</c> parameter of a <c>.func</c>; −1 for every other variable.</summary>
    public int RegisterId { get; internal set; } = -1;
    /// <summary>The space a <c>.ptr</c> parameter is declared to point to; null without <c>.ptr</c>.</summary>
    public StateSpace? PointerSpace { get; init; }
    /// <summary>The alignment of what a <c>.ptr</c> parameter points to; 0 when not declared.</summary>
    public int PointerAlignment { get; init; }
    /// <summary><c>.attribute(.managed)</c>.</summary>
    public bool IsManaged { get; init; }

    public override string ToString() => Name;
}

/// <summary>The first contents of a variable: bytes, and the places in them that take an address at load.</summary>
public sealed class PtxInitializer
{
    /// <summary>Little-endian contents. May be shorter than the variable: the rest is zero.</summary>
    public required byte[] Bytes { get; init; }
    public IReadOnlyList<PtxRelocation> Relocations { get; init; } = [];
}

/// <summary>
/// Write, at <see cref="Offset"/>, <see cref="ByteCount"/> bytes of (address of the target + <see cref="Addend"/>), shifted right by
/// <see cref="Shift"/> bits (for <c>mask(…)</c>). Exactly one of <see cref="Variable"/> and <see cref="Function"/> is set.
/// The address is the generic one when <see cref="IsGeneric"/>, else the one within the variable's own space.
/// </summary>
public sealed record PtxRelocation(int Offset, int ByteCount, PtxVariable? Variable, string? Function, long Addend, bool IsGeneric, int Shift);
