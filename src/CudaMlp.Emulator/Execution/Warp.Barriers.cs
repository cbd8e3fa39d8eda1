using System.Numerics;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

// The sanitizer's look at barriers that only some lanes of a warp reach.
internal sealed unsafe partial class Warp
{
    /// <summary>Faults if other lanes of the warp wait for the same barrier at another instruction.</summary>
    public void CheckOtherBarriers(BarrierNode node, uint id)
    {
        if (_brokenConvergence)
            return;
        foreach (Split split in _splits)
        {
            if (split.State == SplitState.WaitBarrier && split.WaitFor == id && (split.Node != node.Index || split.Frame != _current.Frame))
                throw Divergent(node, Active, split.Mask, $"stand at another barrier, {split.Frame.Code.Nodes[split.Node].Site}");
        }
    }

    // Called when nothing of the warp can run: lanes at an aligned barrier while others of the warp wait to meet them behind it.
    private void CheckBarrierIsWhole()
    {
        uint waiting = 0;
        Split? first = null;
        foreach (Split split in _splits)
        {
            if (split.State != SplitState.WaitBarrier || !((BarrierNode)split.Frame.Code.Nodes[split.Node]).Aligned)
                continue;
            waiting |= split.Mask;
            first ??= split;
        }
        if (first is not null && waiting != Live)
            throw Divergent((BarrierNode)first.Frame.Code.Nodes[first.Node], waiting, Live & ~waiting, "went another way");
    }

    private EmulatorFaultException Divergent(BarrierNode node, uint here, uint elsewhere, string where)
    {
        int missing = BitOperations.TrailingZeroCount(elsewhere);
        return Fault(FaultCode.LaunchFailed, FindingKind.DivergentBarrier, node.Site!, BitOperations.TrailingZeroCount(here), 0,
            $"divergent barrier: {BitOperations.PopCount(here)} of {BitOperations.PopCount(Live)} live threads of warp {Index} are at the barrier; thread {Block.ThreadOf(Index, missing)} and {BitOperations.PopCount(elsewhere) - 1} more {where}");
    }
}
