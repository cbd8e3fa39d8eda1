using System.Runtime.InteropServices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Interop;
using CudaMlp.Ptx;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Libraries: programs that belong to no context. Each context that uses one gets a module of it then, with variables of its own.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuLibraryLoadData(CUlibrary* library, void* code, CUjit_option* jitOptions, void** jitOptionsValues, uint numJitOptions)
    {
        if (!_initialized)
            return NotReady;
        if (library is null || code is null || (numJitOptions > 0 && (jitOptions is null || jitOptionsValues is null)))
            return CUDA_ERROR_INVALID_VALUE;
        return LoadLibrary(library, ModuleImage.Read((byte*)code, Device.Spec), new JitLog(numJitOptions, jitOptions, jitOptionsValues));
    }

    public CUresult cuLibraryLoadFromFile(CUlibrary* library, byte* fileName)
    {
        if (!_initialized)
            return NotReady;
        if (library is null || fileName is null)
            return CUDA_ERROR_INVALID_VALUE;
        return ReadFile(Text(fileName)!, out byte[] bytes) is not CUDA_SUCCESS and var unread ? unread : LoadLibrary(library, ModuleImage.Read(bytes, Device.Spec), default);
    }

    public CUresult cuLibraryUnload(CUlibrary library)
    {
        if (!_initialized)
            return NotReady;
        if (_libraries.Find(library.Value) is not { } entry)
            return CUDA_ERROR_INVALID_HANDLE;
        return WhenIdle(() =>
        {
            _libraries.Remove(library.Value);
            lock (entry.Modules)
            {
                foreach (KernelEntry kernel in entry.Kernels.Values)
                    _kernels.Remove(kernel.Handle.Value);
                foreach (ModuleEntry module in entry.Modules.Values)
                    Unload(module.Handle.Value, module);
            }
            return CUDA_SUCCESS;
        });
    }

    public CUresult cuLibraryGetKernel(CUkernel* kernel, CUlibrary library, byte* name)
    {
        if (!_initialized)
            return NotReady;
        if (kernel is null || name is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_libraries.Find(library.Value) is not { } entry)
            return CUDA_ERROR_INVALID_HANDLE;
        string wanted = Text(name)!;
        if (entry.Source.FindFunction(wanted) is not { IsEntry: true })
            return Fail(CUDA_ERROR_NOT_FOUND, $"the library has no kernel '{wanted}'");
        *kernel = Kernel(entry, wanted);
        return CUDA_SUCCESS;
    }

    public CUresult cuLibraryGetKernelCount(uint* count, CUlibrary library)
    {
        if (!_initialized)
            return NotReady;
        if (count is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_libraries.Find(library.Value) is not { } entry)
            return CUDA_ERROR_INVALID_HANDLE;
        *count = (uint)entry.Source.Functions.Count(function => function is { IsEntry: true, HasBody: true });
        return CUDA_SUCCESS;
    }

    public CUresult cuLibraryEnumerateKernels(CUkernel* kernels, uint count, CUlibrary library)
    {
        if (!_initialized)
            return NotReady;
        if (kernels is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_libraries.Find(library.Value) is not { } entry)
            return CUDA_ERROR_INVALID_HANDLE;
        uint next = 0;
        foreach (PtxFunction function in entry.Source.Functions.Where(function => function is { IsEntry: true, HasBody: true }))
        {
            if (next == count)
                break;
            kernels[next++] = Kernel(entry, function.Name);
        }
        return CUDA_SUCCESS;
    }

    /// <summary>The library's module in the current context.</summary>
    public CUresult cuLibraryGetModule(CUmodule* module, CUlibrary library)
    {
        if (module is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (FindModule(library, out ModuleEntry? entry) is not CUDA_SUCCESS and var error)
            return error;
        *module = entry!.Handle;
        return CUDA_SUCCESS;
    }

    /// <summary>A variable's memory in the current context.</summary>
    public CUresult cuLibraryGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUlibrary library, byte* name) =>
        FindModule(library, out ModuleEntry? entry) is not CUDA_SUCCESS and var error ? error : cuModuleGetGlobal(dptr, bytes, entry!.Handle, name);

    /// <summary>A managed variable's memory. Like the others it is one for each context.</summary>
    public CUresult cuLibraryGetManaged(CUdeviceptr* dptr, nuint* bytes, CUlibrary library, byte* name)
    {
        if (FindModule(library, out ModuleEntry? entry) is not CUDA_SUCCESS and var error)
            return error;
        if (name is null)
            return CUDA_ERROR_INVALID_VALUE;
        return entry!.Module.Source.FindVariable(Text(name)!) is { IsManaged: true }
            ? cuModuleGetGlobal(dptr, bytes, entry.Handle, name)
            : Fail(CUDA_ERROR_NOT_FOUND, $"the library has no managed variable '{Text(name)}'");
    }

    /// <summary>The kernel's function in the current context.</summary>
    public CUresult cuKernelGetFunction(CUfunction* function, CUkernel kernel)
    {
        if (function is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (Find(new CUfunction(kernel.Value), context, out FunctionEntry found) is not CUDA_SUCCESS and var missing)
            return missing;
        *function = found.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuKernelGetLibrary(CUlibrary* library, CUkernel kernel)
    {
        if (library is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_kernels.Find(kernel.Value) is not { } entry)
            return _initialized ? CUDA_ERROR_INVALID_HANDLE : NotReady;
        *library = entry.Library.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuKernelGetAttribute(int* pi, CUfunction_attribute attrib, CUkernel kernel, CUdevice dev) =>
        Initialized(dev) is not CUDA_SUCCESS and var error ? error : cuFuncGetAttribute(pi, attrib, new CUfunction(kernel.Value));

    /// <summary>Holds in every context, those to come as well.</summary>
    public CUresult cuKernelSetAttribute(CUfunction_attribute attrib, int value, CUkernel kernel, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (_kernels.Find(kernel.Value) is not { } entry)
            return CUDA_ERROR_INVALID_HANDLE;
        if (cuFuncSetAttribute(new CUfunction(kernel.Value), attrib, value) is not CUDA_SUCCESS and var refused)
            return refused;
        lock (entry.Library.Modules)
        {
            entry.Attributes[attrib] = value;
            foreach (ModuleEntry module in entry.Library.Modules.Values)
                _ = Set(Function(module, entry.Name)!, attrib, value);
        }
        return CUDA_SUCCESS;
    }

    private CUresult LoadLibrary(CUlibrary* library, ModuleImage image, JitLog log)
    {
        *library = default;
        return Read(image, log, source =>
        {
            var entry = new LibraryEntry(source);
            *library = entry.Handle = new CUlibrary(_libraries.Add(entry));
        });
    }

    private CUkernel Kernel(LibraryEntry library, string name)
    {
        lock (library.Modules)
        {
            if (!library.Kernels.TryGetValue(name, out KernelEntry? kernel))
            {
                kernel = new KernelEntry(library, name);
                kernel.Handle = new CUkernel(_kernels.Add(kernel));
                library.Kernels.Add(name, kernel);
            }
            return kernel.Handle;
        }
    }

    private CUresult FindModule(CUlibrary library, out ModuleEntry? module)
    {
        module = null;
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        return _libraries.Find(library.Value) is { } entry ? FindModule(entry, context, out module) : CUDA_ERROR_INVALID_HANDLE;
    }

    private CUresult FindModule(LibraryEntry library, EmulatedContext context, out ModuleEntry? module)
    {
        lock (library.Modules)
        {
            if (library.Modules.TryGetValue(context, out module))
                return CUDA_SUCCESS;
            ModuleEntry? placed = null;
            CUresult result = Try(() => placed = Place(context, library.Source, library));
            if (placed is null)
                return result;
            library.Modules.Add(context, module = placed);
            foreach (KernelEntry kernel in library.Kernels.Values)
            {
                foreach ((CUfunction_attribute attribute, int value) in kernel.Attributes)
                    _ = Set(Function(module, kernel.Name)!, attribute, value);
            }
            return CUDA_SUCCESS;
        }
    }

    /// <summary>The function behind a handle: of a module, or what a library's kernel is in a context.</summary>
    private CUresult Find(CUfunction handle, EmulatedContext context, out FunctionEntry function)
    {
        if (_functions.Find(handle.Value) is { } known)
        {
            function = known;
            return CUDA_SUCCESS;
        }
        function = null!;
        if (_kernels.Find(handle.Value) is not { } kernel)
            return Fail(CUDA_ERROR_INVALID_HANDLE, $"no function has the handle 0x{handle.Value:x}");
        if (FindModule(kernel.Library, context, out ModuleEntry? module) is not CUDA_SUCCESS and var error)
            return error;
        function = Function(module!, kernel.Name)!;
        return CUDA_SUCCESS;
    }
}
