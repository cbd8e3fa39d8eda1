using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Virtual memory management.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuMemGetAllocationGranularity")]
    public static CUresult cuMemGetAllocationGranularity(nuint* granularity, MemoryProperties* properties, int option) { try { return Emulation.Driver.cuMemGetAllocationGranularity(granularity, properties, option); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAddressReserve")]
    public static CUresult cuMemAddressReserve(CUdeviceptr* ptr, nuint size, nuint alignment, CUdeviceptr addr, ulong flags) { try { return Emulation.Driver.cuMemAddressReserve(ptr, size, alignment, addr, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAddressFree")]
    public static CUresult cuMemAddressFree(CUdeviceptr ptr, nuint size) { try { return Emulation.Driver.cuMemAddressFree(ptr, size); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemCreate")]
    public static CUresult cuMemCreate(ulong* handle, nuint size, MemoryProperties* properties, ulong flags) { try { return Emulation.Driver.cuMemCreate(handle, size, properties, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemRelease")]
    public static CUresult cuMemRelease(ulong handle) { try { return Emulation.Driver.cuMemRelease(handle); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemMap")]
    public static CUresult cuMemMap(CUdeviceptr ptr, nuint size, nuint offset, ulong handle, ulong flags) { try { return Emulation.Driver.cuMemMap(ptr, size, offset, handle, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemUnmap")]
    public static CUresult cuMemUnmap(CUdeviceptr ptr, nuint size) { try { return Emulation.Driver.cuMemUnmap(ptr, size); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemSetAccess")]
    public static CUresult cuMemSetAccess(CUdeviceptr ptr, nuint size, MemoryAccess* descriptions, nuint count) { try { return Emulation.Driver.cuMemSetAccess(ptr, size, descriptions, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemGetAccess")]
    public static CUresult cuMemGetAccess(ulong* flags, MemoryLocation* location, CUdeviceptr ptr) { try { return Emulation.Driver.cuMemGetAccess(flags, location, ptr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemGetAllocationPropertiesFromHandle")]
    public static CUresult cuMemGetAllocationPropertiesFromHandle(MemoryProperties* properties, ulong handle) { try { return Emulation.Driver.cuMemGetAllocationPropertiesFromHandle(properties, handle); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemRetainAllocationHandle")]
    public static CUresult cuMemRetainAllocationHandle(ulong* handle, void* address) { try { return Emulation.Driver.cuMemRetainAllocationHandle(handle, address); } catch (Exception e) { return Emulation.Failed(e); } }
}
