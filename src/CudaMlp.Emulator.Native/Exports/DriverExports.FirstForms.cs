using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// First forms that take what the second ones take: programs that were compiled long ago call them. Those with 32-bit addresses are absent.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuCtxDestroy")]
    public static CUresult cuCtxDestroy(CUcontext ctx) { try { return Emulation.Driver.cuCtxDestroy(ctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxPushCurrent")]
    public static CUresult cuCtxPushCurrent(CUcontext ctx) { try { return Emulation.Driver.cuCtxPushCurrent(ctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxPopCurrent")]
    public static CUresult cuCtxPopCurrent(CUcontext* pctx) { try { return Emulation.Driver.cuCtxPopCurrent(pctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamDestroy")]
    public static CUresult cuStreamDestroy(CUstream hStream) { try { return Emulation.Driver.cuStreamDestroy(hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventDestroy")]
    public static CUresult cuEventDestroy(CUevent hEvent) { try { return Emulation.Driver.cuEventDestroy(hEvent); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkCreate")]
    public static CUresult cuLinkCreate(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut) { try { return Emulation.Driver.cuLinkCreate(numOptions, options, optionValues, stateOut); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkAddData")]
    public static CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues) { try { return Emulation.Driver.cuLinkAddData(state, type, data, size, name, numOptions, options, optionValues); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLinkAddFile")]
    public static CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues) { try { return Emulation.Driver.cuLinkAddFile(state, type, path, numOptions, options, optionValues); } catch (Exception e) { return Emulation.Failed(e); } }
}
