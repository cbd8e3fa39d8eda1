using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Memory;

/// <summary>
/// All memory that kernels reach by global or generic addresses: device allocations in an address range of their own, and host memory
/// that was pinned or registered, under its own addresses. Thread-safe. Device addresses are never given out twice, so that a stale pointer
/// is always recognised as such.
/// </summary>
public sealed unsafe partial class DeviceMemory : IDisposable
{
    private const ulong Alignment = 512;
    private const ulong Gap = 512;
    private const int FreedKept = 4096;

    private readonly Lock _gate = new();
    private readonly AllocationTable _device = new();
    private readonly AllocationTable _host = new();
    private readonly bool _sanitize;
    private long _nextId;
    private ulong _nextAddress = AddressMap.GlobalBase + 0x0200_0000;
    private ulong _used;
    private int _freed;

    // Freed while launches were under way; goes back to the host when the last of them ends.
    private readonly List<Allocation> _retired = [];
    private int _launches;

    /// <summary>Memory of a device.</summary>
    /// <param name="capacity">Most bytes that may be allocated at once (pinned and registered host memory not counted).</param>
    /// <param name="sanitize">Keep track of which bytes were ever written.</param>
    public DeviceMemory(ulong capacity, bool sanitize = false)
    {
        Capacity = capacity;
        _sanitize = sanitize;
    }

    public ulong Capacity { get; }

    /// <summary>Bytes of device memory allocated now.</summary>
    public ulong Used => Volatile.Read(ref _used);

    /// <summary>Whether reads of never-written bytes can be found.</summary>
    public bool Sanitizes => _sanitize;

    /// <summary>The live allocations, by address (device memory first).</summary>
    public IReadOnlyList<Allocation> Live()
    {
        var live = new List<Allocation>();
        foreach (Allocation a in _device.Items)
        {
            if (!a.IsFreed)
                live.Add(a);
        }
        live.AddRange(_host.Items);
        return live;
    }

    /// <summary>Allocates zeroed memory (its bytes still count as never written).</summary>
    /// <param name="bytes">Size, at least 1.</param>
    /// <param name="kind">Device memory gets an address of the device's range; managed and pinned memory the host's.</param>
    /// <param name="label">Name of a module's variable, for findings.</param>
    /// <exception cref="EmulatorFaultException">InvalidValue for 0 bytes; OutOfMemory beyond the capacity or the host's memory.</exception>
    public Allocation Allocate(ulong bytes, AllocationKind kind = AllocationKind.Device, string? label = null)
    {
        if (bytes == 0)
            throw new EmulatorFaultException(FaultCode.InvalidValue, "an allocation of 0 bytes was asked for");
        if (kind == AllocationKind.Registered)
            throw new EmulatorFaultException(FaultCode.InvalidValue, "host memory is registered with RegisterHost, not allocated");
        bool onHost = kind is AllocationKind.Managed or AllocationKind.Pinned;
        lock (_gate)
        {
            ulong free = Capacity - Math.Min(Capacity, _used);
            if (bytes > free || bytes > long.MaxValue - 4096)
                throw new EmulatorFaultException(FaultCode.OutOfMemory, $"{bytes} bytes were asked for, {free} of {Capacity} bytes of device memory are free");
            if (!onHost && AddressMap.GlobalEnd - _nextAddress < bytes + Alignment + Gap)
                throw new EmulatorFaultException(FaultCode.OutOfMemory, "the device's address range is used up");
            void* owned;
            try
            {
                owned = NativeMemory.AllocZeroed((nuint)bytes + (nuint)Alignment);
            }
            catch (OutOfMemoryException)
            {
                throw new EmulatorFaultException(FaultCode.OutOfMemory, $"the host has no {bytes} bytes left to stand in for device memory");
            }
            byte* host = (byte*)(((nuint)owned + (nuint)Alignment - 1) & ~((nuint)Alignment - 1));
            ulong address = onHost ? (ulong)host : _nextAddress;
            // The host writes managed and pinned memory without telling us, so their bytes count as written.
            var allocation = new Allocation(++_nextId, address, bytes, host, owned, kind, label, _sanitize && !onHost);
            if (onHost)
            {
                _host.Add(allocation);
            }
            else
            {
                _device.Add(allocation);
                _nextAddress = (_nextAddress + bytes + Gap + Alignment - 1) & ~(Alignment - 1);
            }
            _used += kind == AllocationKind.Pinned ? 0 : bytes;
            return allocation;
        }
    }

    /// <summary>Makes a range of the caller's memory reachable under its own address. The caller keeps it alive until it is freed here.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue for an empty range or one that overlaps another host range.</exception>
    public Allocation RegisterHost(nint pointer, ulong bytes)
    {
        ulong address = (ulong)pointer;
        lock (_gate)
        {
            if (bytes == 0 || address == 0 || address > AddressMap.CodeBase - bytes)
                throw new EmulatorFaultException(FaultCode.InvalidValue, $"cannot register {bytes} bytes of host memory at 0x{address:x}");
            foreach (Allocation a in _host.Items)
            {
                if (address < a.End && a.Address < address + bytes)
                    throw new EmulatorFaultException(FaultCode.InvalidValue, $"the host range at 0x{address:x} overlaps {a.Describe()}");
            }
            var allocation = new Allocation(++_nextId, address, bytes, (byte*)pointer, null, AllocationKind.Registered, null, shadow: false);
            _host.Add(allocation);
            return allocation;
        }
    }

    /// <summary>Frees (or, for registered host memory, forgets) the allocation that starts at an address.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue when no live allocation starts there.</exception>
    public void Free(ulong address)
    {
        lock (_gate)
        {
            bool onHost = !AddressMap.IsDevice(address);
            Allocation? a = (onHost ? _host : _device).AtOrBelow(address);
            if (a is null || a.Address != address)
                throw new EmulatorFaultException(FaultCode.InvalidValue, $"0x{address:x} is not the start of an allocation; {Nearest(address)}");
            if (a.IsFreed)
                throw new EmulatorFaultException(FaultCode.InvalidValue, $"{a.Describe()} is freed a second time");
            _used -= a.Kind is AllocationKind.Pinned or AllocationKind.Registered ? 0 : a.Bytes;
            if (onHost)
                _host.RemoveAll(other => ReferenceEquals(other, a));
            Retire(a);
            if (!onHost && ++_freed > FreedKept)
            {
                _device.RemoveAll(static other => other.IsFreed);
                _freed = 0;
            }
        }
    }

    /// <summary>The live allocation that contains an address, or null.</summary>
    public Allocation? Find(ulong address)
    {
        Allocation? a = (AddressMap.IsDevice(address) ? _device : _host).AtOrBelow(address);
        return a is null || a.IsFreed || address - a.Address >= a.Bytes ? null : a;
    }

    /// <summary>The freed allocation that contained an address, or null.</summary>
    public Allocation? FindFreed(ulong address)
    {
        Allocation? a = _device.AtOrBelow(address);
        return a is not null && a.IsFreed && address - a.Address < a.Bytes ? a : null;
    }

    /// <summary>Says in words where an address lies in relation to the nearest allocation.</summary>
    public string Nearest(ulong address)
    {
        AllocationTable table = AddressMap.IsDevice(address) ? _device : _host;
        Allocation? below = table.AtOrBelow(address);
        Allocation? above = table.Above(address);
        if (below is not null && address < below.End)
            return $"it is {address - below.Address} bytes into {below.Describe()}";
        if (below is null && above is null)
            return "there is no allocation in that address range";
        ulong after = below is null ? ulong.MaxValue : address - below.End;
        ulong before = above is null ? ulong.MaxValue : above.Address - address;
        return after <= before
            ? $"it is {after} bytes after the end of {below!.Describe()}"
            : $"it is {before} bytes before {above!.Describe()}";
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Allocation a in _device.Items)
            {
                if (!a.IsFreed)
                    Retire(a);
            }
            foreach (Allocation a in _host.Items)
                Retire(a);
            _device.RemoveAll(static _ => true);
            _host.RemoveAll(static _ => true);
            if (OperatingSystem.IsLinux())
            {
                _ranges.ForEach(r => SharedPages.Unreserve(r.Host, r.Bytes));
                _pages?.Dispose();
            }
            _ranges.Clear();
            _used = 0;
        }
    }

    /// <summary>A launch begins: until it ends, freed memory is not given back to the host, since the launch's threads may hold pointers into it.</summary>
    internal void BeginLaunch()
    {
        lock (_gate)
            _launches++;
    }

    internal void EndLaunch()
    {
        lock (_gate)
        {
            if (--_launches > 0)
                return;
            foreach (Allocation a in _retired)
                a.Release();
            _retired.Clear();
        }
    }

    private void Retire(Allocation a)
    {
        a.MarkFreed();
        if (_launches > 0)
            _retired.Add(a);
        else
            a.Release();
    }
}
