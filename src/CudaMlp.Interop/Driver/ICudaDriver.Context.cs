namespace CudaMlp.Interop;

// cuda.h: context management.
public unsafe partial interface ICudaDriver
{
    /// <summary><c>cuCtxCreate_v2</c>, the form of CUDA 12 (CUDA 13's header maps the name to _v4, which takes one pointer more).</summary>
    CUresult cuCtxCreate(CUcontext* pctx, CUctx_flags flags, CUdevice dev);

    CUresult cuCtxDestroy(CUcontext ctx);

    CUresult cuCtxPushCurrent(CUcontext ctx);

    CUresult cuCtxPopCurrent(CUcontext* pctx);

    CUresult cuCtxSetCurrent(CUcontext ctx);

    CUresult cuCtxGetCurrent(CUcontext* pctx);

    CUresult cuCtxGetDevice(CUdevice* device);

    CUresult cuCtxGetFlags(CUctx_flags* flags);

    CUresult cuCtxGetApiVersion(CUcontext ctx, uint* version);

    CUresult cuCtxSynchronize();

    CUresult cuCtxSetLimit(CUlimit limit, nuint value);

    CUresult cuCtxGetLimit(nuint* pvalue, CUlimit limit);

    CUresult cuCtxGetCacheConfig(CUfunc_cache* pconfig);

    CUresult cuCtxSetCacheConfig(CUfunc_cache config);

    CUresult cuCtxGetSharedMemConfig(CUsharedconfig* pConfig);

    CUresult cuCtxSetSharedMemConfig(CUsharedconfig config);

    CUresult cuCtxGetStreamPriorityRange(int* leastPriority, int* greatestPriority);

    CUresult cuCtxEnablePeerAccess(CUcontext peerContext, uint flags);

    CUresult cuCtxDisablePeerAccess(CUcontext peerContext);
}
