using System.Numerics;
using System.Text;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Rows;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

/// <summary>What the calls of the device runtime share: reading their arguments and the strings they point to.</summary>
internal abstract unsafe class RuntimeOp(CallSlot[] arguments) : RowOp
{
    private const int LongestText = 4096;

    protected ulong Argument(Warp w, int index, int lane)
    {
        CallSlot slot = arguments[index];
        if (slot.Row >= 0)
            return LaneValue.Get(w.Regs + slot.Row, slot.Width, lane);
        ulong value = 0;
        byte* p = w.Local + (long)lane * w.LocalBytes + w.Current.Frame.LocalBase + slot.LocalOffset;
        Buffer.MemoryCopy(p, &value, 8, Math.Min(8, slot.Bytes));
        return value;
    }

    protected static void Return(Warp w, CallSlot? slot, int lane, ulong value)
    {
        if (slot is not { } s)
            return;
        if (s.Row >= 0)
        {
            LaneValue.Set(w.Regs + s.Row, s.Width, lane, value);
            return;
        }
        long at = (long)lane * w.LocalBytes + w.Current.Frame.LocalBase + s.LocalOffset;
        Buffer.MemoryCopy(&value, w.Local + at, s.Bytes, Math.Min(8, s.Bytes));
        w.LocalWritten?.Mark((ulong)at, (ulong)s.Bytes);
    }

    /// <summary>Up to <paramref name="count"/> bytes at a generic address of a thread; an empty span for an address of nothing.</summary>
    protected static ReadOnlySpan<byte> Bytes(Warp w, int lane, ulong address, int count)
    {
        if (AddressMap.IsLocal(address))
        {
            ulong offset = address - AddressMap.LocalWindow;
            if (offset >= (ulong)w.LocalBytes)
                return [];
            return new ReadOnlySpan<byte>(w.Local + (long)lane * w.LocalBytes + (long)offset, (int)Math.Min((ulong)count, (ulong)w.LocalBytes - offset));
        }
        if (AddressMap.IsShared(address))
        {
            ulong offset = address - AddressMap.SharedWindow;
            if (offset >= (ulong)w.Block.SharedBytes)
                return [];
            return new ReadOnlySpan<byte>(w.Block.Shared + offset, (int)Math.Min((ulong)count, (ulong)w.Block.SharedBytes - offset));
        }
        Allocation? a = w.Block.Launch.Memory.Find(address);
        return a is null ? [] : new ReadOnlySpan<byte>(a.Host + (address - a.Address), (int)Math.Min((ulong)count, a.End - address));
    }

    protected static string Text(Warp w, int lane, ulong address)
    {
        ReadOnlySpan<byte> bytes = Bytes(w, lane, address, LongestText);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}

/// <summary>vprintf(format, arguments): the arguments lie one behind the other at their natural alignment.</summary>
internal sealed class PrintOp(CallSlot[] arguments, CallSlot? result) : RuntimeOp(arguments)
{
    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            string format = Text(w, lane, Argument(w, 0, lane));
            ulong values = Argument(w, 1, lane);
            int at = 0;
            string text = PrintfFormat.Expand(
                format,
                size =>
                {
                    at = (at + size - 1) / size * size;
                    ReadOnlySpan<byte> bytes = Bytes(w, lane, values + (ulong)at, size);
                    at += size;
                    Span<byte> eight = stackalloc byte[8];
                    bytes.CopyTo(eight);
                    return BitConverter.ToUInt64(eight);
                },
                address => Text(w, lane, address),
                out int used);
            if (w.Block.Launch.Options.Print is { } print)
                print(text);
            else
                Console.Out.Write(text);
            Return(w, result, lane, (ulong)used);
        }
    }
}

/// <summary>malloc on the device's heap; null when there is no room.</summary>
internal sealed class DeviceMallocOp(CallSlot[] arguments, CallSlot? result) : RuntimeOp(arguments)
{
    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            Return(w, result, lane, w.Block.Launch.Heap.Allocate(Argument(w, 0, lane)));
        }
    }
}

/// <summary>free of a pointer that malloc gave.</summary>
internal sealed class DeviceFreeOp(CallSlot[] arguments) : RuntimeOp(arguments)
{
    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong address = Argument(w, 0, lane);
            if (address != 0 && !w.Block.Launch.Heap.Free(address))
                throw w.Fault(FaultCode.LaunchFailed, FindingKind.InvalidFree, Site, lane, address, $"free of 0x{address:x}, which malloc did not give: {w.Block.Launch.Memory.Nearest(address)}");
        }
    }
}

/// <summary>__assertfail(message, file, line, function, charSize): the launch ends.</summary>
internal sealed class AssertFailOp(CallSlot[] arguments) : RuntimeOp(arguments)
{
    public override void Run(Warp w)
    {
        int lane = BitOperations.TrailingZeroCount(w.Active);
        string what = Text(w, lane, Argument(w, 0, lane));
        string file = Text(w, lane, Argument(w, 1, lane));
        string function = Text(w, lane, Argument(w, 3, lane));
        // As CUDA words it, which people and scripts look for.
        (Dim3 block, Dim3 thread) = (w.Block.Index, w.Block.ThreadOf(w.Index, lane));
        throw w.Fault(FaultCode.Assert, FindingKind.Assertion, Site, lane, 0,
            $"{file}:{(uint)Argument(w, 2, lane)}: {function}: block: [{block.X},{block.Y},{block.Z}], thread: [{thread.X},{thread.Y},{thread.Z}] Assertion `{what}` failed.");
    }
}
