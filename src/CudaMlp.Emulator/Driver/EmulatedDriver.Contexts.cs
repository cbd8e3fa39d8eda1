using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Contexts: created, current to a thread, destroyed with all they own.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuCtxCreate(CUcontext* pctx, CUctx_flags flags, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (pctx is null || !AreValid(flags))
            return CUDA_ERROR_INVALID_VALUE;
        EmulatedContext context;
        lock (_state)
            context = NewContext(primary: false, flags);
        _thread.Value!.Contexts.Push(context);
        *pctx = context.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxDestroy(CUcontext ctx)
    {
        if (!_initialized)
            return NotReady;
        if (_contexts.Find(ctx.Value) is not { Primary: false } context)
            return CUDA_ERROR_INVALID_CONTEXT;
        CUresult destroyed = WhenIdle(() =>
        {
            lock (_state)
                Destroy(context);
            return CUDA_SUCCESS;
        });
        if (destroyed is not CUDA_SUCCESS)
            return destroyed;
        Stack<EmulatedContext> stack = _thread.Value!.Contexts;
        if (stack.TryPeek(out EmulatedContext? top) && top == context)
            stack.Pop();
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxPushCurrent(CUcontext ctx)
    {
        if (!_initialized)
            return NotReady;
        if (_contexts.Find(ctx.Value) is not { } context)
            return CUDA_ERROR_INVALID_CONTEXT;
        _thread.Value!.Contexts.Push(context);
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxPopCurrent(CUcontext* pctx)
    {
        if (!_initialized)
            return NotReady;
        if (!_thread.Value!.Contexts.TryPop(out EmulatedContext? context))
            return CUDA_ERROR_INVALID_CONTEXT;
        if (pctx is not null)
            *pctx = context.Handle;
        return CUDA_SUCCESS;
    }

    /// <summary>Replaces the top of the thread's stack; null removes it.</summary>
    public CUresult cuCtxSetCurrent(CUcontext ctx)
    {
        if (!_initialized)
            return NotReady;
        EmulatedContext? context = ctx.Value == 0 ? null : _contexts.Find(ctx.Value);
        if (ctx.Value != 0 && context is null)
            return CUDA_ERROR_INVALID_CONTEXT;
        Stack<EmulatedContext> stack = _thread.Value!.Contexts;
        stack.TryPop(out _);
        if (context is not null)
            stack.Push(context);
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxGetCurrent(CUcontext* pctx)
    {
        if (!_initialized)
            return NotReady;
        if (pctx is null)
            return CUDA_ERROR_INVALID_VALUE;
        *pctx = _thread.Value!.Contexts.TryPeek(out EmulatedContext? context) ? context.Handle : default;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxGetDevice(CUdevice* device)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (device is null)
            return CUDA_ERROR_INVALID_VALUE;
        *device = default;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxGetFlags(CUctx_flags* flags)
    {
        if (Present(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (flags is null)
            return CUDA_ERROR_INVALID_VALUE;
        *flags = context.Flags;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxGetApiVersion(CUcontext ctx, uint* version)
    {
        if (!_initialized)
            return NotReady;
        if (version is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (ctx.Value == 0 ? Present(out _) is not CUDA_SUCCESS : _contexts.Find(ctx.Value) is null)
            return CUDA_ERROR_INVALID_CONTEXT;
        *version = 3020;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxSynchronize()
    {
        Counters.Synchronization();
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (context.Captures.Count == 0)
            return FinishAll();
        lock (_state)
            context.Captures.ForEach(c => c.Invalidated = true);
        return Fail(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "cuCtxSynchronize while a stream of the context is captured");
    }

    public CUresult cuCtxSetLimit(CUlimit limit, nuint value)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        return HasLimit(limit) && context.TrySetLimit(limit, value) ? CUDA_SUCCESS : CUDA_ERROR_UNSUPPORTED_LIMIT;
    }

    public CUresult cuCtxGetLimit(nuint* pvalue, CUlimit limit)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (pvalue is null)
            return CUDA_ERROR_INVALID_VALUE;
        return HasLimit(limit) && context.TryGetLimit(limit, out *pvalue) ? CUDA_SUCCESS : CUDA_ERROR_UNSUPPORTED_LIMIT;
    }

    public CUresult cuCtxGetCacheConfig(CUfunc_cache* pconfig)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (pconfig is null)
            return CUDA_ERROR_INVALID_VALUE;
        *pconfig = context.CacheConfig;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxSetCacheConfig(CUfunc_cache config)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (!IsValid(config))
            return CUDA_ERROR_INVALID_VALUE;
        context.CacheConfig = config;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxGetSharedMemConfig(CUsharedconfig* pConfig)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (pConfig is null)
            return CUDA_ERROR_INVALID_VALUE;
        *pConfig = context.SharedConfig;
        return CUDA_SUCCESS;
    }

    /// <summary>Accepted and without effect, as on every device since Maxwell: banks stay four bytes wide.</summary>
    public CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) => Current(out _) is not CUDA_SUCCESS and var error ? error : IsValid(config) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;

    public CUresult cuCtxGetStreamPriorityRange(int* leastPriority, int* greatestPriority)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (leastPriority is not null)
            *leastPriority = 0;
        if (greatestPriority is not null)
            *greatestPriority = GreatestPriority;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxEnablePeerAccess(CUcontext peerContext, uint flags)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (flags != 0)
            return CUDA_ERROR_INVALID_VALUE;
        return _contexts.Find(peerContext.Value) is { } peer && peer != context ? CUDA_ERROR_PEER_ACCESS_UNSUPPORTED : CUDA_ERROR_INVALID_CONTEXT;
    }

    public CUresult cuCtxDisablePeerAccess(CUcontext peerContext)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return _contexts.Find(peerContext.Value) is null ? CUDA_ERROR_INVALID_CONTEXT : CUDA_ERROR_PEER_ACCESS_NOT_ENABLED;
    }

    /// <summary>Kernels of devices from sm_90 on cannot wait for grids that they launch, so there is no depth of that.</summary>
    private bool HasLimit(CUlimit limit) => limit != CUlimit.CU_LIMIT_DEV_RUNTIME_SYNC_DEPTH || Device.Spec.Major < 9;

    private static bool IsValid(CUfunc_cache config) => config is >= CUfunc_cache.CU_FUNC_CACHE_PREFER_NONE and <= CUfunc_cache.CU_FUNC_CACHE_PREFER_EQUAL;

    private static bool IsValid(CUsharedconfig config) =>
        config is >= CUsharedconfig.CU_SHARED_MEM_CONFIG_DEFAULT_BANK_SIZE and <= CUsharedconfig.CU_SHARED_MEM_CONFIG_EIGHT_BYTE_BANK_SIZE;

    /// <summary>Known flags, of which at most one says how to wait.</summary>
    private static bool AreValid(CUctx_flags flags) =>
        (flags & ~CUctx_flags.CU_CTX_FLAGS_MASK) == 0
        && (flags & CUctx_flags.CU_CTX_SCHED_MASK) is CUctx_flags.CU_CTX_SCHED_AUTO or CUctx_flags.CU_CTX_SCHED_SPIN or CUctx_flags.CU_CTX_SCHED_YIELD or CUctx_flags.CU_CTX_SCHED_BLOCKING_SYNC;

    /// <summary>The calling thread's context, spoiled or not: for questions that need no device.</summary>
    private CUresult Present(out EmulatedContext context)
    {
        CUresult error = Current(out context);
        return context is null ? error : CUDA_SUCCESS;
    }

    private EmulatedContext NewContext(bool primary, CUctx_flags flags)
    {
        var context = new EmulatedContext(primary, flags, new DeviceHeap(Memory));
        context.Handle = new CUcontext(_contexts.Add(context));
        return context;
    }

    private void Destroy(EmulatedContext context)
    {
        ReleaseResources(context);
        context.Destroyed = true;
        _contexts.Remove(context.Handle.Value);
    }

    /// <summary>Frees memory, modules, streams and events of a context. What is freed here the program forgot: the leak report has it.</summary>
    private void ReleaseResources(EmulatedContext context)
    {
        ReleaseStored(context);
        foreach ((nint handle, EmulatedStream stream) in _streams.Snapshot())
        {
            if (stream.Context == context)
                _streams.Remove(handle);
        }
        foreach ((nint handle, EmulatedEvent @event) in _events.Snapshot())
        {
            if (@event.Context == context)
                _events.Remove(handle);
        }
        foreach ((nint handle, ModuleEntry module) in _modules.Snapshot())
        {
            if (module.Context != context)
                continue;
            if (module.Library is { } library)
            {
                lock (library.Modules)
                    library.Modules.Remove(context);
            }
            Unload(handle, module);
        }
        ReleaseMemory(context);
        context.Captures.Clear();
    }
}
