using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Virtual memory management. It belongs to no context, so that no context takes any of it along.
public sealed unsafe partial class EmulatedDriver
{
    private readonly HandleTable<PhysicalMemory> _memories = new(10);

    public CUresult cuMemGetAllocationGranularity(nuint* granularity, MemoryProperties* properties, int option)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        if (granularity is null || option is not (0 or 1))
            return CUDA_ERROR_INVALID_VALUE;
        if (Check(properties) is not CUDA_SUCCESS and var refused)
            return refused;
        *granularity = (nuint)DeviceMemory.Granularity;
        return CUDA_SUCCESS;
    }

    /// <param name="ptr">Receives the first address.</param>
    /// <param name="size">Bytes, a multiple of 4096.</param>
    /// <param name="alignment">A power of two, or 0.</param>
    /// <param name="addr">A wish, which is not heeded: this device never gives an address twice.</param>
    /// <param name="flags">0.</param>
    public CUresult cuMemAddressReserve(CUdeviceptr* ptr, nuint size, nuint alignment, CUdeviceptr addr, ulong flags)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        if (ptr is null || flags != 0 || addr.Value % 4096 != 0)
            return CUDA_ERROR_INVALID_VALUE;
        ulong address = 0;
        CUresult result = Try(() => address = Memory.Reserve(size, alignment));
        *ptr = new CUdeviceptr(address);
        return result;
    }

    public CUresult cuMemAddressFree(CUdeviceptr ptr, nuint size) =>
        Supported() is not CUDA_SUCCESS and var error ? error : Try(() => Memory.Unreserve(ptr.Value, size));

    public CUresult cuMemCreate(ulong* handle, nuint size, MemoryProperties* properties, ulong flags)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        if (handle is null || flags != 0)
            return CUDA_ERROR_INVALID_VALUE;
        if (Check(properties) is not CUDA_SUCCESS and var refused)
            return refused;
        PhysicalMemory? memory = null;
        CUresult result = Try(() => memory = Memory.Create(size));
        if (memory is not null)
        {
            memory.Handle = _memories.Add(memory);
            *handle = (ulong)memory.Handle;
        }
        return result;
    }

    /// <summary>The memory lives on while it is mapped.</summary>
    public CUresult cuMemRelease(ulong handle)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        lock (_memories)
        {
            if (_memories.Find((nint)handle) is not { References: > 0 } memory)
                return CUDA_ERROR_INVALID_VALUE;
            memory.References--;
            Drop(memory);
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuMemMap(CUdeviceptr ptr, nuint size, nuint offset, ulong handle, ulong flags)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        if (flags != 0 || offset != 0 || _memories.Find((nint)handle) is not { } memory)
            return CUDA_ERROR_INVALID_VALUE;
        return Try(() => Memory.Map(ptr.Value, size, memory));
    }

    public CUresult cuMemUnmap(CUdeviceptr ptr, nuint size)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        return WhenIdle(() => Try(() =>
        {
            lock (_memories)
            {
                foreach (PhysicalMemory memory in Memory.Unmap(ptr.Value, size).Distinct())
                    Drop(memory);
            }
        }));
    }

    public CUresult cuMemSetAccess(CUdeviceptr ptr, nuint size, MemoryAccess* descriptions, nuint count)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        if (descriptions is null || count == 0)
            return CUDA_ERROR_INVALID_VALUE;
        for (nuint i = 0; i < count; i++)
        {
            if (!descriptions[i].Location.IsDevice)
                return descriptions[i].Location.Type == MemoryLocation.Device ? CUDA_ERROR_INVALID_DEVICE : CUDA_ERROR_INVALID_VALUE;
            if (descriptions[i].Flags == MemoryAccess.Read)
                return Fail(CUDA_ERROR_NOT_SUPPORTED, "memory of this device cannot be mapped for reading alone");
            if (descriptions[i].Flags is not (MemoryAccess.None or MemoryAccess.ReadWrite))
                return CUDA_ERROR_INVALID_VALUE;
        }
        bool accessible = descriptions[count - 1].Flags == MemoryAccess.ReadWrite;
        return WhenIdle(() => Try(() => Memory.SetAccess(ptr.Value, size, accessible)));
    }

    public CUresult cuMemGetAccess(ulong* flags, MemoryLocation* location, CUdeviceptr ptr)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        if (flags is null || location is null || Memory.FindMapping(ptr.Value) is not { } mapping)
            return CUDA_ERROR_INVALID_VALUE;
        if (!location->IsDevice)
            return location->Type == MemoryLocation.Device ? CUDA_ERROR_INVALID_DEVICE : CUDA_ERROR_INVALID_VALUE;
        *flags = (ulong)(mapping.IsAccessible ? MemoryAccess.ReadWrite : MemoryAccess.None);
        return CUDA_SUCCESS;
    }

    public CUresult cuMemGetAllocationPropertiesFromHandle(MemoryProperties* properties, ulong handle)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        if (properties is null || _memories.Find((nint)handle) is null)
            return CUDA_ERROR_INVALID_VALUE;
        *properties = new MemoryProperties { Type = MemoryProperties.Pinned, Location = new MemoryLocation { Type = MemoryLocation.Device } };
        return CUDA_SUCCESS;
    }

    /// <summary>The handle under which the memory at an address was mapped, which must be released once more.</summary>
    public CUresult cuMemRetainAllocationHandle(ulong* handle, void* address)
    {
        if (Supported() is not CUDA_SUCCESS and var error)
            return error;
        lock (_memories)
        {
            if (handle is null || Memory.FindMapping((ulong)address) is not { } mapping)
                return CUDA_ERROR_INVALID_VALUE;
            mapping.Memory.References++;
            *handle = (ulong)mapping.Memory.Handle;
        }
        return CUDA_SUCCESS;
    }

    private CUresult Supported() =>
        !_initialized ? NotReady : OperatingSystem.IsLinux() ? CUDA_SUCCESS : Fail(CUDA_ERROR_NOT_SUPPORTED, "virtual memory management needs Linux");

    private CUresult Check(MemoryProperties* properties)
    {
        if (properties is null || properties->Type != MemoryProperties.Pinned)
            return CUDA_ERROR_INVALID_VALUE;
        if (properties->Location.Type != MemoryLocation.Device || properties->HandleTypes != 0 || properties->Usage != 0)
            return Fail(CUDA_ERROR_NOT_SUPPORTED, "memory of this device lies on the device, is not shared with other processes and is no pool of tiles");
        return properties->Location.IsDevice ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
    }

    private void Drop(PhysicalMemory memory)
    {
        if (Memory.TryDelete(memory))
            _memories.Remove(memory.Handle);
    }
}
