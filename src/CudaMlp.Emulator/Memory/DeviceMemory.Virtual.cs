namespace CudaMlp.Emulator.Memory;

// Virtual memory management: addresses are reserved, memory is made and mapped there, each on its own.
public sealed unsafe partial class DeviceMemory
{
    /// <summary>What sizes and addresses of mappings are multiples of.</summary>
    public const ulong Granularity = 2 << 20;

    private const ulong PageBytes = 4096;

    private readonly List<VirtualRange> _ranges = [];
    private SharedPages? _pages;

    /// <summary>Reserves addresses.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue for a size that is no multiple of a page; OutOfMemory without so many addresses.</exception>
    public ulong Reserve(ulong bytes, ulong alignment)
    {
        if (bytes == 0 || bytes % PageBytes != 0 || (alignment & (alignment - 1)) != 0)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"a reservation of {bytes} bytes aligned to {alignment}: the size must be a multiple of {PageBytes}, the alignment a power of two");
        lock (_gate)
        {
            ulong step = Math.Max(alignment, Granularity);
            ulong address = (_nextAddress + step - 1) & ~(step - 1);
            if (address < _nextAddress || address >= AddressMap.GlobalEnd || AddressMap.GlobalEnd - address < bytes + Gap + Alignment)
                throw new EmulatorFaultException(FaultCode.OutOfMemory, $"{bytes} bytes were to be reserved: the device's address range is used up");
            byte* host = SharedPages.Reserve(bytes);
            if (host is null)
                throw new EmulatorFaultException(FaultCode.OutOfMemory, $"the host cannot reserve {bytes} bytes of addresses");
            _nextAddress = (address + bytes + Gap + Alignment - 1) & ~(Alignment - 1);
            _ranges.Add(new VirtualRange(address, bytes, host));
            return address;
        }
    }

    /// <summary>Gives up a reservation, whole and with nothing mapped there.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue otherwise.</exception>
    public void Unreserve(ulong address, ulong bytes)
    {
        lock (_gate)
        {
            VirtualRange range = _ranges.Find(r => r.Address == address && r.Bytes == bytes && r.Mappings.Count == 0)
                ?? throw new EmulatorFaultException(FaultCode.InvalidValue, $"{bytes} bytes at 0x{address:x} are no reservation, or something is mapped there");
            SharedPages.Unreserve(range.Host, range.Bytes);
            _ranges.Remove(range);
        }
    }

    /// <summary>Makes zeroed memory without an address.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue for a size that is no multiple of <see cref="Granularity"/>; OutOfMemory beyond the capacity.</exception>
    public PhysicalMemory Create(ulong bytes)
    {
        if (bytes == 0 || bytes % Granularity != 0)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"memory of {bytes} bytes: the size must be a multiple of {Granularity}");
        lock (_gate)
        {
            ulong free = Capacity - Math.Min(Capacity, _used);
            if (bytes > free)
                throw new EmulatorFaultException(FaultCode.OutOfMemory, $"{bytes} bytes were asked for, {free} of {Capacity} bytes of device memory are free");
            _pages ??= new SharedPages();
            long offset = _pages.Create(bytes);
            if (offset < 0)
                throw new EmulatorFaultException(FaultCode.OutOfMemory, $"the host has no {bytes} bytes left to stand in for device memory");
            _used += bytes;
            return new PhysicalMemory(offset, bytes);
        }
    }

    /// <summary>Gives memory back to which nothing refers any more and which is mapped nowhere.</summary>
    /// <returns>False while it is still in use.</returns>
    public bool TryDelete(PhysicalMemory memory)
    {
        lock (_gate)
        {
            if (memory.References > 0 || memory.Mappings > 0)
                return false;
            _pages!.Delete(memory.Offset, memory.Bytes);
            _used -= memory.Bytes;
            return true;
        }
    }

    /// <summary>Maps the first bytes of a memory at a reserved address, as yet without access.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue unless the range lies in one reservation and is free.</exception>
    public void Map(ulong address, ulong bytes, PhysicalMemory memory)
    {
        lock (_gate)
        {
            if (bytes == 0 || bytes % Granularity != 0 || address % Granularity != 0 || bytes > memory.Bytes)
                throw new EmulatorFaultException(FaultCode.InvalidValue, $"{bytes} bytes of a memory of {memory.Bytes} at 0x{address:x}: size and address must be multiples of {Granularity}");
            VirtualRange range = _ranges.Find(r => address >= r.Address && address < r.End && r.End - address >= bytes)
                ?? throw new EmulatorFaultException(FaultCode.InvalidValue, $"{bytes} bytes at 0x{address:x} do not lie in a reservation");
            if (range.Mappings.Exists(m => m.Address < address + bytes && address < m.End))
                throw new EmulatorFaultException(FaultCode.InvalidValue, $"something is mapped in the {bytes} bytes at 0x{address:x} already");
            if (!_pages!.Place(range.Host + (address - range.Address), memory.Offset, bytes))
                throw new EmulatorFaultException(FaultCode.OutOfMemory, $"the host cannot map {bytes} bytes");
            int place = range.Mappings.FindIndex(m => m.Address > address);
            range.Mappings.Insert(place < 0 ? range.Mappings.Count : place, new Mapping(address, bytes, memory));
            memory.Mappings++;
        }
    }

    /// <summary>Takes whole mappings away, which fill a range without a gap.</summary>
    /// <returns>Their memories.</returns>
    /// <exception cref="EmulatorFaultException">InvalidValue for parts of mappings, or gaps.</exception>
    public IReadOnlyList<PhysicalMemory> Unmap(ulong address, ulong bytes)
    {
        lock (_gate)
        {
            (VirtualRange range, List<Mapping> mappings) = Filling(address, bytes);
            foreach (Mapping mapping in mappings)
            {
                SharedPages.Remove(range.Host + (mapping.Address - range.Address), mapping.Bytes);
                range.Mappings.Remove(mapping);
                mapping.Memory.Mappings--;
            }
            Show(range);
            return mappings.ConvertAll(m => m.Memory);
        }
    }

    /// <summary>Lets kernels and copies reach whole mappings, which fill a range without a gap, or not.</summary>
    /// <exception cref="EmulatorFaultException">InvalidValue for parts of mappings, or gaps.</exception>
    public void SetAccess(ulong address, ulong bytes, bool accessible)
    {
        lock (_gate)
        {
            (VirtualRange range, List<Mapping> mappings) = Filling(address, bytes);
            mappings.ForEach(m => m.IsAccessible = accessible);
            Show(range);
        }
    }

    /// <summary>What is mapped at an address; null where nothing is.</summary>
    public Mapping? FindMapping(ulong address)
    {
        lock (_gate)
            return _ranges.Find(r => address >= r.Address && address < r.End)?.Mappings.Find(m => address >= m.Address && address < m.End);
    }

    /// <summary>The reservation in which mapped memory lies; for other memory the allocation itself.</summary>
    public (ulong Address, ulong Bytes) Reserved(Allocation allocation)
    {
        lock (_gate)
            return _ranges.Find(r => r.Visible.Contains(allocation)) is { } range ? (range.Address, range.Bytes) : (allocation.Address, allocation.Bytes);
    }

    private (VirtualRange Range, List<Mapping> Mappings) Filling(ulong address, ulong bytes)
    {
        if (_ranges.Find(r => address >= r.Address && address < r.End) is { } range && bytes <= range.End - address)
        {
            List<Mapping> mappings = range.Mappings.FindAll(m => m.Address >= address && m.End <= address + bytes);
            if (bytes > 0 && mappings.Aggregate(0ul, (sum, m) => sum + m.Bytes) == bytes)
                return (range, mappings);
        }
        throw new EmulatorFaultException(FaultCode.InvalidValue, $"{bytes} bytes at 0x{address:x} are not whole mappings side by side");
    }

    /// <summary>Makes the allocations of a range anew, where they have changed. No work may be under way.</summary>
    private void Show(VirtualRange range)
    {
        List<(ulong Start, ulong End)> runs = [];
        foreach (Mapping mapping in range.Mappings.FindAll(m => m.IsAccessible))
        {
            if (runs.Count > 0 && runs[^1].End == mapping.Address)
                runs[^1] = (runs[^1].Start, mapping.End);
            else
                runs.Add((mapping.Address, mapping.End));
        }
        foreach (Allocation old in range.Visible.FindAll(a => !runs.Contains((a.Address, a.End))))
        {
            range.Visible.Remove(old);
            old.MarkFreed();
            _device.RemoveAll(a => a == old);
        }
        foreach ((ulong start, ulong end) in runs.FindAll(r => !range.Visible.Exists(a => a.Address == r.Start)))
        {
            // Which bytes were written is not followed: the same memory may be mapped elsewhere too.
            var allocation = new Allocation(++_nextId, start, end - start, range.Host + (start - range.Address), null, AllocationKind.Mapped, null, shadow: false);
            range.Visible.Add(allocation);
            _device.Add(allocation);
        }
    }
}
