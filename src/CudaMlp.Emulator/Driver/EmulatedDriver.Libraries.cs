using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Libraries: modules whose kernels belong to no context. With one device they are loaded once, in the current context.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuLibraryLoadData(CUmodule* library, void* code, CUjit_option* jitOptions, void** jitOptionsValues, uint numJitOptions) =>
        AsLibrary(cuModuleLoadDataEx(library, code, numJitOptions, jitOptions, jitOptionsValues), library);

    public CUresult cuLibraryLoadFromFile(CUmodule* library, byte* fileName) => AsLibrary(cuModuleLoad(library, fileName), library);

    public CUresult cuLibraryUnload(CUmodule library)
    {
        if (Present(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        return Unsafe(context, "cuLibraryUnload") is not CUDA_SUCCESS and var captured ? captured : Unload(library);
    }

    private CUresult AsLibrary(CUresult loaded, CUmodule* library)
    {
        if (loaded == CUDA_SUCCESS && _modules.Find(library->Value) is { } module)
            module.IsLibrary = true;
        return loaded;
    }
}
