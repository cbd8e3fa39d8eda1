namespace CudaMlp.Ptx.ControlFlow;

/// <summary>
/// Immediate post-dominators: dominators of the reversed graph from the exit, by Lengauer and Tarjan's algorithm with path compression
/// ("A fast algorithm for finding dominators in a flowgraph", 1979), whose time stays near-linear whatever the program looks like.
/// Loops without a way out are given one, from their head, so that every block has an answer.
/// </summary>
public sealed class PostDominators
{
    private readonly int[][] _successors;
    private readonly List<int>[] _predecessors;
    private readonly int _exit;
    // By block: number in depth-first order, father in that tree, and the forest of the blocks done.
    private readonly int[] _semi;
    private readonly int[] _parent;
    private readonly int[] _ancestor;
    private readonly int[] _label;

    private PostDominators(int[][] successors)
    {
        _successors = successors;
        _exit = successors.Length;
        _predecessors = [.. Enumerable.Range(0, _exit + 1).Select(_ => new List<int>())];
        for (int block = 0; block < _exit; block++)
            foreach (int successor in successors[block])
                _predecessors[successor].Add(block);
        _semi = new int[_exit + 1];
        _parent = new int[_exit + 1];
        _ancestor = new int[_exit + 1];
        _label = [.. Enumerable.Range(0, _exit + 1)];
        Array.Fill(_ancestor, -1);
    }

    /// <summary>For each block, given its successors (the count of blocks stands for the exit; every block has one), the nearest block on all its ways, or the count of blocks.</summary>
    public static int[] Compute(int[][] successors)
    {
        ArgumentNullException.ThrowIfNull(successors);
        List<int> heads = ClosedLoops.Heads(successors);
        return heads.Count == 0 ? new PostDominators(successors).Run() : ComputeOpened(successors, heads);
    }

    // Each head gets a gate in front, through which every way to it leads, and from which one leads to the exit.
    private static int[] ComputeOpened(int[][] successors, List<int> heads)
    {
        int count = successors.Length;
        int exit = count + heads.Count;
        var gate = new int[count + 1];
        Array.Fill(gate, -1);
        for (int i = 0; i < heads.Count; i++)
            gate[heads[i]] = count + i;
        int Redirect(int block) => block == count ? exit : gate[block] >= 0 ? gate[block] : block;
        int[][] opened = [.. successors.Select(next => next.Select(Redirect).ToArray()), .. heads.Select(head => new[] { head, exit })];
        return [.. new PostDominators(opened).Run().Take(count).Select(block => block < count ? block : block == exit ? count : heads[block - count])];
    }

    /// <summary>
    /// The same for threads that leave and are not waited for: a way from a block to one that merely leaves counts only where the block has
    /// no other. An early return, or the end of a loop that is the end of the program, then moves no meeting point out to the exit.
    /// </summary>
    public static int[] ComputeStaying(int[][] successors, Func<int, bool> leaves)
    {
        ArgumentNullException.ThrowIfNull(successors);
        ArgumentNullException.ThrowIfNull(leaves);
        return Compute([.. successors.Select(next =>
        {
            int[] staying = [.. next.Where(successor => successor < successors.Length && !leaves(successor))];
            return staying.Length > 0 ? staying : next;
        })]);
    }

    private int[] Run()
    {
        int[] order = Number();
        var dominators = new int[_exit + 1];
        var buckets = new List<int>?[_exit + 1];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int block = order[i];
            foreach (int successor in _successors[block])
                _semi[block] = Math.Min(_semi[block], _semi[Evaluate(successor)]);
            (buckets[order[_semi[block]]] ??= []).Add(block);
            int parent = _parent[block];
            _ancestor[block] = parent;
            foreach (int waiting in buckets[parent] ?? [])
            {
                int best = Evaluate(waiting);
                dominators[waiting] = _semi[best] < _semi[waiting] ? best : parent;
            }
            buckets[parent] = null;
        }
        for (int i = 1; i < order.Length; i++)
            if (dominators[order[i]] != order[_semi[order[i]]])
                dominators[order[i]] = dominators[dominators[order[i]]];
        return dominators[.._exit];
    }

    // Blocks in depth-first order from the exit against the edges; all are reached, for no loop is closed any more.
    private int[] Number()
    {
        var order = new int[_exit + 1];
        int count = 0;
        var seen = new bool[_exit + 1];
        var stack = new Stack<(int Block, int Next)>();
        void Visit(int block, int parent)
        {
            seen[block] = true;
            _parent[block] = parent;
            _semi[block] = count;
            order[count++] = block;
            stack.Push((block, 0));
        }
        Visit(_exit, _exit);
        while (stack.TryPop(out (int Block, int Next) top))
        {
            if (top.Next == _predecessors[top.Block].Count)
                continue;
            stack.Push((top.Block, top.Next + 1));
            int predecessor = _predecessors[top.Block][top.Next];
            if (!seen[predecessor])
                Visit(predecessor, top.Block);
        }
        return order;
    }

    // The block of least semi-dominator on the way to the root of its tree in the forest, which is shortened on the way.
    private int Evaluate(int block)
    {
        if (_ancestor[block] < 0)
            return block;
        var path = new Stack<int>();
        for (int at = block; _ancestor[_ancestor[at]] >= 0; at = _ancestor[at])
            path.Push(at);
        while (path.TryPop(out int at))
        {
            int above = _ancestor[at];
            if (_semi[_label[above]] < _semi[_label[at]])
                _label[at] = _label[above];
            _ancestor[at] = _ancestor[above];
        }
        return _label[block];
    }
}
