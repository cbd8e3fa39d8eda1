using System.Numerics;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

/// <summary>
/// An instruction of <c>.sync</c> kind (shfl, vote, match, redux, mma, bar.warp): waits until every live lane that its mask names stands at it.
/// </summary>
/// <param name="op">What to do then; null for bar.warp.sync.</param>
/// <param name="maskRow">Offset of the row with the member masks; −1 for "all lanes of the warp".</param>
/// <param name="predicate">Guard: offset of the predicate, or −1.</param>
/// <param name="negated">Whether the guard is negated.</param>
internal sealed unsafe class WarpSyncNode(RowOp? op, int maskRow, int predicate, bool negated) : Node
{
    private readonly uint _flip = negated ? uint.MaxValue : 0;

    public RowOp? Op => op;

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
            {
                // The lanes that skip the instruction wait right behind it, where the others meet them.
                return w.Diverge(active & ~taken, Index + 1, Index, Index + 1, Counter);
            }
        }
        uint wanted = w.Live;
        if (maskRow >= 0)
        {
            uint* masks = (uint*)(w.Regs + maskRow);
            uint union = 0;
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                uint mask = masks[lane];
                union |= mask;
                if ((mask >> lane & 1) == 0 && w.Block.Sanitizes)
                    throw w.Fault(FaultCode.LaunchFailed, FindingKind.WarpSync, Site!, lane, 0, $"the thread is lane {lane}, which its member mask 0x{mask:x8} does not name");
            }
            wanted &= union;
        }
        if ((wanted & ~active) != 0)
        {
            w.Wait(SplitState.WaitWarp, wanted, Index);
            return Suspend;
        }
        op?.Run(w);
        return Index + 1;
    }
}
