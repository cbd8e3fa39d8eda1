using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuMemGetInfo(nuint* free, nuint* total) =>
        (CUresult)Raw.MemoryManagement.cuMemGetInfo_v2(ref *(McSizeT*)free, ref *(McSizeT*)total);

    public CUresult cuMemAlloc(CUdeviceptr* dptr, nuint bytesize) =>
        (CUresult)Raw.MemoryManagement.cuMemAlloc_v2(ref *(McCUdeviceptr*)dptr, Unsafe.BitCast<nuint, McSizeT>(bytesize));

    public CUresult cuMemAllocPitch(CUdeviceptr* dptr, nuint* pPitch, nuint widthInBytes, nuint height, uint elementSizeBytes) =>
        (CUresult)Raw.MemoryManagement.cuMemAllocPitch_v2(ref *(McCUdeviceptr*)dptr, ref *(McSizeT*)pPitch, Unsafe.BitCast<nuint, McSizeT>(widthInBytes), Unsafe.BitCast<nuint, McSizeT>(height), elementSizeBytes);

    public CUresult cuMemFree(CUdeviceptr dptr) =>
        (CUresult)Raw.MemoryManagement.cuMemFree_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dptr));

    public CUresult cuMemAllocAsync(CUdeviceptr* dptr, nuint bytesize, CUstream hStream) =>
        (CUresult)Raw.MemoryManagement.cuMemAllocAsync(ref *(McCUdeviceptr*)dptr, Unsafe.BitCast<nuint, McSizeT>(bytesize), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream) =>
        (CUresult)Raw.MemoryManagement.cuMemFreeAsync(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dptr), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemAllocManaged(CUdeviceptr* dptr, nuint bytesize, CUmemAttach_flags flags) =>
        (CUresult)Raw.MemoryManagement.cuMemAllocManaged(ref *(McCUdeviceptr*)dptr, Unsafe.BitCast<nuint, McSizeT>(bytesize), (McCUmemAttach_flags)flags);

    public CUresult cuMemGetAddressRange(CUdeviceptr* pbase, nuint* psize, CUdeviceptr dptr) =>
        (CUresult)Raw.MemoryManagement.cuMemGetAddressRange_v2(ref *(McCUdeviceptr*)pbase, ref *(McSizeT*)psize, Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dptr));

    public CUresult cuMemAllocHost(void** pp, nuint bytesize) =>
        (CUresult)Raw.MemoryManagement.cuMemAllocHost_v2(ref *(nint*)pp, Unsafe.BitCast<nuint, McSizeT>(bytesize));

    public CUresult cuMemHostAlloc(void** pp, nuint bytesize, CUmemhostalloc_flags flags) =>
        (CUresult)Raw.MemoryManagement.cuMemHostAlloc(ref *(nint*)pp, Unsafe.BitCast<nuint, McSizeT>(bytesize), (McCUMemHostAllocFlags)flags);

    public CUresult cuMemFreeHost(void* p) =>
        (CUresult)Raw.MemoryManagement.cuMemFreeHost((nint)p);

    public CUresult cuMemHostGetFlags(CUmemhostalloc_flags* pFlags, void* p) =>
        (CUresult)Raw.MemoryManagement.cuMemHostGetFlags(ref *(McCUMemHostAllocFlags*)pFlags, (nint)p);

    public CUresult cuMemHostRegister(void* p, nuint bytesize, CUmemhostregister_flags flags) =>
        (CUresult)Raw.MemoryManagement.cuMemHostRegister((nint)p, Unsafe.BitCast<nuint, McSizeT>(bytesize), (McCUMemHostRegisterFlags)flags);

    public CUresult cuMemHostUnregister(void* p) =>
        (CUresult)Raw.MemoryManagement.cuMemHostUnregister((nint)p);

    public CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr ptr) =>
        (CUresult)Raw.MemoryManagement.cuPointerGetAttribute(ref *(ulong*)data, (McCUPointerAttribute)attribute, Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(ptr));
}
