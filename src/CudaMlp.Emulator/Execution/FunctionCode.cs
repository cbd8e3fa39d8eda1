using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Execution;

/// <summary>A value known before the kernel runs that occupies a row: <paramref name="Width"/> is 2, 4 or 8 bytes, or 1 for a predicate.</summary>
internal readonly record struct ConstantRow(int Offset, int Width, ulong Bits);

/// <summary>What a row of the frame is filled with when a warp starts.</summary>
internal readonly record struct SpecialRow(int Offset, int Width, SpecialRegister Register, int Index);

/// <summary>A function decoded for execution.</summary>
internal sealed class FunctionCode
{
    public required PtxFunction Source { get; init; }

    /// <summary>Dense number among the module's functions.</summary>
    public required int Number { get; init; }

    /// <summary>Whether a kernel may come to it; only then it is decoded.</summary>
    public bool IsReached { get; set; }

    public Node[] Nodes { get; set; } = [];

    /// <summary>Bytes of a frame's rows.</summary>
    public int FrameBytes { get; set; }

    /// <summary>All rows of a frame: offset and bytes of a lane, 1 for a predicate.</summary>
    public List<(int Offset, int Width)> Rows { get; } = [];

    public List<ConstantRow> Constants { get; } = [];
    public List<SpecialRow> Specials { get; } = [];

    /// <summary>Rows that hold the local base of the frame plus a constant: offset and width in bytes.</summary>
    public List<(int Offset, int Width, int Add)> LocalBaseRows { get; } = [];

    /// <summary>Bytes of local memory that one activation needs in each thread: its variables and call parameters.</summary>
    public int LocalBytes { get; set; }

    /// <summary>Offset in the activation's local memory of each .param and .local variable.</summary>
    public Dictionary<PtxVariable, int> LocalOffsets { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where the function finds its arguments and leaves its results.</summary>
    public CallSlot[] ParameterSlots { get; set; } = [];
    public CallSlot[] ReturnSlots { get; set; } = [];

    /// <summary>Functions called directly, by number; indirect calls make <see cref="CallsIndirectly"/> true.</summary>
    public HashSet<int> Callees { get; } = [];

    public bool CallsIndirectly { get; set; }

    public string Name => Source.Name;
}
