namespace CudaMlp.Emulator.Sanitizer;

/// <summary>What the sanitizer can find.</summary>
public enum FindingKind
{
    OutOfBounds,
    UseAfterFree,
    Misaligned,
    UninitializedRead,
    SharedRace,
    DivergentBarrier,
    BarrierDeadlock,
    WarpSync,
    InvalidFree,
    Assertion,
    Trap,
    Timeout,
    Leak,
}

/// <summary>One defect of a kernel, where it is and what it touched.</summary>
/// <param name="Kind">What sort of defect.</param>
/// <param name="Kernel">Name of the launched kernel.</param>
/// <param name="Line">1-based line in the PTX text; 0 when no instruction is to blame.</param>
/// <param name="Source">Source position from .loc, "file:line"; null when the PTX has none.</param>
/// <param name="Block">Index of the block in the grid.</param>
/// <param name="Thread">Index of the (first) thread in its block.</param>
/// <param name="Address">The address concerned; 0 when there is none.</param>
/// <param name="Text">The whole finding as one or more lines of text.</param>
public sealed record Finding(FindingKind Kind, string Kernel, int Line, string? Source, Dim3 Block, Dim3 Thread, ulong Address, string Text)
{
    public override string ToString() => Text;
}
