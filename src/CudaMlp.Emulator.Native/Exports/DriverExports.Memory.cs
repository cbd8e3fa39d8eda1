using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Memory and addresses.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuMemGetInfo_v2")]
    public static CUresult cuMemGetInfo_v2(nuint* free, nuint* total) { try { return Emulation.Driver.cuMemGetInfo(free, total); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAlloc_v2")]
    public static CUresult cuMemAlloc_v2(CUdeviceptr* dptr, nuint bytesize) { try { return Emulation.Driver.cuMemAlloc(dptr, bytesize); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocPitch_v2")]
    public static CUresult cuMemAllocPitch_v2(CUdeviceptr* dptr, nuint* pPitch, nuint widthInBytes, nuint height, uint elementSizeBytes) { try { return Emulation.Driver.cuMemAllocPitch(dptr, pPitch, widthInBytes, height, elementSizeBytes); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemFree_v2")]
    public static CUresult cuMemFree_v2(CUdeviceptr dptr) { try { return Emulation.Driver.cuMemFree(dptr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocAsync")]
    public static CUresult cuMemAllocAsync(CUdeviceptr* dptr, nuint bytesize, CUstream hStream) { try { return Emulation.Driver.cuMemAllocAsync(dptr, bytesize, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemFreeAsync")]
    public static CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream) { try { return Emulation.Driver.cuMemFreeAsync(dptr, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocManaged")]
    public static CUresult cuMemAllocManaged(CUdeviceptr* dptr, nuint bytesize, CUmemAttach_flags flags) { try { return Emulation.Driver.cuMemAllocManaged(dptr, bytesize, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemGetAddressRange_v2")]
    public static CUresult cuMemGetAddressRange_v2(CUdeviceptr* pbase, nuint* psize, CUdeviceptr dptr) { try { return Emulation.Driver.cuMemGetAddressRange(pbase, psize, dptr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocHost_v2")]
    public static CUresult cuMemAllocHost_v2(void** pp, nuint bytesize) { try { return Emulation.Driver.cuMemAllocHost(pp, bytesize); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostAlloc")]
    public static CUresult cuMemHostAlloc(void** pp, nuint bytesize, CUmemhostalloc_flags flags) { try { return Emulation.Driver.cuMemHostAlloc(pp, bytesize, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemFreeHost")]
    public static CUresult cuMemFreeHost(void* p) { try { return Emulation.Driver.cuMemFreeHost(p); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostGetDevicePointer_v2")]
    public static CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr* pdptr, void* p, uint flags) { try { return Emulation.Driver.cuMemHostGetDevicePointer(pdptr, p, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostGetFlags")]
    public static CUresult cuMemHostGetFlags(CUmemhostalloc_flags* pFlags, void* p) { try { return Emulation.Driver.cuMemHostGetFlags(pFlags, p); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostRegister_v2")]
    public static CUresult cuMemHostRegister_v2(void* p, nuint bytesize, CUmemhostregister_flags flags) { try { return Emulation.Driver.cuMemHostRegister(p, bytesize, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostUnregister")]
    public static CUresult cuMemHostUnregister(void* p) { try { return Emulation.Driver.cuMemHostUnregister(p); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuPointerGetAttribute")]
    public static CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr ptr) { try { return Emulation.Driver.cuPointerGetAttribute(data, attribute, ptr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuPointerGetAttributes")]
    public static CUresult cuPointerGetAttributes(uint numAttributes, CUpointer_attribute* attributes, void** data, CUdeviceptr ptr) { try { return Emulation.Driver.cuPointerGetAttributes(numAttributes, attributes, data, ptr); } catch (Exception e) { return Emulation.Failed(e); } }
}
