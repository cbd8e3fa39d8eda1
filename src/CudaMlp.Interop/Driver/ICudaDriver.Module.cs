namespace CudaMlp.Interop;

// cuda.h: module management and the linker.
public unsafe partial interface ICudaDriver
{
    CUresult cuModuleLoad(CUmodule* module, byte* fname);

    /// <param name="module">Receives the module.</param>
    /// <param name="image">Zero-terminated PTX text, or a cubin or fatbin.</param>
    CUresult cuModuleLoadData(CUmodule* module, void* image);

    /// <param name="module">Receives the module.</param>
    /// <param name="image">Zero-terminated PTX text, or a cubin or fatbin.</param>
    /// <param name="numOptions">Length of both arrays.</param>
    /// <param name="options">What is given.</param>
    /// <param name="optionValues">The values; numbers lie in the pointer itself. The sizes of log buffers and the wall time are written back.</param>
    CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues);

    CUresult cuModuleLoadFatBinary(CUmodule* module, void* fatCubin);

    CUresult cuModuleUnload(CUmodule hmod);

    CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name);

    CUresult cuModuleGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUmodule hmod, byte* name);

    CUresult cuLinkCreate(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut);

    CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues);

    CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues);

    CUresult cuLinkComplete(CUlinkState state, void** cubinOut, nuint* sizeOut);

    CUresult cuLinkDestroy(CUlinkState state);
}
