namespace CudaMlp.Emulator.Memory;

/// <summary>Where the malloc of kernels takes its memory from: one heap for each context, which holds as much at once as its size says.</summary>
internal sealed class DeviceHeap(DeviceMemory memory)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, ulong> _blocks = [];
    private ulong _used;

    /// <summary>Most bytes in use at once, CU_LIMIT_MALLOC_HEAP_SIZE.</summary>
    public ulong Size { get; set; } = 8 << 20;

    /// <summary>Address of a new block; 0 where there is no room for it.</summary>
    public ulong Allocate(ulong bytes)
    {
        lock (_gate)
        {
            if (bytes == 0 || _used > Size || bytes > Size - _used)
                return 0;
            try
            {
                ulong address = memory.Allocate(bytes, AllocationKind.DeviceHeap).Address;
                _blocks.Add(address, bytes);
                _used += bytes;
                return address;
            }
            catch (EmulatorFaultException e) when (e.Code == FaultCode.OutOfMemory)
            {
                return 0;
            }
        }
    }

    /// <summary>False for an address that is not the start of one of the heap's blocks.</summary>
    public bool Free(ulong address)
    {
        lock (_gate)
        {
            if (!_blocks.Remove(address, out ulong bytes))
                return false;
            _used -= bytes;
            memory.Free(address);
            return true;
        }
    }

    /// <summary>Frees all blocks; each is shown to <paramref name="forgotten"/> before.</summary>
    public void Clear(Action<Allocation?> forgotten)
    {
        lock (_gate)
        {
            foreach (ulong address in _blocks.Keys)
            {
                forgotten(memory.Find(address));
                memory.Free(address);
            }
            _blocks.Clear();
            _used = 0;
        }
    }
}
