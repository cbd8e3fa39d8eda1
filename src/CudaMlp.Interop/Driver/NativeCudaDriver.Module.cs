using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: module management and the linker.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuModuleLoad(CUmodule* module, byte* fname) => Entry.cuModuleLoad(module, fname);

    public CUresult cuModuleLoadData(CUmodule* module, void* image) => Entry.cuModuleLoadData(module, image);

    public CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues) =>
        Entry.cuModuleLoadDataEx(module, image, numOptions, options, optionValues);

    public CUresult cuModuleLoadFatBinary(CUmodule* module, void* fatCubin) => Entry.cuModuleLoadFatBinary(module, fatCubin);

    public CUresult cuModuleUnload(CUmodule hmod) => Entry.cuModuleUnload(hmod);

    public CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name) => Entry.cuModuleGetFunction(hfunc, hmod, name);

    public CUresult cuModuleGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUmodule hmod, byte* name) => Entry.cuModuleGetGlobal(dptr, bytes, hmod, name);

    public CUresult cuLinkCreate(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut) =>
        Entry.cuLinkCreate(numOptions, options, optionValues, stateOut);

    public CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues) =>
        Entry.cuLinkAddData(state, type, data, size, name, numOptions, options, optionValues);

    public CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues) =>
        Entry.cuLinkAddFile(state, type, path, numOptions, options, optionValues);

    public CUresult cuLinkComplete(CUlinkState state, void** cubinOut, nuint* sizeOut) => Entry.cuLinkComplete(state, cubinOut, sizeOut);

    public CUresult cuLinkDestroy(CUlinkState state) => Entry.cuLinkDestroy(state);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuModuleLoad(CUmodule* module, byte* fname);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuModuleLoadData(CUmodule* module, void* image);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuModuleLoadFatBinary(CUmodule* module, void* fatCubin);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuModuleUnload(CUmodule hmod);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuModuleGetGlobal_v2")]
        internal static partial CUresult cuModuleGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUmodule hmod, byte* name);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuLinkCreate_v2")]
        internal static partial CUresult cuLinkCreate(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuLinkAddData_v2")]
        internal static partial CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuLinkAddFile_v2")]
        internal static partial CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuLinkComplete(CUlinkState state, void** cubinOut, nuint* sizeOut);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuLinkDestroy(CUlinkState state);
    }
}
