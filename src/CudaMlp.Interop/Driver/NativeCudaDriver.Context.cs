using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: context management.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuCtxCreate(CUcontext* pctx, CUctx_flags flags, CUdevice dev) => Entry.cuCtxCreate(pctx, flags, dev);

    public CUresult cuCtxDestroy(CUcontext ctx) => Entry.cuCtxDestroy(ctx);

    public CUresult cuCtxPushCurrent(CUcontext ctx) => Entry.cuCtxPushCurrent(ctx);

    public CUresult cuCtxPopCurrent(CUcontext* pctx) => Entry.cuCtxPopCurrent(pctx);

    public CUresult cuCtxSetCurrent(CUcontext ctx) => Entry.cuCtxSetCurrent(ctx);

    public CUresult cuCtxGetCurrent(CUcontext* pctx) => Entry.cuCtxGetCurrent(pctx);

    public CUresult cuCtxGetDevice(CUdevice* device) => Entry.cuCtxGetDevice(device);

    public CUresult cuCtxGetFlags(CUctx_flags* flags) => Entry.cuCtxGetFlags(flags);

    public CUresult cuCtxGetApiVersion(CUcontext ctx, uint* version) => Entry.cuCtxGetApiVersion(ctx, version);

    public CUresult cuCtxSynchronize() => Entry.cuCtxSynchronize();

    public CUresult cuCtxSetLimit(CUlimit limit, nuint value) => Entry.cuCtxSetLimit(limit, value);

    public CUresult cuCtxGetLimit(nuint* pvalue, CUlimit limit) => Entry.cuCtxGetLimit(pvalue, limit);

    public CUresult cuCtxGetCacheConfig(CUfunc_cache* pconfig) => Entry.cuCtxGetCacheConfig(pconfig);

    public CUresult cuCtxSetCacheConfig(CUfunc_cache config) => Entry.cuCtxSetCacheConfig(config);

    public CUresult cuCtxGetSharedMemConfig(CUsharedconfig* pConfig) => Entry.cuCtxGetSharedMemConfig(pConfig);

    public CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) => Entry.cuCtxSetSharedMemConfig(config);

    public CUresult cuCtxGetStreamPriorityRange(int* leastPriority, int* greatestPriority) =>
        Entry.cuCtxGetStreamPriorityRange(leastPriority, greatestPriority);

    public CUresult cuCtxEnablePeerAccess(CUcontext peerContext, uint flags) => Entry.cuCtxEnablePeerAccess(peerContext, flags);

    public CUresult cuCtxDisablePeerAccess(CUcontext peerContext) => Entry.cuCtxDisablePeerAccess(peerContext);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuCtxCreate_v2")]
        internal static partial CUresult cuCtxCreate(CUcontext* pctx, CUctx_flags flags, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuCtxDestroy_v2")]
        internal static partial CUresult cuCtxDestroy(CUcontext ctx);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuCtxPushCurrent_v2")]
        internal static partial CUresult cuCtxPushCurrent(CUcontext ctx);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuCtxPopCurrent_v2")]
        internal static partial CUresult cuCtxPopCurrent(CUcontext* pctx);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxSetCurrent(CUcontext ctx);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetCurrent(CUcontext* pctx);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetDevice(CUdevice* device);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetFlags(CUctx_flags* flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetApiVersion(CUcontext ctx, uint* version);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxSynchronize();

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxSetLimit(CUlimit limit, nuint value);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetLimit(nuint* pvalue, CUlimit limit);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetCacheConfig(CUfunc_cache* pconfig);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxSetCacheConfig(CUfunc_cache config);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetSharedMemConfig(CUsharedconfig* pConfig);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxSetSharedMemConfig(CUsharedconfig config);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxGetStreamPriorityRange(int* leastPriority, int* greatestPriority);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxEnablePeerAccess(CUcontext peerContext, uint flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuCtxDisablePeerAccess(CUcontext peerContext);
    }
}
