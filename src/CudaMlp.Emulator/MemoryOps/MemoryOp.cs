using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>Where a memory instruction's address comes from.</summary>
/// <param name="Space">The space named by the instruction.</param>
/// <param name="Row">Row of the base.</param>
/// <param name="Is64">Whether the row has 64-bit lanes.</param>
/// <param name="Offset">Constant added to the base.</param>
internal readonly record struct AddressSource(StateSpace Space, int Row, bool Is64, long Offset);

/// <summary>
/// What all memory instructions share: finding the host memory behind the addresses of the active lanes, with bounds and alignment
/// always checked, and the sanitizer's and profiler's looks on the way.
/// </summary>
/// <param name="source">Where the addresses come from.</param>
/// <param name="bytes">Bytes that each lane touches.</param>
/// <param name="mode">What it does with them.</param>
/// <param name="strong">True for an access that threads may use to talk to each other.</param>
/// <param name="alignment">What addresses must be a multiple of, where that is more than the bytes; otherwise 0.</param>
internal abstract unsafe class MemoryOp(AddressSource source, int bytes, AccessMode mode, bool strong, int alignment = 0) : RowOp
{
    private readonly ulong _alignmentMask = (ulong)Math.Max(alignment, bytes) - 1;
    private Allocation? _recent;

    /// <summary>Bytes that each lane touches.</summary>
    protected int Bytes => bytes;

    protected AccessMode Mode => mode;

    /// <summary>
    /// Finds the memory of the active lanes. When all 32 lie one behind the other, gives the first lane's pointer; otherwise null, and
    /// <see cref="Warp.Pointers"/> holds one for each active lane.
    /// </summary>
    // Compiled at once: what runs millions of times a launch must not begin in the slow tier.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected byte* Locate(Warp w)
    {
        bool contiguous = ComputeAddresses(w);
        if (w.Accesses is not null)
            AccessCounting.Count(w, ref w.Accesses[Site.Index], source.Space, bytes);
        if (contiguous && w.Active == Warp.AllLanes)
        {
            byte* all = LocateAll(w);
            if (all is not null)
                return all;
        }
        LocateEach(w);
        return null;
    }

    /// <summary>Finds the memory at the first lane's address plus <see cref="Warp.Offsets"/> of each lane.</summary>
    protected void LocateOffsets(Warp w, int first)
    {
        ComputeAddresses(w);
        ulong start = w.Addresses[first];
        for (int lane = 0; lane < 32; lane++)
            w.Addresses[lane] = start + w.Offsets[lane];
        if (w.Accesses is not null)
            AccessCounting.Count(w, ref w.Accesses[Site.Index], source.Space, bytes);
        LocateEach(w);
    }

    /// <summary>Finds up to 32 pieces that lie one behind the other, some bytes behind one lane's address.</summary>
    protected void LocateRun(Warp w, int lane, ulong further, int pieces)
    {
        ComputeAddresses(w);
        ulong start = w.Addresses[lane] + further;
        for (int i = 0; i < pieces; i++)
            w.Addresses[i] = start + (ulong)(i * bytes);
        if (w.Accesses is not null)
        {
            uint active = w.Active;
            w.Active = uint.MaxValue >> (32 - pieces);
            AccessCounting.Count(w, ref w.Accesses[Site.Index], source.Space, bytes);
            w.Active = active;
        }
        for (int i = 0; i < pieces; i++)
            w.Pointers[i] = LocateOne(w, lane, w.Addresses[i]);
    }

    // Fills the addresses; true when lane i's is the first plus i times the bytes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ComputeAddresses(Warp w)
    {
        ulong* addresses = w.Addresses;
        byte* row = w.Regs + source.Row;
        var offset = (ulong)source.Offset;
        if (!source.Is64)
        {
            var narrow = (uint*)row;
            for (int i = 0; i < 32; i++)
                addresses[i] = narrow[i] + (uint)offset;
        }
        else
        {
            var wide = (ulong*)row;
            Vector512<ulong> add = Vector512.Create(offset);
            for (int i = 0; i < 32; i += 8)
                (Vector512.Load(wide + i) + add).Store(addresses + i);
        }
        Vector512<ulong> expected = Vector512.Create(addresses[0]) + Vector512.Create(0ul, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create((ulong)bytes);
        Vector512<ulong> step = Vector512.Create((ulong)bytes * 8);
        Vector512<ulong> differs = Vector512<ulong>.Zero;
        for (int i = 0; i < 32; i += 8)
        {
            differs |= Vector512.Load(addresses + i) ^ expected;
            expected += step;
        }
        return differs == Vector512<ulong>.Zero;
    }

    // One look for 32 lanes; null when the single lanes must be looked at.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private byte* LocateAll(Warp w)
    {
        ulong address = w.Addresses[0];
        // Lanes that lie closer together than they must be aligned are not all aligned.
        if ((address & _alignmentMask) != 0 || alignment > bytes)
            return null;
        ulong total = (ulong)bytes * 32;
        if (source.Space is StateSpace.Global or StateSpace.Generic or StateSpace.Const)
        {
            Allocation? a = _recent;
            if (a is null || address - a.Address >= a.Bytes || a.IsFreed)
                _recent = a = w.Block.Launch.Memory.Find(address);
            if (a is null || a.Bytes - (address - a.Address) < total)
                return null;
            if (a.Written is { } written && !written.All && !Shadow(written, address - a.Address, total))
                return null;
            return a.Host + (address - a.Address);
        }
        if (source.Space == StateSpace.Shared)
        {
            BlockState block = w.Block;
            if (AddressMap.IsShared(address))
                address -= AddressMap.SharedWindow;
            if (address >= (ulong)block.SharedBytes || (ulong)block.SharedBytes - address < total)
                return null;
            // Races are looked for lane by lane.
            return block.Races is null ? block.Shared + address : null;
        }
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Shadow(WrittenShadow written, ulong offset, ulong count)
    {
        if (mode == AccessMode.Write)
        {
            written.Mark(offset, count);
            return true;
        }
        if (!written.IsWritten(offset, count))
            return false;
        return true;
    }

    private void LocateEach(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            w.Pointers[lane] = LocateOne(w, lane, w.Addresses[lane]);
        }
    }

    private byte* LocateOne(Warp w, int lane, ulong address)
    {
        if ((address & _alignmentMask) != 0)
            throw AccessFault.Misaligned(w, Site, lane, address, bytes, _alignmentMask + 1);
        StateSpace space = source.Space;
        if (space == StateSpace.Generic)
        {
            space = AddressMap.IsShared(address) ? StateSpace.Shared
                : AddressMap.IsLocal(address) ? StateSpace.Local
                : AddressMap.IsParam(address) ? StateSpace.Param : StateSpace.Global;
        }
        switch (space)
        {
            case StateSpace.Shared:
                return Shared(w, lane, AddressMap.IsShared(address) ? address - AddressMap.SharedWindow : address);
            case StateSpace.Local:
                return Local(w, lane, AddressMap.IsLocal(address) ? address - AddressMap.LocalWindow : address);
            case StateSpace.Param:
                return AddressMap.IsParam(address)
                    ? Parameter(w, lane, address - AddressMap.ParamWindow)
                    : Local(w, lane, AddressMap.IsLocal(address) ? address - AddressMap.LocalWindow : address);
            default:
                return Global(w, lane, address);
        }
    }

    private byte* Global(Warp w, int lane, ulong address)
    {
        Allocation? a = _recent;
        if (a is null || address - a.Address >= a.Bytes || a.IsFreed)
        {
            a = w.Block.Launch.Memory.Find(address);
            if (a is null)
                throw AccessFault.OutOfBounds(w, Site, lane, address, bytes, mode);
            _recent = a;
        }
        ulong offset = address - a.Address;
        if (a.Bytes - offset < (ulong)bytes)
            throw AccessFault.OutOfBounds(w, Site, lane, address, bytes, mode);
        if (a.Written is { } written && w.Block.Sanitizes)
        {
            if (mode == AccessMode.Write)
                written.Mark(offset, (ulong)bytes);
            else if (!written.IsTouched(offset, (ulong)bytes))
                throw AccessFault.Uninitialized(w, Site, lane, address, bytes, a.Describe());
        }
        return a.Host + offset;
    }

    private byte* Shared(Warp w, int lane, ulong offset)
    {
        BlockState block = w.Block;
        if (offset >= (ulong)block.SharedBytes || (ulong)block.SharedBytes - offset < (ulong)bytes)
            throw AccessFault.Window(w, Site, lane, offset, bytes, mode, "shared", block.SharedBytes);
        if (block.SharedWritten is { } written)
        {
            if (mode == AccessMode.Write)
                written.Mark(offset, (ulong)bytes);
            else if (!written.IsTouched(offset, (ulong)bytes))
                throw AccessFault.Uninitialized(w, Site, lane, offset, bytes, "shared memory");
            // Accesses marked volatile, relaxed, acquire or release are how threads talk without barriers.
            if (!strong)
            {
                if (block.Races!.Access(offset, bytes, w.Index, mode, Site.Line) is { } other)
                    throw AccessFault.Race(w, Site, lane, offset, mode, other);
            }
        }
        return block.Shared + offset;
    }

    private byte* Local(Warp w, int lane, ulong offset)
    {
        if (offset >= (ulong)w.LocalBytes || (ulong)w.LocalBytes - offset < (ulong)bytes)
            throw AccessFault.Window(w, Site, lane, offset, bytes, mode, "local", w.LocalBytes);
        ulong at = (ulong)lane * (ulong)w.LocalBytes + offset;
        if (w.LocalWritten is { } written)
        {
            if (mode == AccessMode.Write)
                written.Mark(at, (ulong)bytes);
            else if (!written.IsTouched(at, (ulong)bytes))
                throw AccessFault.Uninitialized(w, Site, lane, offset, bytes, "local memory");
        }
        return w.Local + at;
    }

    private byte* Parameter(Warp w, int lane, ulong offset)
    {
        LaunchContext launch = w.Block.Launch;
        if (offset >= (ulong)launch.ParameterBytes || (ulong)launch.ParameterBytes - offset < (ulong)bytes)
            throw AccessFault.Window(w, Site, lane, offset, bytes, mode, "parameter", launch.ParameterBytes);
        if (mode != AccessMode.Read)
            throw w.Fault(FaultCode.IllegalAddress, FindingKind.OutOfBounds, Site, lane, offset, "a kernel's parameters cannot be written");
        return launch.Parameters + offset;
    }
}
