using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Memory pools: all of them give the device's memory, and what is freed goes back at once, so their settings change nothing.
public sealed unsafe partial class EmulatedDriver
{
    private const nint DefaultPool = 0xb001;
    private const int ReleaseThreshold = 4;

    // Each pool's attributes by their number.
    private readonly Dictionary<nint, ulong[]> _pools = new() { [DefaultPool] = new ulong[9] };
    private nint _lastPool = DefaultPool;
    private nint _devicePool = DefaultPool;

    public CUresult cuDeviceGetDefaultMemPool(nint* pool, CUdevice dev) => GivePool(pool, dev, DefaultPool);

    public CUresult cuDeviceGetMemPool(nint* pool, CUdevice dev) => GivePool(pool, dev, _devicePool);

    public CUresult cuDeviceSetMemPool(CUdevice dev, nint pool)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (!IsPool(pool))
            return CUDA_ERROR_INVALID_VALUE;
        _devicePool = pool;
        return CUDA_SUCCESS;
    }

    public CUresult cuMemPoolCreate(nint* pool, MemoryPoolProperties* properties)
    {
        if (Initialized(default) is not CUDA_SUCCESS and var error)
            return error;
        if (pool is null || properties is null || properties->Type != MemoryProperties.Pinned || properties->Location.Type != MemoryLocation.Device)
            return CUDA_ERROR_INVALID_VALUE;
        if (!properties->Location.IsDevice)
            return CUDA_ERROR_INVALID_DEVICE;
        if (properties->HandleTypes != 0)
            return Fail(CUDA_ERROR_NOT_SUPPORTED, "pools of this device cannot be shared with other processes");
        lock (_pools)
            _pools.Add(*pool = ++_lastPool, new ulong[9]);
        return CUDA_SUCCESS;
    }

    /// <summary>What was allocated from the pool stays until it is freed.</summary>
    public CUresult cuMemPoolDestroy(nint pool)
    {
        if (Initialized(default) is not CUDA_SUCCESS and var error)
            return error;
        lock (_pools)
        {
            if (pool == DefaultPool || !_pools.Remove(pool))
                return CUDA_ERROR_INVALID_VALUE;
            _devicePool = _devicePool == pool ? DefaultPool : _devicePool;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuMemPoolSetAccess(nint pool, MemoryAccess* map, nuint count)
    {
        if (!IsPool(pool) || (map is null && count > 0))
            return CUDA_ERROR_INVALID_VALUE;
        for (nuint i = 0; i < count; i++)
        {
            if (!map[i].Location.IsDevice)
                return CUDA_ERROR_INVALID_DEVICE;
            // The device that a pool lies on always has access to it.
            if (map[i].Flags != MemoryAccess.ReadWrite)
                return CUDA_ERROR_INVALID_VALUE;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuMemPoolGetAccess(int* flags, nint pool, MemoryLocation* location)
    {
        if (flags is null || location is null || !IsPool(pool) || !location->IsDevice)
            return CUDA_ERROR_INVALID_VALUE;
        *flags = MemoryAccess.ReadWrite;
        return CUDA_SUCCESS;
    }

    public CUresult cuMemPoolTrimTo(nint pool, nuint minBytesToKeep) =>
        Initialized(default) is not CUDA_SUCCESS and var error ? error : IsPool(pool) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;

    /// <param name="pool">A pool.</param>
    /// <param name="attribute">1 to 3 reuse policies (int), 4 release threshold, 5 to 8 bytes reserved and used of the whole device, now and at most (64 bits).</param>
    /// <param name="value">Read; the high-water marks may only be set to 0, and what is reserved and used now not at all.</param>
    public CUresult cuMemPoolSetAttribute(nint pool, int attribute, void* value)
    {
        lock (_pools)
        {
            if (!_pools.TryGetValue(pool, out ulong[]? attributes) || value is null || attribute is < 1 or > 8 or 5 or 7 || (attribute is 6 or 8 && *(ulong*)value != 0))
                return CUDA_ERROR_INVALID_VALUE;
            attributes[attribute] = attribute < ReleaseThreshold ? *(uint*)value : *(ulong*)value;
        }
        return CUDA_SUCCESS;
    }

    /// <inheritdoc cref="cuMemPoolSetAttribute"/>
    public CUresult cuMemPoolGetAttribute(nint pool, int attribute, void* value)
    {
        lock (_pools)
        {
            if (!_pools.TryGetValue(pool, out ulong[]? attributes) || value is null || attribute is < 1 or > 8)
                return CUDA_ERROR_INVALID_VALUE;
            if (attribute < ReleaseThreshold)
                *(uint*)value = (uint)attributes[attribute];
            else
                *(ulong*)value = attribute == ReleaseThreshold ? attributes[attribute] : Memory.Used;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuMemAllocFromPoolAsync(CUdeviceptr* dptr, nuint bytesize, nint pool, CUstream hStream) =>
        IsPool(pool) ? cuMemAllocAsync(dptr, bytesize, hStream) : CUDA_ERROR_INVALID_VALUE;

    private bool IsPool(nint pool)
    {
        lock (_pools)
            return _pools.ContainsKey(pool);
    }

    private CUresult GivePool(nint* target, CUdevice dev, nint pool)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (target is null)
            return CUDA_ERROR_INVALID_VALUE;
        *target = pool;
        return CUDA_SUCCESS;
    }
}
