using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>Only finds memory, for instructions with two addresses.</summary>
internal sealed unsafe class AddressProbe(AddressSource source, int bytes, AccessMode mode) : MemoryOp(source, bytes, mode, strong: false)
{
    /// <summary>Leaves a pointer for each active lane in <see cref="Warp.Pointers"/>.</summary>
    public override void Run(Warp w)
    {
        byte* all = Locate(w);
        for (int lane = 0; all is not null && lane < 32; lane++)
            w.Pointers[lane] = all + lane * Bytes;
    }
}

/// <summary>cp.async: global to shared memory. Done at once, which is one of the orders the program must allow.</summary>
internal sealed unsafe class AsyncCopyOp(AddressProbe to, AddressProbe from, int bytes, int sizeRow) : RowOp
{
    public override void Run(Warp w)
    {
        from.Site = to.Site = Site;
        byte* copies = stackalloc byte[32 * 16];
        new Span<byte>(copies, 512).Clear();
        uint active = w.Active;
        uint reading = 0;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (Size(w, lane) > 0)
                reading |= 1u << lane;
        }
        if (reading != 0)
        {
            w.Active = reading;
            from.Run(w);
            w.Active = active;
        }
        for (uint rest = reading; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            Buffer.MemoryCopy(w.Pointers[lane], copies + lane * 16, 16, Size(w, lane));
        }
        to.Run(w);
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            Buffer.MemoryCopy(copies + lane * 16, w.Pointers[lane], bytes, bytes);
        }
    }

    // Bytes to read; the rest of the copy is zero.
    private int Size(Warp w, int lane) => sizeRow < 0 ? bytes : (int)Math.Min((uint)bytes, ((uint*)(w.Regs + sizeRow))[lane]);
}

/// <summary>What can be done with an mbarrier.</summary>
internal enum MbarrierFunction : byte
{
    Init,
    Arrive,
    ArriveDrop,
    TestWait,
    TestParity,
}

/// <summary>
/// mbarrier: bits 0–19 hold the arrivals still missing in the phase, bits 20–39 those of a whole phase, bit 63 the parity of the phase.
/// </summary>
internal sealed unsafe class MbarrierOp(MbarrierFunction function, AddressSource source, int d, int operand, AccessMode mode)
    : MemoryOp(source, 8, mode, strong: true)
{
    private const ulong CountMask = 0xFFFFF;

    public override void Run(Warp w)
    {
        byte* all = Locate(w);
        uint holds = 0;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            var p = (ulong*)(all is not null ? all + lane * 8 : w.Pointers[lane]);
            ulong word = *p;
            switch (function)
            {
                case MbarrierFunction.Init:
                    ulong count = Operand32(w, lane) & CountMask;
                    *p = count | count << 20;
                    break;
                case MbarrierFunction.Arrive or MbarrierFunction.ArriveDrop:
                    if (d >= 0)
                        ((ulong*)(w.Regs + d))[lane] = word;
                    *p = Arrive(w, word, operand < 0 ? 1 : Operand32(w, lane));
                    break;
                case MbarrierFunction.TestWait:
                    holds |= (((ulong*)(w.Regs + operand))[lane] ^ word) >> 63 != 0 ? 1u << lane : 0;
                    break;
                default:
                    holds |= (Operand32(w, lane) & 1) != word >> 63 ? 1u << lane : 0;
                    break;
            }
        }
        if (function is MbarrierFunction.TestWait or MbarrierFunction.TestParity)
        {
            var target = (uint*)(w.Regs + d);
            *target = (*target & ~w.Active) | holds;
            // A failed wait gives the others a turn instead of spinning a whole slice.
            if (holds != w.Active)
                w.Slice = Math.Min(w.Slice, 0);
        }
    }

    private uint Operand32(Warp w, int lane) => ((uint*)(w.Regs + operand))[lane];

    private ulong Arrive(Warp w, ulong word, uint count)
    {
        ulong pending = word & CountMask;
        ulong whole = word >> 20 & CountMask;
        if (function == MbarrierFunction.ArriveDrop)
            whole -= Math.Min(whole, count);
        pending -= Math.Min(pending, count);
        if (pending != 0)
            return (word & 1ul << 63) | whole << 20 | pending;
        w.Block.Races?.NextEpoch();
        return (~word & 1ul << 63) | whole << 20 | whole;
    }
}
