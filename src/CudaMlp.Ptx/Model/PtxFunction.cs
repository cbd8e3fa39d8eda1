namespace CudaMlp.Ptx;

/// <summary>A virtual register after scopes and <c>%r&lt;10&gt;</c> ranges are resolved; <see cref="Id"/> is its index in <see cref="PtxFunction.Registers"/>.</summary>
public sealed record PtxRegister(int Id, string Name, PtxType Type);

/// <summary>Three extents of a launch bound; those not written are 1.</summary>
public readonly record struct PtxDimensions(int X, int Y, int Z)
{
    public long Count => (long)X * Y * Z;
}

/// <summary>The performance-tuning directives of a function; null or 0 where not given.</summary>
public sealed class PtxPerformance
{
    public PtxDimensions? MaxThreads { get; internal set; }
    public PtxDimensions? RequiredThreads { get; internal set; }
    public PtxDimensions? RequiredCluster { get; internal set; }
    public int MinBlocksPerMultiprocessor { get; internal set; }
    public int MaxRegisters { get; internal set; }
    public int MaxClusterRank { get; internal set; }
    public bool ExplicitCluster { get; internal set; }
}

/// <summary>The places an indirect branch may go: instruction indices.</summary>
public sealed record PtxBranchTable(string Name, IReadOnlyList<int> Targets);

/// <summary>The functions an indirect call may reach.</summary>
public sealed record PtxCallTargets(string Name, IReadOnlyList<string> Functions);

/// <summary>The signature behind an indirect call.</summary>
public sealed record PtxPrototype(string Name, IReadOnlyList<PtxVariable> ReturnParameters, IReadOnlyList<PtxVariable> Parameters, bool NoReturn);

/// <summary>An <c>.entry</c> or <c>.func</c>, its body flattened: scopes are resolved, labels are instruction indices.</summary>
public sealed class PtxFunction
{
    public required string Name { get; init; }
    public required bool IsEntry { get; init; }
    public SourceLocation Location { get; internal set; }
    public PtxLinkage Linkage { get; internal set; }
    /// <summary>False for a declaration, an <c>.extern</c> function or an alias.</summary>
    public bool HasBody { get; internal set; }
    /// <summary>The function that <c>.alias</c> makes this a second name of.</summary>
    public string? AliasOf { get; internal set; }
    public IReadOnlyList<PtxVariable> ReturnParameters { get; internal set; } = [];
    public IReadOnlyList<PtxVariable> Parameters { get; internal set; } = [];
    /// <summary>Bytes of an entry's parameter buffer, by the offsets and sizes of <see cref="Parameters"/>.</summary>
    public int ParameterByteSize { get; internal set; }
    public bool NoReturn { get; internal set; }
    public PtxPerformance Performance { get; } = new();
    public IReadOnlyList<string> Pragmas { get; internal set; } = [];
    /// <summary>All registers; vector registers appear as their components (<c>v.x</c>, <c>v.y</c>, …), in this order.</summary>
    public IReadOnlyList<PtxRegister> Registers { get; internal set; } = [];
    /// <summary>Function-scope variables of every space, call parameters included; <see cref="PtxVariable.Id"/> is the index.</summary>
    public IReadOnlyList<PtxVariable> LocalVariables { get; internal set; } = [];
    public IReadOnlyList<PtxInstruction> Instructions { get; internal set; } = [];
    /// <summary>Label to the index of the instruction it precedes (the count of instructions for one at the end). Where nested scopes repeat a label the later ones carry a suffix <c>#n</c>.</summary>
    public IReadOnlyDictionary<string, int> Labels { get; internal set; } = new Dictionary<string, int>();
    public IReadOnlyList<PtxBranchTable> BranchTables { get; internal set; } = [];
    public IReadOnlyList<PtxCallTargets> CallTargets { get; internal set; } = [];
    public IReadOnlyList<PtxPrototype> Prototypes { get; internal set; } = [];

    public override string ToString() => Name;
}
