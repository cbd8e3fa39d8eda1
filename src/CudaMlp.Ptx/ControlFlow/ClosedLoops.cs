namespace CudaMlp.Ptx.ControlFlow;

/// <summary>
/// Blocks that cannot reach the exit lead to loops that nothing leaves. Given a way out at its head, such a loop has meeting points like one with
/// an end: what parts within meets within, at the latest at the head. The head is where the loop is entered; of several such blocks, or where there
/// is none, the first in the text. The first of all its blocks need not be it: compilers also put the end of a round in front of the head.
/// </summary>
internal sealed class ClosedLoops
{
    private readonly int[][] _successors;
    private readonly List<int>[] _predecessors;
    private readonly int _exit;

    private ClosedLoops(int[][] successors)
    {
        _successors = successors;
        _exit = successors.Length;
        _predecessors = [.. Enumerable.Range(0, _exit + 1).Select(_ => new List<int>())];
        for (int block = 0; block < _exit; block++)
            foreach (int successor in successors[block])
                _predecessors[successor].Add(block);
    }

    /// <summary>The heads of the loops that no edge leaves; none where every block reaches the exit.</summary>
    public static List<int> Heads(int[][] successors) => new ClosedLoops(successors).FindHeads();

    private List<int> FindHeads()
    {
        var heads = new List<int>();
        var reaches = new bool[_exit + 1];
        Spread(_exit, reaches);
        // The block finished last by a walk against the edges lies in a loop that no edge leaves; so does, of those not yet reaching, each next one.
        int[] finished = FinishOrder(reaches);
        var loop = new Stack<int>();
        var inLoop = new bool[_exit];
        for (int i = finished.Length - 1; i >= 0; i--)
        {
            if (reaches[finished[i]])
                continue;
            var blocks = new List<int>();
            inLoop[finished[i]] = true;
            loop.Push(finished[i]);
            while (loop.TryPop(out int block))
            {
                blocks.Add(block);
                foreach (int successor in _successors[block])
                {
                    if (inLoop[successor])
                        continue;
                    inLoop[successor] = true;
                    loop.Push(successor);
                }
            }
            // Block 0 is entered from without.
            int[] entered = [.. blocks.Where(block => block == 0 || _predecessors[block].Exists(before => !inLoop[before]))];
            int head = (entered.Length > 0 ? entered : [.. blocks]).Min();
            heads.Add(head);
            Spread(head, reaches);
        }
        return heads;
    }

    private void Spread(int from, bool[] reaches)
    {
        var pending = new Stack<int>([from]);
        reaches[from] = true;
        while (pending.TryPop(out int block))
            foreach (int predecessor in _predecessors[block])
                if (!reaches[predecessor])
                {
                    reaches[predecessor] = true;
                    pending.Push(predecessor);
                }
    }

    private int[] FinishOrder(bool[] reaches)
    {
        var order = new List<int>();
        bool[] seen = [.. reaches];
        var stack = new Stack<(int Block, int Next)>();
        for (int root = 0; root < _exit; root++)
        {
            if (seen[root])
                continue;
            seen[root] = true;
            stack.Push((root, 0));
            while (stack.TryPop(out (int Block, int Next) top))
            {
                if (top.Next == _predecessors[top.Block].Count)
                {
                    order.Add(top.Block);
                    continue;
                }
                stack.Push((top.Block, top.Next + 1));
                int predecessor = _predecessors[top.Block][top.Next];
                if (seen[predecessor])
                    continue;
                seen[predecessor] = true;
                stack.Push((predecessor, 0));
            }
        }
        return [.. order];
    }
}
