using System.Numerics;
using System.Runtime.CompilerServices;

namespace CudaMlp.Emulator.Execution;

/// <summary>A step of a function's control flow. Nodes are numbered; running one gives the number of the next.</summary>
internal abstract class Node
{
    /// <summary>Given instead of a next node when the current split cannot go on (it waits, ended, or another must run).</summary>
    public const int Suspend = -1;

    public int Index { get; set; }

    /// <summary>PTX instructions in this node.</summary>
    public int Length { get; protected init; } = 1;

    /// <summary>Where the node's execution counts lie in the worker's counters.</summary>
    public int Counter { get; set; }

    public OpSite? Site { get; set; }

    /// <summary>Runs the node for the lanes of <see cref="Warp.Active"/>.</summary>
    public abstract int Execute(Warp w);

    /// <summary>The nodes that may follow within the function; an index of the node count stands for leaving it.</summary>
    public abstract IEnumerable<int> Successors { get; }

    /// <summary>Replaces instruction indices by node indices, once all nodes are known.</summary>
    public virtual void Resolve(Func<int, int> nodeOf)
    {
    }
}

/// <summary>Instructions that follow each other without a jump in or out.</summary>
internal sealed class StraightNode : Node
{
    private readonly RowOp[] _ops;

    public StraightNode(RowOp[] ops, int length)
    {
        _ops = ops;
        Length = length;
    }

    public IReadOnlyList<RowOp> Ops => _ops;

    public override IEnumerable<int> Successors => [Index + 1];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Execute(Warp w)
    {
        foreach (RowOp op in _ops)
            op.Run(w);
        return Index + 1;
    }
}

/// <summary>A jump, for all lanes or for those whose predicate says so.</summary>
internal sealed unsafe class BranchNode(int target, int predicate, bool negated) : Node
{
    private readonly uint _flip = negated ? uint.MaxValue : 0;
    private int _target = target;

    /// <summary>The node where both ways meet again; −1 when there is none.</summary>
    public int Join { get; set; } = -1;

    public override IEnumerable<int> Successors => predicate < 0 ? [_target] : [Index + 1, _target];

    public override void Resolve(Func<int, int> nodeOf) => _target = nodeOf(_target);

    public override int Execute(Warp w)
    {
        if (predicate < 0)
            return _target;
        uint active = w.Active;
        uint taken = active & (*(uint*)(w.Regs + predicate) ^ _flip);
        if (taken == active)
            return _target;
        if (taken == 0)
            return Index + 1;
        return _target == Index + 1 ? _target : w.Diverge(taken, _target, Index + 1, Join, Counter);
    }
}

/// <summary>brx.idx: each lane jumps to the entry of a table that its index names.</summary>
internal sealed unsafe class BranchTableNode(int index, int[] targets, int predicate, bool negated) : Node
{
    private readonly uint _flip = negated ? uint.MaxValue : 0;

    public int Join { get; set; } = -1;

    public override IEnumerable<int> Successors => predicate < 0 ? targets : [.. targets, Index + 1];

    public override void Resolve(Func<int, int> nodeOf)
    {
        for (int i = 0; i < targets.Length; i++)
            targets[i] = nodeOf(targets[i]);
    }

    public override int Execute(Warp w)
    {
        uint active = w.Active;
        uint taken = predicate < 0 ? active : active & (*(uint*)(w.Regs + predicate) ^ _flip);
        if (taken == 0)
            return Index + 1;
        if (taken != active)
        {
            // The lanes that pass by go their own way first; the rest come back here and are then all taken.
            return w.Diverge(active & ~taken, Index + 1, Index, Join, Counter);
        }
        uint* rows = (uint*)(w.Regs + index);
        int first = BitOperations.TrailingZeroCount(active);
        uint choice = rows[first];
        if (choice >= (uint)targets.Length)
            throw w.Fault(FaultCode.InvalidPc, Sanitizer.FindingKind.Trap, Site!, first, 0, $"brx.idx to entry {choice} of a table of {targets.Length}");
        uint same = 0;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (rows[lane] == choice)
                same |= 1u << lane;
        }
        int target = targets[choice];
        return same == active ? target : w.Diverge(same, target, Index, Join, Counter);
    }
}

/// <summary>exit, or ret of a kernel: the lanes are done.</summary>
internal sealed unsafe class ExitNode(int predicate, bool negated) : Node
{
    private readonly uint _flip = negated ? uint.MaxValue : 0;

    public override IEnumerable<int> Successors => predicate < 0 ? [] : [Index + 1];

    public override int Execute(Warp w)
    {
        uint leaving = predicate < 0 ? w.Active : w.Active & (*(uint*)(w.Regs + predicate) ^ _flip);
        if (leaving == 0)
            return Index + 1;
        return w.Exit(leaving) ? Index + 1 : Suspend;
    }
}
