namespace CudaMlp.Ptx.ControlFlow;

/// <summary>
/// Immediate post-dominators by iterated intersection over the reversed graph (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
/// Algorithm", 2001). Loops without a way out are given one, from their last block, so that every block has an answer.
/// </summary>
internal static class PostDominators
{
    /// <summary>For each block the block index, or the count of blocks for the exit.</summary>
    public static int[] Compute(int[][] successors)
    {
        int exit = successors.Length;
        List<int>[] predecessors = [.. Enumerable.Range(0, exit + 1).Select(_ => new List<int>())];
        for (int block = 0; block < exit; block++)
            foreach (int successor in successors[block])
                predecessors[successor].Add(block);
        bool[] opened = OpenClosedLoops(predecessors, exit);
        int[] order = PostOrder(predecessors, exit);
        var rank = new int[exit + 1];
        for (int i = 0; i < order.Length; i++)
            rank[order[i]] = i;
        var dominators = new int[exit + 1];
        Array.Fill(dominators, -1);
        dominators[exit] = exit;
        for (bool changed = true; changed;)
        {
            changed = false;
            // Reverse postorder of the reversed graph, without the exit itself.
            for (int i = order.Length - 2; i >= 0; i--)
            {
                int block = order[i];
                int meeting = opened[block] ? exit : -1;
                foreach (int successor in successors[block])
                    if (dominators[successor] >= 0)
                        meeting = meeting < 0 ? successor : Intersect(meeting, successor, dominators, rank);
                changed |= dominators[block] != meeting;
                dominators[block] = meeting;
            }
        }
        return dominators[..exit];
    }

    private static int Intersect(int one, int other, int[] dominators, int[] rank)
    {
        while (one != other)
        {
            while (rank[one] < rank[other])
                one = dominators[one];
            while (rank[other] < rank[one])
                other = dominators[other];
        }
        return one;
    }

    // Depth first from the exit against the edges.
    private static int[] PostOrder(List<int>[] predecessors, int exit)
    {
        var order = new int[exit + 1];
        int count = 0;
        var seen = new bool[exit + 1];
        var stack = new Stack<(int Block, int Next)>();
        seen[exit] = true;
        stack.Push((exit, 0));
        while (stack.TryPop(out (int Block, int Next) top))
        {
            if (top.Next == predecessors[top.Block].Count)
            {
                order[count++] = top.Block;
                continue;
            }
            stack.Push((top.Block, top.Next + 1));
            int predecessor = predecessors[top.Block][top.Next];
            if (seen[predecessor])
                continue;
            seen[predecessor] = true;
            stack.Push((predecessor, 0));
        }
        return order;
    }

    // Finds the blocks that cannot reach the exit, last first, and opens each such group at its last block.
    private static bool[] OpenClosedLoops(List<int>[] predecessors, int exit)
    {
        var opened = new bool[exit];
        var reaches = new bool[exit + 1];
        var pending = new Stack<int>();
        void Spread(int from)
        {
            reaches[from] = true;
            pending.Push(from);
            while (pending.TryPop(out int block))
                foreach (int predecessor in predecessors[block])
                    if (!reaches[predecessor])
                    {
                        reaches[predecessor] = true;
                        pending.Push(predecessor);
                    }
        }
        Spread(exit);
        for (int block = exit - 1; block >= 0; block--)
        {
            if (reaches[block])
                continue;
            opened[block] = true;
            predecessors[exit].Add(block);
            Spread(block);
        }
        return opened;
    }
}
