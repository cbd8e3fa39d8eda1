namespace CudaMlp.Ptx;

/// <summary>A PTX ISA version, as in <c>.version 6.3</c>.</summary>
public readonly record struct PtxVersion(int Major, int Minor) : IComparable<PtxVersion>
{
    public int CompareTo(PtxVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);
    public static bool operator <(PtxVersion left, PtxVersion right) => left.CompareTo(right) < 0;
    public static bool operator >(PtxVersion left, PtxVersion right) => left.CompareTo(right) > 0;
    public static bool operator <=(PtxVersion left, PtxVersion right) => left.CompareTo(right) <= 0;
    public static bool operator >=(PtxVersion left, PtxVersion right) => left.CompareTo(right) >= 0;
    public override string ToString() => $"{Major}.{Minor}";

    internal static PtxVersion Parse(string text) => new(text[0] - '0', int.Parse(text.AsSpan(2)));
}

/// <summary>A PTX translation unit after all names are resolved. Made by <see cref="PtxParser"/>; not changed afterwards.</summary>
public sealed class PtxModule
{
    public required PtxVersion Version { get; init; }
    /// <summary>As written, with its suffix: <c>sm_90a</c>.</summary>
    public required string Target { get; init; }
    /// <summary>Compute capability of the target: 90 for <c>sm_90a</c>.</summary>
    public required int TargetArchitecture { get; init; }
    /// <summary>The place of the target in the PTX text.</summary>
    public SourceLocation TargetLocation { get; init; }
    /// <summary>Characters of the text up to what follows <c>.version</c>, <c>.target</c> and <c>.address_size</c>.</summary>
    public int HeaderLength { get; init; }
    /// <summary>What follows the architecture in <c>.target</c>: <c>debug</c>, <c>texmode_independent</c>, …</summary>
    public IReadOnlyList<string> TargetOptions { get; init; } = [];
    /// <summary>Bits of an address: 32 or 64.</summary>
    public required int AddressSize { get; init; }
    /// <summary>Every function once, definitions and declarations without a body alike, in order of first mention.</summary>
    public required IReadOnlyList<PtxFunction> Functions { get; init; }
    /// <summary>Module-scope variables in order; <see cref="PtxVariable.Id"/> is the index.</summary>
    public required IReadOnlyList<PtxVariable> Variables { get; init; }
    /// <summary>The <c>.file</c> directives: index to name.</summary>
    public required IReadOnlyDictionary<int, string> SourceFiles { get; init; }
    /// <summary>Module-scope <c>.pragma</c> strings.</summary>
    public IReadOnlyList<string> Pragmas { get; init; } = [];

    internal IReadOnlyDictionary<string, PtxFunction> FunctionsByName => field ??= Functions.ToDictionary(function => function.Name);

    /// <summary>The function of that name (aliases resolved), or null.</summary>
    public PtxFunction? FindFunction(string name) =>
        FunctionsByName.TryGetValue(name, out PtxFunction? function) && function.AliasOf is { } target ? FunctionsByName[target] : function;

    /// <summary>The module-scope variable of that name, or null.</summary>
    public PtxVariable? FindVariable(string name)
    {
        foreach (PtxVariable variable in Variables)
            if (variable.Name == name)
                return variable;
        return null;
    }
}
