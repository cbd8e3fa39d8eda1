using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Libraries and kernels, which belong to no context: with one device they are modules and functions of the current one, under the same handles.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuLibraryLoadData")]
    public static CUresult cuLibraryLoadData(CUmodule* library, void* code, CUjit_option* jitOptions, void** jitOptionsValues, uint numJitOptions, void* libraryOptions, void** libraryOptionValues, uint numLibraryOptions) { try { return Emulation.Driver.cuLibraryLoadData(library, code, jitOptions, jitOptionsValues, numJitOptions); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryLoadFromFile")]
    public static CUresult cuLibraryLoadFromFile(CUmodule* library, byte* fileName, CUjit_option* jitOptions, void** jitOptionsValues, uint numJitOptions, void* libraryOptions, void** libraryOptionValues, uint numLibraryOptions) { try { return Emulation.Driver.cuLibraryLoadFromFile(library, fileName); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryUnload")]
    public static CUresult cuLibraryUnload(CUmodule library) { try { return Emulation.Driver.cuLibraryUnload(library); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetKernel")]
    public static CUresult cuLibraryGetKernel(CUfunction* kernel, CUmodule library, byte* name) { try { return Emulation.Driver.cuModuleGetFunction(kernel, library, name); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetModule")]
    public static CUresult cuLibraryGetModule(CUmodule* module, CUmodule library) { try { return Same((nint*)module, library.Value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetGlobal")]
    public static CUresult cuLibraryGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUmodule library, byte* name) { try { return Emulation.Driver.cuModuleGetGlobal(dptr, bytes, library, name); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetFunction")]
    public static CUresult cuKernelGetFunction(CUfunction* function, CUfunction kernel) { try { return Same((nint*)function, kernel.Value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetAttribute")]
    public static CUresult cuKernelGetAttribute(int* pi, CUfunction_attribute attrib, CUfunction kernel, CUdevice dev) { try { return Emulation.Driver.cuFuncGetAttribute(pi, attrib, kernel); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelSetAttribute")]
    public static CUresult cuKernelSetAttribute(CUfunction_attribute attrib, int value, CUfunction kernel, CUdevice dev) { try { return Emulation.Driver.cuFuncSetAttribute(kernel, attrib, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetName")]
    public static CUresult cuKernelGetName(byte** name, CUfunction kernel) { try { return Emulation.Driver.cuFuncGetName(name, kernel); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuKernelGetParamInfo")]
    public static CUresult cuKernelGetParamInfo(CUfunction kernel, nuint index, nuint* offset, nuint* size) { try { return Emulation.Driver.cuFuncGetParamInfo(kernel, index, offset, size); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryGetKernelCount")]
    public static CUresult cuLibraryGetKernelCount(uint* count, CUmodule library) { try { return Emulation.Driver.cuModuleGetFunctionCount(count, library); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLibraryEnumerateKernels")]
    public static CUresult cuLibraryEnumerateKernels(CUfunction* kernels, uint count, CUmodule library) { try { return Emulation.Driver.cuModuleEnumerateFunctions(kernels, count, library); } catch (Exception e) { return Emulation.Failed(e); } }

    private static CUresult Same(nint* target, nint handle)
    {
        if (target is null || handle == 0)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        *target = handle;
        return CUresult.CUDA_SUCCESS;
    }
}
