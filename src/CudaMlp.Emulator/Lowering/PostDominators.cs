using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Where diverged lanes meet again: the immediate post-dominators of a function's nodes (Cooper, Harvey and Kennedy's iteration).</summary>
internal static class PostDominators
{
    /// <summary>For each node its immediate post-dominator, −1 where lanes first meet by leaving the function, or never.</summary>
    public static int[] Immediate(IReadOnlyList<Node> nodes)
    {
        int exit = nodes.Count;
        var successors = new int[exit + 1][];
        var predecessors = new List<int>[exit + 1];
        for (int i = 0; i <= exit; i++)
            predecessors[i] = [];
        successors[exit] = [];
        for (int i = 0; i < exit; i++)
        {
            int[] next = [.. nodes[i].Successors];
            successors[i] = next.Length == 0 ? [exit] : next;
            foreach (int s in successors[i])
                predecessors[s].Add(i);
        }
        int[] order = PostOrderFromExit(predecessors, exit, out int[] position);
        var dominator = new int[exit + 1];
        Array.Fill(dominator, -1);
        dominator[exit] = exit;
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int k = order.Length - 1; k >= 0; k--)
            {
                int node = order[k];
                if (node == exit)
                    continue;
                int best = -1;
                foreach (int s in successors[node])
                {
                    if (dominator[s] < 0)
                        continue;
                    best = best < 0 ? s : Meet(best, s, dominator, position);
                }
                if (best >= 0 && dominator[node] != best)
                {
                    dominator[node] = best;
                    changed = true;
                }
            }
        }
        var result = new int[exit];
        for (int i = 0; i < exit; i++)
            result[i] = dominator[i] == exit ? -1 : dominator[i];
        return result;
    }

    private static int Meet(int a, int b, int[] dominator, int[] position)
    {
        while (a != b)
        {
            while (position[a] < position[b])
                a = dominator[a];
            while (position[b] < position[a])
                b = dominator[b];
        }
        return a;
    }

    // Post-order of a depth-first walk against the edges from the exit; without recursion, for functions of any length.
    private static int[] PostOrderFromExit(List<int>[] predecessors, int exit, out int[] position)
    {
        position = new int[exit + 1];
        Array.Fill(position, -1);
        var seen = new bool[exit + 1];
        var order = new List<int>(exit + 1);
        var stack = new Stack<(int Node, int Next)>();
        stack.Push((exit, 0));
        seen[exit] = true;
        while (stack.TryPop(out (int Node, int Next) top))
        {
            if (top.Next < predecessors[top.Node].Count)
            {
                stack.Push((top.Node, top.Next + 1));
                int p = predecessors[top.Node][top.Next];
                if (!seen[p])
                {
                    seen[p] = true;
                    stack.Push((p, 0));
                }
                continue;
            }
            position[top.Node] = order.Count;
            order.Add(top.Node);
        }
        return [.. order];
    }
}
