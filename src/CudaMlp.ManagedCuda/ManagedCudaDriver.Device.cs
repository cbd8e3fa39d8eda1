using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuDeviceGetCount(int* count) =>
        (CUresult)Raw.DeviceManagement.cuDeviceGetCount(ref *count);

    public CUresult cuDeviceGet(CUdevice* device, int ordinal) =>
        (CUresult)Raw.DeviceManagement.cuDeviceGet(ref *(McCUdevice*)device, ordinal);

    public CUresult cuDeviceTotalMem(nuint* bytes, CUdevice dev) =>
        (CUresult)Raw.DeviceManagement.cuDeviceTotalMem_v2(ref *(McSizeT*)bytes, Unsafe.BitCast<CUdevice, McCUdevice>(dev));

    public CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev) =>
        (CUresult)Raw.DeviceManagement.cuDeviceGetAttribute(ref *pi, (McCUDeviceAttribute)attrib, Unsafe.BitCast<CUdevice, McCUdevice>(dev));

    public CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev) =>
        (CUresult)Raw.ContextManagement.cuDevicePrimaryCtxRetain(ref *(McCUcontext*)pctx, Unsafe.BitCast<CUdevice, McCUdevice>(dev));

    public CUresult cuDevicePrimaryCtxRelease(CUdevice dev) =>
        (CUresult)Raw.ContextManagement.cuDevicePrimaryCtxRelease(Unsafe.BitCast<CUdevice, McCUdevice>(dev));

    public CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUctx_flags flags) =>
        (CUresult)Raw.ContextManagement.cuDevicePrimaryCtxSetFlags(Unsafe.BitCast<CUdevice, McCUdevice>(dev), (McCUCtxFlags)flags);

    public CUresult cuDevicePrimaryCtxGetState(CUdevice dev, CUctx_flags* flags, int* active) =>
        (CUresult)Raw.ContextManagement.cuDevicePrimaryCtxGetState(Unsafe.BitCast<CUdevice, McCUdevice>(dev), ref *(McCUCtxFlags*)flags, ref *active);

    public CUresult cuDevicePrimaryCtxReset(CUdevice dev) =>
        (CUresult)Raw.ContextManagement.cuDevicePrimaryCtxReset(Unsafe.BitCast<CUdevice, McCUdevice>(dev));
}
