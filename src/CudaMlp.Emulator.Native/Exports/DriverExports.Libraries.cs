using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Libraries and kernels, which belong to no context.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuLibraryLoadData")]
    public static CUresult cuLibraryLoadData(CUlibrary* library, void* code, CUjit_option* jitOptions, void** jitOptionsValues, uint numJitOptions, void* libraryOptions, void** libraryOptionValues, uint numLibraryOptions) { try { return Emulation.Driver.cuLibraryLoadData(library, code, jitOptions, jitOptionsValues, numJitOptions); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryLoadFromFile")]
    public static CUresult cuLibraryLoadFromFile(CUlibrary* library, byte* fileName, CUjit_option* jitOptions, void** jitOptionsValues, uint numJitOptions, void* libraryOptions, void** libraryOptionValues, uint numLibraryOptions) { try { return Emulation.Driver.cuLibraryLoadFromFile(library, fileName); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryUnload")]
    public static CUresult cuLibraryUnload(CUlibrary library) { try { return Emulation.Driver.cuLibraryUnload(library); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetKernel")]
    public static CUresult cuLibraryGetKernel(CUkernel* kernel, CUlibrary library, byte* name) { try { return Emulation.Driver.cuLibraryGetKernel(kernel, library, name); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetModule")]
    public static CUresult cuLibraryGetModule(CUmodule* module, CUlibrary library) { try { return Emulation.Driver.cuLibraryGetModule(module, library); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetGlobal")]
    public static CUresult cuLibraryGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUlibrary library, byte* name) { try { return Emulation.Driver.cuLibraryGetGlobal(dptr, bytes, library, name); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetFunction")]
    public static CUresult cuKernelGetFunction(CUfunction* function, CUkernel kernel) { try { return Emulation.Driver.cuKernelGetFunction(function, kernel); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetAttribute")]
    public static CUresult cuKernelGetAttribute(int* pi, CUfunction_attribute attrib, CUkernel kernel, CUdevice dev) { try { return Emulation.Driver.cuKernelGetAttribute(pi, attrib, kernel, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelSetAttribute")]
    public static CUresult cuKernelSetAttribute(CUfunction_attribute attrib, int value, CUkernel kernel, CUdevice dev) { try { return Emulation.Driver.cuKernelSetAttribute(attrib, value, kernel, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetName")]
    public static CUresult cuKernelGetName(byte** name, CUkernel kernel) { try { return Emulation.Driver.cuFuncGetName(name, new CUfunction(kernel.Value)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetParamInfo")]
    public static CUresult cuKernelGetParamInfo(CUkernel kernel, nuint index, nuint* offset, nuint* size) { try { return Emulation.Driver.cuFuncGetParamInfo(new CUfunction(kernel.Value), index, offset, size); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetKernelCount")]
    public static CUresult cuLibraryGetKernelCount(uint* count, CUlibrary library) { try { return Emulation.Driver.cuLibraryGetKernelCount(count, library); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryEnumerateKernels")]
    public static CUresult cuLibraryEnumerateKernels(CUkernel* kernels, uint count, CUlibrary library) { try { return Emulation.Driver.cuLibraryEnumerateKernels(kernels, count, library); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetManaged")]
    public static CUresult cuLibraryGetManaged(CUdeviceptr* dptr, nuint* bytes, CUlibrary library, byte* name) { try { return Emulation.Driver.cuLibraryGetManaged(dptr, bytes, library, name); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetLibrary")]
    public static CUresult cuKernelGetLibrary(CUlibrary* library, CUkernel kernel) { try { return Emulation.Driver.cuKernelGetLibrary(library, kernel); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelSetCacheConfig")]
    public static CUresult cuKernelSetCacheConfig(CUkernel kernel, CUfunc_cache config, CUdevice dev) { try { return Emulation.Driver.cuFuncSetCacheConfig(new CUfunction(kernel.Value), config); } catch (Exception e) { return Emulation.Failed(e); } }
}
