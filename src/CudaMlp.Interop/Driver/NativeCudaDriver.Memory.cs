using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: memory management and unified addressing (copies and fills are in ICudaDriver.Copy.cs).
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuMemGetInfo(nuint* free, nuint* total) => Entry.cuMemGetInfo(free, total);

    public CUresult cuMemAlloc(CUdeviceptr* dptr, nuint bytesize) => Entry.cuMemAlloc(dptr, bytesize);

    public CUresult cuMemAllocPitch(CUdeviceptr* dptr, nuint* pPitch, nuint widthInBytes, nuint height, uint elementSizeBytes) =>
        Entry.cuMemAllocPitch(dptr, pPitch, widthInBytes, height, elementSizeBytes);

    public CUresult cuMemFree(CUdeviceptr dptr) => Entry.cuMemFree(dptr);

    public CUresult cuMemAllocAsync(CUdeviceptr* dptr, nuint bytesize, CUstream hStream) => Entry.cuMemAllocAsync(dptr, bytesize, hStream);

    public CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream) => Entry.cuMemFreeAsync(dptr, hStream);

    public CUresult cuMemAllocManaged(CUdeviceptr* dptr, nuint bytesize, CUmemAttach_flags flags) => Entry.cuMemAllocManaged(dptr, bytesize, flags);

    public CUresult cuMemGetAddressRange(CUdeviceptr* pbase, nuint* psize, CUdeviceptr dptr) => Entry.cuMemGetAddressRange(pbase, psize, dptr);

    public CUresult cuMemAllocHost(void** pp, nuint bytesize) => Entry.cuMemAllocHost(pp, bytesize);

    public CUresult cuMemHostAlloc(void** pp, nuint bytesize, CUmemhostalloc_flags flags) => Entry.cuMemHostAlloc(pp, bytesize, flags);

    public CUresult cuMemFreeHost(void* p) => Entry.cuMemFreeHost(p);

    public CUresult cuMemHostGetDevicePointer(CUdeviceptr* pdptr, void* p, uint flags) => Entry.cuMemHostGetDevicePointer(pdptr, p, flags);

    public CUresult cuMemHostGetFlags(CUmemhostalloc_flags* pFlags, void* p) => Entry.cuMemHostGetFlags(pFlags, p);

    public CUresult cuMemHostRegister(void* p, nuint bytesize, CUmemhostregister_flags flags) => Entry.cuMemHostRegister(p, bytesize, flags);

    public CUresult cuMemHostUnregister(void* p) => Entry.cuMemHostUnregister(p);

    public CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr ptr) =>
        Entry.cuPointerGetAttribute(data, attribute, ptr);

    public CUresult cuPointerGetAttributes(uint numAttributes, CUpointer_attribute* attributes, void** data, CUdeviceptr ptr) =>
        Entry.cuPointerGetAttributes(numAttributes, attributes, data, ptr);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemGetInfo_v2")]
        internal static partial CUresult cuMemGetInfo(nuint* free, nuint* total);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemAlloc_v2")]
        internal static partial CUresult cuMemAlloc(CUdeviceptr* dptr, nuint bytesize);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemAllocPitch_v2")]
        internal static partial CUresult cuMemAllocPitch(CUdeviceptr* dptr, nuint* pPitch, nuint widthInBytes, nuint height, uint elementSizeBytes);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemFree_v2")]
        internal static partial CUresult cuMemFree(CUdeviceptr dptr);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemAllocAsync(CUdeviceptr* dptr, nuint bytesize, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemAllocManaged(CUdeviceptr* dptr, nuint bytesize, CUmemAttach_flags flags);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemGetAddressRange_v2")]
        internal static partial CUresult cuMemGetAddressRange(CUdeviceptr* pbase, nuint* psize, CUdeviceptr dptr);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemAllocHost_v2")]
        internal static partial CUresult cuMemAllocHost(void** pp, nuint bytesize);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemHostAlloc(void** pp, nuint bytesize, CUmemhostalloc_flags flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemFreeHost(void* p);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemHostGetDevicePointer_v2")]
        internal static partial CUresult cuMemHostGetDevicePointer(CUdeviceptr* pdptr, void* p, uint flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemHostGetFlags(CUmemhostalloc_flags* pFlags, void* p);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemHostRegister_v2")]
        internal static partial CUresult cuMemHostRegister(void* p, nuint bytesize, CUmemhostregister_flags flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemHostUnregister(void* p);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr ptr);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuPointerGetAttributes(uint numAttributes, CUpointer_attribute* attributes, void** data, CUdeviceptr ptr);
    }
}
