using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>The malloc of kernels.</summary>
public sealed unsafe class HeapTests : DriverTest
{
    private const string Malloc = """
        .version 7.0
        .target sm_70
        .address_size 64
        .extern .func (.param .b64 r) malloc(.param .b64 n);
        .extern .func free(.param .b64 p);
        .visible .entry allocate(.param .u64 out, .param .u64 bytes)
        {
            .reg .b64 %d<3>;
            ld.param.u64 %d0, [out];
            ld.param.u64 %d1, [bytes];
            call (%d2), malloc, (%d1);
            st.global.u64 [%d0], %d2;
            ret;
        }
        .visible .entry release(.param .u64 p, .param .u64 unused)
        {
            .reg .b64 %d<2>;
            ld.param.u64 %d0, [p];
            ld.global.u64 %d1, [%d0];
            call free, (%d1);
            ret;
        }
        """;

    [Fact]
    public void Holds_as_much_at_once_as_its_limit_says()
    {
        CUmodule module = Load(Malloc);
        CUfunction allocate = Function(module, "allocate"), release = Function(module, "release");
        CUdeviceptr p = Upload<ulong>(0, 0);
        Launch(allocate, p, (8 << 20) + 1);
        Launch(allocate, p + 8, 6 << 20);
        Assert.Equal([true, false], Download<ulong>(p, 2).Select(a => a == 0));
        Launch(allocate, p, 6 << 20);
        Assert.Equal(0ul, Download<ulong>(p, 1)[0]);
        Launch(release, p + 8, 0);
        Launch(allocate, p, 6 << 20);
        Assert.NotEqual(0ul, Download<ulong>(p, 1)[0]);
        Ok(Driver.cuCtxSetLimit(CUlimit.CU_LIMIT_MALLOC_HEAP_SIZE, 16 << 20));
        Launch(allocate, p, 10 << 20);
        Assert.NotEqual(0ul, Download<ulong>(p, 1)[0]);
    }

    [Fact]
    public void Goes_with_its_context()
    {
        nuint before, after, total;
        Ok(Driver.cuMemGetInfo(&before, &total));
        CUcontext context;
        Ok(Driver.cuCtxCreate(&context, CUctx_flags.CU_CTX_SCHED_AUTO, default));
        Launch(Function(Load(Malloc), "allocate"), Upload<ulong>(0), 1000);
        Ok(Driver.cuCtxDestroy(context));
        Ok(Driver.cuCtxSetCurrent(Context));
        Ok(Driver.cuMemGetInfo(&after, &total));
        Assert.Equal(before, after);
        Assert.Contains(Driver.Leaks(), leak => leak.Contains("kernel heap, 1000 bytes", StringComparison.Ordinal));
    }

    private void Launch(CUfunction function, CUdeviceptr p, ulong bytes)
    {
        void** arguments = stackalloc void*[] { &p, &bytes };
        Ok(Driver.cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, default, arguments, null));
    }
}
