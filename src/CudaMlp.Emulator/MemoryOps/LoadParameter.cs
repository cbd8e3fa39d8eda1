using System.Numerics;
using System.Runtime.CompilerServices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>ld.param of a kernel's parameter at a fixed place: one value for all lanes. The decoder has checked the bounds.</summary>
internal sealed unsafe class LoadParameter(int offset, int elementBytes, bool signed, int d, int width) : RowOp
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* p = w.Block.Launch.Parameters + offset;
        ulong value = (elementBytes, signed) switch
        {
            (1, false) => *p,
            (1, true) => (ulong)*(sbyte*)p,
            (2, false) => *(ushort*)p,
            (2, true) => (ulong)*(short*)p,
            (4, false) => *(uint*)p,
            (4, true) => (ulong)*(int*)p,
            _ => *(ulong*)p,
        };
        byte* row = w.Regs + d;
        if (w.Active == Warp.AllLanes)
        {
            SpecialRows.Broadcast(row, width, value);
            return;
        }
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
            LaneValue.Set(row, width, BitOperations.TrailingZeroCount(rest), value);
    }
}
