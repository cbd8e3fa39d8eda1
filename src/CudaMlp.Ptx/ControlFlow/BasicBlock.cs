namespace CudaMlp.Ptx.ControlFlow;

/// <summary>A run of instructions entered at its first and left at its last only.</summary>
/// <param name="Index">Index in <see cref="ControlFlowGraph.Blocks"/>.</param>
/// <param name="First">Index of the first instruction.</param>
/// <param name="End">Index behind the last instruction.</param>
/// <param name="Successors">Block indices in the order of the text, without repeats; the count of blocks stands for leaving the function.</param>
public sealed record BasicBlock(int Index, int First, int End, IReadOnlyList<int> Successors)
{
    public int Last => End - 1;
}
