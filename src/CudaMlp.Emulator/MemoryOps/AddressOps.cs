using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>An instruction that has no effect here (cache hints, fences within a warp's own order).</summary>
internal sealed class NoOp : RowOp
{
    public override void Run(Warp w)
    {
    }
}

/// <summary>membar and fence: order for the other host threads.</summary>
internal sealed class FenceOp : RowOp
{
    public override void Run(Warp w)
    {
        Thread.MemoryBarrier();
        // Threads that use fences tell each other by flags when they may go on, which no shadow of accesses shows.
        w.Block.Races?.NextEpoch();
    }
}

/// <summary>isspacep: does a generic address lie in a space?</summary>
internal sealed unsafe class IsSpaceOp(StateSpace space, int p, int a) : RowOp
{
    public override void Run(Warp w)
    {
        var addresses = (ulong*)(w.Regs + a);
        uint holds = 0;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong address = addresses[lane];
            bool inside = space switch
            {
                StateSpace.Shared => AddressMap.IsShared(address),
                StateSpace.Local => AddressMap.IsLocal(address),
                StateSpace.Param => AddressMap.IsParam(address),
                StateSpace.Const => w.Block.Launch.Function.Module.IsConst(address),
                _ => !AddressMap.IsShared(address) && !AddressMap.IsLocal(address) && !AddressMap.IsParam(address),
            };
            if (inside)
                holds |= 1u << lane;
        }
        var target = (uint*)(w.Regs + p);
        *target = (*target & ~w.Active) | holds;
    }
}

/// <summary>The look of mapa at the rank it is given: a cluster here has one block, whose rank is 0.</summary>
internal sealed unsafe class ClusterRankOp(int rank) : RowOp
{
    public override void Run(Warp w)
    {
        var ranks = (uint*)(w.Regs + rank);
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (ranks[lane] != 0)
                throw w.Fault(FaultCode.IllegalAddress, FindingKind.OutOfBounds, Site, lane, 0, $"mapa to block {ranks[lane]} of its cluster, which has one block: larger clusters are not supported");
        }
    }
}
