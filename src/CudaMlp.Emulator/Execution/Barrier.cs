using System.Numerics;

namespace CudaMlp.Emulator.Execution;

/// <summary>One of a block's 16 barriers.</summary>
internal sealed class Barrier
{
    /// <summary>Threads that have come; with an expected count, warps that came whole count as 32.</summary>
    public uint Arrived;

    /// <summary>Threads to wait for; 0 for all of the block that still live.</summary>
    public uint Expected;

    /// <summary>Threads whose predicate was true, and threads that gave one.</summary>
    public uint TrueCount;
    public uint VoteCount;

    public void Reset()
    {
        Arrived = Expected = TrueCount = VoteCount = 0;
    }
}

internal enum BarrierKind
{
    Sync,
    Arrive,
    RedPopc,
    RedAnd,
    RedOr,
}

/// <summary>bar and barrier of the block.</summary>
internal sealed unsafe class BarrierNode(
    BarrierKind kind, int idRow, int countRow, int destination, int vote, bool voteNegated, bool aligned, int predicate, bool negated) : Node
{
    private readonly uint _flip = negated ? uint.MaxValue : 0;
    private readonly uint _voteFlip = voteNegated ? uint.MaxValue : 0;

    /// <summary>Whether all lanes of a warp must come together (bar, and barrier.aligned).</summary>
    public bool Aligned => aligned;

    public override IEnumerable<int> Successors => [Index + 1];

    public override int Execute(Warp w)
    {
        uint active = w.Active;
        if (predicate >= 0)
        {
            uint taken = active & (*(uint*)(w.Regs + predicate) ^ _flip);
            if (taken == 0)
                return Index + 1;
            if (taken != active)
                return w.Diverge(active & ~taken, Index + 1, Index, Index + 1, Counter);
        }
        int lane = BitOperations.TrailingZeroCount(active);
        uint id = ((uint*)(w.Regs + idRow))[lane];
        uint count = countRow < 0 ? 0 : ((uint*)(w.Regs + countRow))[lane];
        if (id >= 16)
            throw w.Fault(FaultCode.IllegalInstruction, Sanitizer.FindingKind.DivergentBarrier, Site!, lane, 0, $"barrier {id} does not exist, a block has 16");
        if (count % 32 != 0)
            throw w.Fault(FaultCode.IllegalInstruction, Sanitizer.FindingKind.DivergentBarrier, Site!, lane, 0, $"a barrier's thread count of {count} is no multiple of 32");
        Barrier barrier = w.Block.Barriers[id];
        barrier.Expected = count;
        barrier.Arrived += count != 0 && active == w.Live ? 32 : (uint)BitOperations.PopCount(active);
        if (vote >= 0)
        {
            barrier.TrueCount += (uint)BitOperations.PopCount(active & (*(uint*)(w.Regs + vote) ^ _voteFlip));
            barrier.VoteCount += (uint)BitOperations.PopCount(active);
        }
        if (aligned && active != w.Live && w.Block.Sanitizes)
            w.CheckOtherBarriers(this, id);
        if (kind != BarrierKind.Arrive)
            w.Wait(SplitState.WaitBarrier, id, Index);
        bool complete = w.Block.TryComplete((int)id);
        if (kind == BarrierKind.Arrive)
            return Index + 1;
        if (!complete)
            return Suspend;
        // Completing made this split runnable at the next node; go straight on.
        return Index + 1;
    }

    /// <summary>Lets a waiting split go on, with the barrier's result if it has one.</summary>
    public void Release(Split split, Barrier barrier)
    {
        split.State = SplitState.Runnable;
        split.Node = Index + 1;
        if (destination < 0)
            return;
        uint result = kind switch
        {
            BarrierKind.RedAnd => barrier.TrueCount == barrier.VoteCount ? 1u : 0,
            BarrierKind.RedOr => barrier.TrueCount != 0 ? 1u : 0,
            _ => barrier.TrueCount,
        };
        byte* row = split.Frame.Regs + destination;
        if (kind == BarrierKind.RedPopc)
        {
            for (uint rest = split.Mask; rest != 0; rest &= rest - 1)
                ((uint*)row)[BitOperations.TrailingZeroCount(rest)] = result;
        }
        else
        {
            uint old = *(uint*)row;
            *(uint*)row = result != 0 ? old | split.Mask : old & ~split.Mask;
        }
    }
}
