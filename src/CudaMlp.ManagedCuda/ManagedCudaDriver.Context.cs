using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuCtxCreate(CUcontext* pctx, CUctx_flags flags, CUdevice dev) =>
        (CUresult)Raw.ContextManagement.cuCtxCreate_v2(ref *(McCUcontext*)pctx, (McCUCtxFlags)flags, Unsafe.BitCast<CUdevice, McCUdevice>(dev));

    public CUresult cuCtxDestroy(CUcontext ctx) =>
        (CUresult)Raw.ContextManagement.cuCtxDestroy_v2(Unsafe.BitCast<CUcontext, McCUcontext>(ctx));

    public CUresult cuCtxPushCurrent(CUcontext ctx) =>
        (CUresult)Raw.ContextManagement.cuCtxPushCurrent_v2(Unsafe.BitCast<CUcontext, McCUcontext>(ctx));

    public CUresult cuCtxPopCurrent(CUcontext* pctx) =>
        (CUresult)Raw.ContextManagement.cuCtxPopCurrent_v2(ref *(McCUcontext*)pctx);

    public CUresult cuCtxSetCurrent(CUcontext ctx) =>
        (CUresult)Raw.ContextManagement.cuCtxSetCurrent(Unsafe.BitCast<CUcontext, McCUcontext>(ctx));

    public CUresult cuCtxGetCurrent(CUcontext* pctx) =>
        (CUresult)Raw.ContextManagement.cuCtxGetCurrent(ref *(McCUcontext*)pctx);

    public CUresult cuCtxGetDevice(CUdevice* device) =>
        (CUresult)Raw.ContextManagement.cuCtxGetDevice(ref *(McCUdevice*)device);

    public CUresult cuCtxGetFlags(CUctx_flags* flags) =>
        (CUresult)Raw.ContextManagement.cuCtxGetFlags(ref *(McCUCtxFlags*)flags);

    public CUresult cuCtxGetApiVersion(CUcontext ctx, uint* version) =>
        (CUresult)Raw.ContextManagement.cuCtxGetApiVersion(Unsafe.BitCast<CUcontext, McCUcontext>(ctx), ref *version);

    public CUresult cuCtxSynchronize() =>
        (CUresult)Raw.ContextManagement.cuCtxSynchronize();

    public CUresult cuCtxSetLimit(CUlimit limit, nuint value) =>
        (CUresult)Raw.Limits.cuCtxSetLimit((McCULimit)limit, Unsafe.BitCast<nuint, McSizeT>(value));

    public CUresult cuCtxGetLimit(nuint* pvalue, CUlimit limit) =>
        (CUresult)Raw.Limits.cuCtxGetLimit(ref *(McSizeT*)pvalue, (McCULimit)limit);

    public CUresult cuCtxGetCacheConfig(CUfunc_cache* pconfig) =>
        (CUresult)Raw.ContextManagement.cuCtxGetCacheConfig(ref *(McCUFuncCache*)pconfig);

    public CUresult cuCtxSetCacheConfig(CUfunc_cache config) =>
        (CUresult)Raw.ContextManagement.cuCtxSetCacheConfig((McCUFuncCache)config);

    public CUresult cuCtxGetSharedMemConfig(CUsharedconfig* pConfig) =>
        (CUresult)Raw.ContextManagement.cuCtxGetSharedMemConfig(ref *(McCUsharedconfig*)pConfig);

    public CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) =>
        (CUresult)Raw.ContextManagement.cuCtxSetSharedMemConfig((McCUsharedconfig)config);

    public CUresult cuCtxGetStreamPriorityRange(int* leastPriority, int* greatestPriority) =>
        (CUresult)Raw.ContextManagement.cuCtxGetStreamPriorityRange(ref *leastPriority, ref *greatestPriority);
}
