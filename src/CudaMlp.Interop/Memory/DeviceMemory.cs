namespace CudaMlp.Interop;

/// <summary>A block of device memory, owned.</summary>
internal sealed unsafe class DeviceMemory : IDisposable
{
    private readonly CudaHandle _handle;

    public DeviceMemory(CudaContext context, ulong bytes)
    {
        Context = context;
        context.EnsureCurrent();
        CUdeviceptr address;
        context.CheckAllocation(context.Driver.cuMemAlloc(&address, checked((nuint)bytes)), nameof(ICudaDriver.cuMemAlloc), bytes);
        _handle = context.Own((nint)address.Value, static (driver, p) => driver.cuMemFree(new CUdeviceptr((ulong)p)) == CUresult.CUDA_SUCCESS);
    }

    public CudaContext Context { get; }

    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    public CUdeviceptr Address => new((ulong)_handle.Value);

    public bool IsFreed => _handle.IsClosed;

    public void Dispose() => _handle.Dispose();
}
