using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary>
/// One retained reference to a device's primary context. Everything made in the context holds a reference to this handle, so the
/// context outlives all of them in whatever order they are disposed or finalized.
/// </summary>
internal sealed unsafe class PrimaryContextHandle : SafeHandle
{
    private readonly ICudaDriver _driver;
    private readonly CUdevice _device;

    public PrimaryContextHandle(ICudaDriver driver, CUdevice device)
        : base(0, ownsHandle: true)
    {
        _driver = driver;
        _device = device;
        CUcontext context;
        driver.Check(driver.cuDevicePrimaryCtxRetain(&context, device), $"cuDevicePrimaryCtxRetain(device {device.Value})");
        SetHandle(context.Value);
    }

    public override bool IsInvalid => handle == 0;

    public ICudaDriver Driver => _driver;

    public CUcontext Value => new(handle);

    protected override bool ReleaseHandle() => _driver.cuDevicePrimaryCtxRelease(_device) == CUresult.CUDA_SUCCESS;
}
