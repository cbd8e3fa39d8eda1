using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
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
    public override void Run(Warp w) => Thread.MemoryBarrier();
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
