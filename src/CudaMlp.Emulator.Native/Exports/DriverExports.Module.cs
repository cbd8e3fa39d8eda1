using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Modules and the linker.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoad")]
    public static CUresult cuModuleLoad(CUmodule* module, byte* fname) { try { return Emulation.Driver.cuModuleLoad(module, fname); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoadData")]
    public static CUresult cuModuleLoadData(CUmodule* module, void* image) { try { return Emulation.Driver.cuModuleLoadData(module, image); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoadDataEx")]
    public static CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues) { try { return Emulation.Driver.cuModuleLoadDataEx(module, image, numOptions, options, optionValues); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoadFatBinary")]
    public static CUresult cuModuleLoadFatBinary(CUmodule* module, void* fatCubin) { try { return Emulation.Driver.cuModuleLoadFatBinary(module, fatCubin); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleUnload")]
    public static CUresult cuModuleUnload(CUmodule hmod) { try { return Emulation.Driver.cuModuleUnload(hmod); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleGetFunction")]
    public static CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name) { try { return Emulation.Driver.cuModuleGetFunction(hfunc, hmod, name); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleGetGlobal_v2")]
    public static CUresult cuModuleGetGlobal_v2(CUdeviceptr* dptr, nuint* bytes, CUmodule hmod, byte* name) { try { return Emulation.Driver.cuModuleGetGlobal(dptr, bytes, hmod, name); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkCreate_v2")]
    public static CUresult cuLinkCreate_v2(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut) { try { return Emulation.Driver.cuLinkCreate(numOptions, options, optionValues, stateOut); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkAddData_v2")]
    public static CUresult cuLinkAddData_v2(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues) { try { return Emulation.Driver.cuLinkAddData(state, type, data, size, name, numOptions, options, optionValues); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkAddFile_v2")]
    public static CUresult cuLinkAddFile_v2(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues) { try { return Emulation.Driver.cuLinkAddFile(state, type, path, numOptions, options, optionValues); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkComplete")]
    public static CUresult cuLinkComplete(CUlinkState state, void** cubinOut, nuint* sizeOut) { try { return Emulation.Driver.cuLinkComplete(state, cubinOut, sizeOut); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkDestroy")]
    public static CUresult cuLinkDestroy(CUlinkState state) { try { return Emulation.Driver.cuLinkDestroy(state); } catch (Exception e) { return Emulation.Failed(e); } }
}
