using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class ContextTests : DriverTest
{
    [Fact]
    public void Contexts_form_a_stack_per_thread()
    {
        CUcontext second, current, popped;
        Ok(Driver.cuCtxCreate(&second, 0, default));
        Ok(Driver.cuCtxGetCurrent(&current));
        Assert.Equal(second, current);
        Ok(Driver.cuCtxPushCurrent(Context));
        Ok(Driver.cuCtxPopCurrent(&popped));
        Assert.Equal(Context, popped);
        Ok(Driver.cuCtxPopCurrent(&popped));
        Assert.Equal(second, popped);
        Ok(Driver.cuCtxGetCurrent(&current));
        Assert.Equal(Context, current);
        Ok(Driver.cuCtxSetCurrent(default));
        Ok(Driver.cuCtxGetCurrent(&current));
        Assert.Equal(default, current);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuCtxSynchronize());
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuCtxPopCurrent(&popped));
    }

    [Fact]
    public void A_function_runs_on_streams_of_its_own_context_only()
    {
        CUfunction mine = Function(Load(), "bump");
        CUdeviceptr p = Upload(1);
        CUcontext second;
        Ok(Driver.cuCtxCreate(&second, 0, default));
        CUstream theirs = Stream();
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Bump(mine, p, 1, 1));
        Ok(Driver.cuCtxSetCurrent(Context));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Bump(mine, p, 1, 1, theirs));
        Assert.Contains("context", Driver.LastError);
        Ok(Bump(mine, p, 1, 1));
        Assert.Equal([2], Download<int>(p, 1));
    }

    [Fact]
    public void Another_thread_has_no_context_until_it_sets_one()
    {
        CUresult before = 0, after = 0;
        var thread = new Thread(() =>
        {
            CUdeviceptr p;
            before = Driver.cuMemAlloc(&p, 16);
            Driver.cuCtxSetCurrent(Context);
            after = Driver.cuMemAlloc(&p, 16);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, before);
        Assert.Equal(CUresult.CUDA_SUCCESS, after);
    }

    [Fact]
    public void The_primary_context_lives_while_it_is_retained()
    {
        CUcontext first, second;
        CUctx_flags flags;
        int active;
        Ok(Driver.cuDevicePrimaryCtxGetState(default, &flags, &active));
        Assert.Equal(0, active);
        Ok(Driver.cuDevicePrimaryCtxRetain(&first, default));
        Ok(Driver.cuDevicePrimaryCtxRetain(&second, default));
        Assert.Equal(first, second);
        Ok(Driver.cuDevicePrimaryCtxRelease(default));
        Ok(Driver.cuDevicePrimaryCtxGetState(default, &flags, &active));
        Assert.Equal(1, active);
        Ok(Driver.cuDevicePrimaryCtxRelease(default));
        Ok(Driver.cuDevicePrimaryCtxGetState(default, &flags, &active));
        Assert.Equal(0, active);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuDevicePrimaryCtxRelease(default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuCtxSetCurrent(first));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuCtxDestroy(first));
    }

    [Fact]
    public void A_context_takes_along_what_it_owns_and_the_leak_is_told()
    {
        CUcontext context;
        nuint free, after, total;
        Ok(Driver.cuMemGetInfo(&free, &total));
        Ok(Driver.cuCtxCreate(&context, 0, default));
        CUdeviceptr p = Allocate(4096);
        CUstream stream = Stream();
        CUevent @event = Event();
        Ok(Driver.cuCtxDestroy(context));
        Ok(Driver.cuMemGetInfo(&after, &total));
        Assert.Equal(free, after);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemFree(p));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuStreamSynchronize(stream));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuEventQuery(@event));
        Assert.Contains("4096 bytes", Assert.Single(Driver.Leaks()));
    }

    [Fact]
    public void Limits_and_preferences_are_kept()
    {
        nuint value;
        Ok(Driver.cuCtxSetLimit(CUlimit.CU_LIMIT_STACK_SIZE, 4096));
        Ok(Driver.cuCtxGetLimit(&value, CUlimit.CU_LIMIT_STACK_SIZE));
        Assert.Equal((nuint)4096, value);
        Assert.Equal(CUresult.CUDA_ERROR_UNSUPPORTED_LIMIT, Driver.cuCtxGetLimit(&value, (CUlimit)99));
        CUfunc_cache cache;
        Ok(Driver.cuCtxSetCacheConfig(CUfunc_cache.CU_FUNC_CACHE_PREFER_L1));
        Ok(Driver.cuCtxGetCacheConfig(&cache));
        Assert.Equal(CUfunc_cache.CU_FUNC_CACHE_PREFER_L1, cache);
        CUsharedconfig banks;
        Ok(Driver.cuCtxGetSharedMemConfig(&banks));
        Assert.Equal(CUsharedconfig.CU_SHARED_MEM_CONFIG_FOUR_BYTE_BANK_SIZE, banks);
        int least, greatest;
        Ok(Driver.cuCtxGetStreamPriorityRange(&least, &greatest));
        Assert.True(greatest < least);
        uint version;
        Ok(Driver.cuCtxGetApiVersion(Context, &version));
        Assert.NotEqual(0u, version);
    }

    [Fact]
    public void After_the_driver_is_gone_calls_say_so()
    {
        var cuda = EmulatedCuda.Create(new EmulatorOptions());
        CUcontext context;
        CUdeviceptr p;
        cublasHandle_t blas;
        cuda.Driver.cuInit(0);
        cuda.Driver.cuCtxCreate(&context, 0, default);
        cuda.Driver.cuMemAlloc(&p, 64);
        cuda.Dispose();
        Assert.Equal(CUresult.CUDA_ERROR_DEINITIALIZED, cuda.Driver.cuMemFree(p));
        Assert.Equal(CUresult.CUDA_ERROR_DEINITIALIZED, cuda.Driver.cuCtxDestroy(context));
        Assert.Equal(CUresult.CUDA_ERROR_DEINITIALIZED, cuda.Driver.cuInit(0));
        Assert.Equal(cublasStatus_t.CUBLAS_STATUS_NOT_INITIALIZED, cuda.Cublas.cublasCreate(&blas));
    }

    [Fact]
    public void What_a_context_cannot_be_told_is_refused()
    {
        nuint depth;
        CUcontext other;
        Assert.Equal(CUresult.CUDA_ERROR_UNSUPPORTED_LIMIT, Driver.cuCtxSetLimit(CUlimit.CU_LIMIT_DEV_RUNTIME_SYNC_DEPTH, 3)); // of devices before sm_90
        Assert.Equal(CUresult.CUDA_ERROR_UNSUPPORTED_LIMIT, Driver.cuCtxGetLimit(&depth, CUlimit.CU_LIMIT_DEV_RUNTIME_SYNC_DEPTH));
        Ok(Driver.cuCtxSetLimit(CUlimit.CU_LIMIT_MAX_L2_FETCH_GRANULARITY, 4096));
        Ok(Driver.cuCtxGetLimit(&depth, CUlimit.CU_LIMIT_MAX_L2_FETCH_GRANULARITY));
        Assert.Equal((nuint)128, depth);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuCtxSetSharedMemConfig((CUsharedconfig)3));
        CUfunction nothing = Function(Load(), "nothing");
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuFuncSetCacheConfig(nothing, (CUfunc_cache)4));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuFuncSetSharedMemConfig(nothing, (CUsharedconfig)3));

        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuCtxEnablePeerAccess(Context, 0));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_CONTEXT, Driver.cuCtxDisablePeerAccess(new CUcontext(77)));
        Ok(Driver.cuCtxCreate(&other, 0, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuCtxEnablePeerAccess(Context, 1));
        Assert.Equal(CUresult.CUDA_ERROR_PEER_ACCESS_UNSUPPORTED, Driver.cuCtxEnablePeerAccess(Context, 0));
        Assert.Equal(CUresult.CUDA_ERROR_PEER_ACCESS_NOT_ENABLED, Driver.cuCtxDisablePeerAccess(Context));
    }
}
