using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Contexts.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuCtxCreate_v2")]
    public static CUresult cuCtxCreate_v2(CUcontext* pctx, CUctx_flags flags, CUdevice dev) { try { return Emulation.Driver.cuCtxCreate(pctx, flags, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxDestroy_v2")]
    public static CUresult cuCtxDestroy_v2(CUcontext ctx) { try { return Emulation.Driver.cuCtxDestroy(ctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxPushCurrent_v2")]
    public static CUresult cuCtxPushCurrent_v2(CUcontext ctx) { try { return Emulation.Driver.cuCtxPushCurrent(ctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxPopCurrent_v2")]
    public static CUresult cuCtxPopCurrent_v2(CUcontext* pctx) { try { return Emulation.Driver.cuCtxPopCurrent(pctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetCurrent")]
    public static CUresult cuCtxSetCurrent(CUcontext ctx) { try { return Emulation.Driver.cuCtxSetCurrent(ctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetCurrent")]
    public static CUresult cuCtxGetCurrent(CUcontext* pctx) { try { return Emulation.Driver.cuCtxGetCurrent(pctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetDevice")]
    public static CUresult cuCtxGetDevice(CUdevice* device) { try { return Emulation.Driver.cuCtxGetDevice(device); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetFlags")]
    public static CUresult cuCtxGetFlags(CUctx_flags* flags) { try { return Emulation.Driver.cuCtxGetFlags(flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetApiVersion")]
    public static CUresult cuCtxGetApiVersion(CUcontext ctx, uint* version) { try { return Emulation.Driver.cuCtxGetApiVersion(ctx, version); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSynchronize")]
    public static CUresult cuCtxSynchronize() { try { return Emulation.Driver.cuCtxSynchronize(); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetLimit")]
    public static CUresult cuCtxSetLimit(CUlimit limit, nuint value) { try { return Emulation.Driver.cuCtxSetLimit(limit, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetLimit")]
    public static CUresult cuCtxGetLimit(nuint* pvalue, CUlimit limit) { try { return Emulation.Driver.cuCtxGetLimit(pvalue, limit); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetCacheConfig")]
    public static CUresult cuCtxGetCacheConfig(CUfunc_cache* pconfig) { try { return Emulation.Driver.cuCtxGetCacheConfig(pconfig); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetCacheConfig")]
    public static CUresult cuCtxSetCacheConfig(CUfunc_cache config) { try { return Emulation.Driver.cuCtxSetCacheConfig(config); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetSharedMemConfig")]
    public static CUresult cuCtxGetSharedMemConfig(CUsharedconfig* pConfig) { try { return Emulation.Driver.cuCtxGetSharedMemConfig(pConfig); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetSharedMemConfig")]
    public static CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) { try { return Emulation.Driver.cuCtxSetSharedMemConfig(config); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetStreamPriorityRange")]
    public static CUresult cuCtxGetStreamPriorityRange(int* leastPriority, int* greatestPriority) { try { return Emulation.Driver.cuCtxGetStreamPriorityRange(leastPriority, greatestPriority); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxEnablePeerAccess")]
    public static CUresult cuCtxEnablePeerAccess(CUcontext peerContext, uint flags) { try { return Emulation.Driver.cuCtxEnablePeerAccess(peerContext, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxDisablePeerAccess")]
    public static CUresult cuCtxDisablePeerAccess(CUcontext peerContext) { try { return Emulation.Driver.cuCtxDisablePeerAccess(peerContext); } catch (Exception e) { return Emulation.Failed(e); } }
}
