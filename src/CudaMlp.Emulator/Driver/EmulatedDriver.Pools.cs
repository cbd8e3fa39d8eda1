using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// The default memory pool, which is all of the device's memory: freed memory goes back at once, so its settings change nothing.
public sealed unsafe partial class EmulatedDriver
{
    private const nint DefaultPool = 0xb001;
    private const int ReleaseThreshold = 4;
    private readonly ulong[] _poolAttributes = new ulong[9];

    public CUresult cuDeviceGetDefaultMemPool(nint* pool, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (pool is null)
            return CUDA_ERROR_INVALID_VALUE;
        *pool = DefaultPool;
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceSetMemPool(CUdevice dev, nint pool) =>
        Initialized(dev) is not CUDA_SUCCESS and var error ? error : pool == DefaultPool ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;

    public CUresult cuMemPoolTrimTo(nint pool, nuint minBytesToKeep) =>
        Initialized(default) is not CUDA_SUCCESS and var error ? error : pool == DefaultPool ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;

    /// <param name="pool">The default pool.</param>
    /// <param name="attribute">1 to 3 reuse policies (int), 4 release threshold, 5 to 8 bytes reserved and used, now and at most (64 bits).</param>
    /// <param name="value">Read; the high-water marks may only be set to 0.</param>
    public CUresult cuMemPoolSetAttribute(nint pool, int attribute, void* value)
    {
        if (pool != DefaultPool || value is null || attribute is < 1 or > 8)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_poolAttributes)
            _poolAttributes[attribute] = attribute < ReleaseThreshold ? *(uint*)value : *(ulong*)value;
        return CUDA_SUCCESS;
    }

    /// <inheritdoc cref="cuMemPoolSetAttribute"/>
    public CUresult cuMemPoolGetAttribute(nint pool, int attribute, void* value)
    {
        if (pool != DefaultPool || value is null || attribute is < 1 or > 8)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_poolAttributes)
        {
            if (attribute < ReleaseThreshold)
                *(uint*)value = (uint)_poolAttributes[attribute];
            else
                *(ulong*)value = attribute == ReleaseThreshold ? _poolAttributes[attribute] : Memory.Used;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuMemAllocFromPoolAsync(CUdeviceptr* dptr, nuint bytesize, nint pool, CUstream hStream) =>
        pool == DefaultPool ? cuMemAllocAsync(dptr, bytesize, hStream) : CUDA_ERROR_INVALID_VALUE;
}
