namespace CudaMlp.Interop;

// cuda.h: memory management and unified addressing (copies and fills are in ICudaDriver.Copy.cs).
public unsafe partial interface ICudaDriver
{
    CUresult cuMemGetInfo(nuint* free, nuint* total);

    CUresult cuMemAlloc(CUdeviceptr* dptr, nuint bytesize);

    CUresult cuMemAllocPitch(CUdeviceptr* dptr, nuint* pPitch, nuint widthInBytes, nuint height, uint elementSizeBytes);

    CUresult cuMemFree(CUdeviceptr dptr);

    CUresult cuMemAllocAsync(CUdeviceptr* dptr, nuint bytesize, CUstream hStream);

    CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream);

    CUresult cuMemAllocManaged(CUdeviceptr* dptr, nuint bytesize, CUmemAttach_flags flags);

    CUresult cuMemGetAddressRange(CUdeviceptr* pbase, nuint* psize, CUdeviceptr dptr);

    CUresult cuMemAllocHost(void** pp, nuint bytesize);

    CUresult cuMemHostAlloc(void** pp, nuint bytesize, CUmemhostalloc_flags flags);

    CUresult cuMemFreeHost(void* p);

    CUresult cuMemHostGetDevicePointer(CUdeviceptr* pdptr, void* p, uint flags);

    CUresult cuMemHostGetFlags(CUmemhostalloc_flags* pFlags, void* p);

    CUresult cuMemHostRegister(void* p, nuint bytesize, CUmemhostregister_flags flags);

    CUresult cuMemHostUnregister(void* p);

    CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr ptr);

    /// <summary>Unlike the singular form this succeeds for an address that CUDA does not know, with zeroed answers.</summary>
    CUresult cuPointerGetAttributes(uint numAttributes, CUpointer_attribute* attributes, void** data, CUdeviceptr ptr);
}
