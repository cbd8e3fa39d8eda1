using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Where diverged lanes meet again: the immediate post-dominators of a function's nodes.</summary>
internal static class PostDominators
{
    /// <summary>For each node its immediate post-dominator, −1 where lanes first meet by leaving the function, or never.</summary>
    public static int[] Immediate(IReadOnlyList<Node> nodes)
    {
        int exit = nodes.Count;
        int[][] successors = [.. nodes.Select(node => node.Successors.DefaultIfEmpty(exit).ToArray())];
        // Lanes that exit are expected at no join any more, so a way that does nothing but exit holds none back.
        bool[] leaves = [.. nodes.Select(node => node is ExitNode && !node.Successors.Any())];
        return [.. Ptx.ControlFlow.PostDominators.ComputeStaying(successors, node => leaves[node]).Select(node => node == exit ? -1 : node)];
    }
}
