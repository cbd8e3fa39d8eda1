using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
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

    /// <summary>Leaves pointers to up to 32 pieces that lie one behind the other, some bytes behind one lane's address.</summary>
    public void Run(Warp w, int lane, ulong further, int pieces) => LocateRun(w, lane, further, pieces);
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

/// <summary>cp.async.bulk: each active lane copies as many bytes as it says, at once; an mbarrier learns of them behind that.</summary>
/// <param name="to">Pieces of the target.</param>
/// <param name="from">Pieces of the source.</param>
/// <param name="sizeRow">Row of the bytes, a multiple of <see cref="Piece"/>.</param>
/// <param name="complete">Takes the bytes off the mbarrier, or null.</param>
internal sealed unsafe class BulkCopyOp(AddressProbe to, AddressProbe from, int sizeRow, MbarrierOp? complete) : RowOp
{
    /// <summary>Bytes of which addresses and sizes are multiples.</summary>
    public const int Piece = 16;

    public override void Run(Warp w)
    {
        from.Site = to.Site = Site;
        byte** sources = stackalloc byte*[32];
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint size = ((uint*)(w.Regs + sizeRow))[lane];
            if (size % Piece != 0)
                throw w.Fault(FaultCode.MisalignedAddress, FindingKind.Misaligned, Site, lane, size, $"a bulk copy of {size} bytes, which must be a multiple of {Piece}");
            for (uint done = 0; done < size; done += 32 * Piece)
            {
                int pieces = (int)Math.Min(32, (size - done) / Piece);
                from.Run(w, lane, done, pieces);
                for (int i = 0; i < pieces; i++)
                    sources[i] = w.Pointers[i];
                to.Run(w, lane, done, pieces);
                for (int i = 0; i < pieces; i++)
                    Buffer.MemoryCopy(sources[i], w.Pointers[i], Piece, Piece);
            }
        }
        if (complete is not null)
        {
            complete.Site = Site;
            complete.Run(w);
        }
    }
}

/// <summary>What can be done with an mbarrier.</summary>
internal enum MbarrierFunction : byte
{
    Init,
    Arrive,
    ArriveDrop,
    Expect,
    Complete,
    TestWait,
    TestParity,
}

/// <summary>
/// mbarrier: bits 0–19 hold the arrivals still missing in the phase, bits 20–39 those of a whole phase, bits 40–62 the bytes still to come (below 0 when
/// some came before they were announced), bit 63 the parity of the phase.
/// </summary>
/// <param name="function">What is done.</param>
/// <param name="source">The barrier.</param>
/// <param name="d">Row of the state or of the answer; −1 without.</param>
/// <param name="operand">Row of the count, the bytes or the state; −1 for a count of one.</param>
/// <param name="mode">How the barrier is touched.</param>
/// <param name="expect">Row of the bytes that an arrival announces; −1 without.</param>
internal sealed unsafe class MbarrierOp(MbarrierFunction function, AddressSource source, int d, int operand, AccessMode mode, int expect = -1)
    : MemoryOp(source, 8, mode, strong: true)
{
    /// <summary>The bits of the arrivals still missing.</summary>
    public const ulong CountMask = 0xFFFFF;

    private const int BytesShift = 40;
    private const ulong BytesMask = 0x7FFFFF;

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
                    ulong count = Lane32(w, operand, lane) & CountMask;
                    *p = count | count << 20;
                    break;
                case MbarrierFunction.Arrive or MbarrierFunction.ArriveDrop:
                    if (d >= 0)
                        ((ulong*)(w.Regs + d))[lane] = word;
                    if (expect >= 0)
                        word = Announce(word, Lane32(w, expect, lane));
                    *p = Settle(w, Arrive(word, operand < 0 ? 1 : Lane32(w, operand, lane)));
                    break;
                case MbarrierFunction.Expect:
                    *p = Announce(word, Lane32(w, operand, lane));
                    break;
                case MbarrierFunction.Complete:
                    *p = Settle(w, Announce(word, 0ul - Lane32(w, operand, lane)));
                    break;
                case MbarrierFunction.TestWait:
                    holds |= (((ulong*)(w.Regs + operand))[lane] ^ word) >> 63 != 0 ? 1u << lane : 0;
                    break;
                default:
                    holds |= (Lane32(w, operand, lane) & 1) != word >> 63 ? 1u << lane : 0;
                    break;
            }
        }
        if (function is MbarrierFunction.TestWait or MbarrierFunction.TestParity)
        {
            var target = (uint*)(w.Regs + d);
            *target = (*target & ~w.Active) | holds;
            if (holds == w.Active)
                w.FailedWaits = 0;
            else
                w.GiveWay();
        }
    }

    private static uint Lane32(Warp w, int row, int lane) => ((uint*)(w.Regs + row))[lane];

    private static ulong Announce(ulong word, ulong bytes) =>
        (word & ~(BytesMask << BytesShift)) | ((word >> BytesShift) + bytes & BytesMask) << BytesShift;

    private ulong Arrive(ulong word, uint count)
    {
        ulong missing = word & CountMask;
        ulong whole = word >> 20 & CountMask;
        if (function == MbarrierFunction.ArriveDrop)
            whole -= Math.Min(whole, count);
        missing -= Math.Min(missing, count);
        return (word & ~(CountMask | CountMask << 20)) | whole << 20 | missing;
    }

    // Ends the phase once all have arrived and all bytes have come.
    private static ulong Settle(Warp w, ulong word)
    {
        if ((word & (CountMask | BytesMask << BytesShift)) != 0)
            return word;
        w.Block.Races?.NextEpoch();
        ulong whole = word >> 20 & CountMask;
        return (~word & 1ul << 63) | whole << 20 | whole;
    }
}

/// <summary>mbarrier.pending_count: the arrivals that were missing in a state.</summary>
internal readonly struct PendingCount : IUnary<ulong, uint>
{
    public static uint Apply(ulong a) => (uint)(a & MbarrierOp.CountMask);
}
