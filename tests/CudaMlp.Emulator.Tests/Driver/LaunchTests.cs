using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class LaunchTests : DriverTest
{
    [Fact]
    public void Arguments_come_as_pointers_or_as_a_buffer()
    {
        CUfunction bump = Function(Load(), "bump");
        int[] values = [.. Enumerable.Range(0, 100)];
        CUdeviceptr p = Upload<int>(values);
        Ok(Bump(bump, p, 100, 5));
        Assert.Equal(values.Select(v => v + 5), Download<int>(p, 100));
        ulong* buffer = stackalloc ulong[2];
        buffer[0] = p.Value;
        ((uint*)buffer)[2] = 50;
        ((uint*)buffer)[3] = 10;
        nuint size = 16;
        void** extra = stackalloc void*[] { (void*)1, buffer, (void*)2, &size, null };
        Ok(Driver.cuLaunchKernel(bump, 4, 1, 1, 32, 1, 1, 0, default, null, extra));
        Assert.Equal(values.Select((v, i) => v + (i < 50 ? 15 : 5)), Download<int>(p, 100));
        size = 12;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuLaunchKernel(bump, 4, 1, 1, 32, 1, 1, 0, default, null, extra));
        Assert.Contains("16 bytes", Driver.LastError);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuLaunchKernel(bump, 4, 1, 1, 32, 1, 1, 0, default, null, null));
        Assert.Equal((2, 2), (Driver.Counters.Launches, Driver.Counters.Kernels));
    }

    [Theory]
    [InlineData(0u, 1u, 32u, 0u, CUresult.CUDA_ERROR_INVALID_VALUE)]
    [InlineData(1u, 65536u, 32u, 0u, CUresult.CUDA_ERROR_INVALID_VALUE)]
    [InlineData(1u, 1u, 0u, 0u, CUresult.CUDA_ERROR_INVALID_VALUE)]
    [InlineData(1u, 1u, 1025u, 0u, CUresult.CUDA_ERROR_INVALID_VALUE)]
    [InlineData(1u, 1u, 32u, 49153u, CUresult.CUDA_ERROR_INVALID_VALUE)]
    public void Impossible_shapes_are_refused(uint gridX, uint gridY, uint blockX, uint shared, CUresult expected)
    {
        CUfunction nothing = Function(Load(), "nothing");
        Assert.Equal(expected, Driver.cuLaunchKernel(nothing, gridX, gridY, 1, blockX, 1, 1, shared, default, null, null));
        Assert.Contains("nothing", Driver.LastError);
        Ok(Driver.cuCtxSynchronize());
    }

    [Fact]
    public void A_function_compiled_for_64_threads_takes_no_more()
    {
        CUfunction limited = Function(Load(), "fixed");
        Ok(Driver.cuLaunchKernel(limited, 1, 1, 1, 64, 1, 1, 0, default, null, null));
        Assert.Equal(CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, Driver.cuLaunchKernel(limited, 1, 1, 1, 65, 1, 1, 0, default, null, null));
    }

    [Fact]
    public void Dynamic_shared_memory_has_the_size_asked_for()
    {
        CUfunction shared = Function(Load(), "shared");
        int[] values = [.. Enumerable.Range(0, 64)];
        CUdeviceptr p = Upload<int>(values);
        void* argument = &p;
        Ok(Driver.cuLaunchKernel(shared, 1, 1, 1, 64, 1, 1, 256, default, &argument, null));
        Assert.Equal(values.Reverse(), Download<int>(p, 64));
    }

    [Fact]
    public void A_fault_names_its_place_and_spoils_the_context_until_it_is_destroyed()
    {
        CUcontext spoiled;
        Ok(Driver.cuCtxCreate(&spoiled, 0, default));
        CUfunction store = Function(Load(), "store");
        CUdeviceptr wild = new(0x1234_5678_0000), p;
        void* argument = &wild;
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuLaunchKernel(store, 1, 1, 1, 1, 1, 1, 0, default, &argument, null));
        Assert.Contains("store", Driver.LastError);
        Assert.Contains("123456780000", Driver.LastError);
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuCtxSynchronize());
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuMemAlloc(&p, 16));
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuStreamSynchronize(default));
        Ok(Driver.cuCtxDestroy(spoiled));
        // The other context of this thread is as it was.
        Ok(Driver.cuCtxSynchronize());
        Ok(Driver.cuMemAlloc(&p, 16));
    }

    [Fact]
    public void A_reset_of_the_primary_context_clears_its_fault()
    {
        CUcontext primary;
        Ok(Driver.cuDevicePrimaryCtxRetain(&primary, default));
        Ok(Driver.cuCtxSetCurrent(primary));
        CUfunction store = Function(Load(), "store");
        CUdeviceptr wild = new(16);
        void* argument = &wild;
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuLaunchKernel(store, 1, 1, 1, 1, 1, 1, 0, default, &argument, null));
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuCtxSynchronize());
        Ok(Driver.cuDevicePrimaryCtxReset(default));
        Ok(Driver.cuCtxSynchronize());
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuLaunchKernel(store, 1, 1, 1, 1, 1, 1, 0, default, &argument, null));
    }

    [Fact]
    public void Host_functions_run_between_the_kernels_of_a_stream()
    {
        CUfunction bump = Function(Load(), "bump");
        void* pinned;
        Ok(Driver.cuMemAllocHost(&pinned, 8));
        var p = new CUdeviceptr((ulong)pinned);
        ((int*)pinned)[0] = 10;
        CUstream stream = Stream();
        Ok(Bump(bump, p, 1, 1, stream));
        Ok(Driver.cuLaunchHostFunc(stream, &Double, pinned));
        Ok(Bump(bump, p, 1, 1, stream));
        Ok(Driver.cuStreamAddCallback(stream, &Note, pinned, 0));
        Ok(Driver.cuStreamSynchronize(stream));
        Assert.Equal((23, 1), (((int*)pinned)[0], ((int*)pinned)[1]));
    }

    [Fact]
    public void Threads_that_share_a_stream_take_turns()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr p = Upload<int>(new int[1000]);
        CUstream stream = Stream();
        Parallel.For(0, 4, _ =>
        {
            Driver.cuCtxSetCurrent(Context);
            for (int i = 0; i < 25; i++)
                Ok(Bump(bump, p, 1000, 1, stream));
        });
        Assert.All(Download<int>(p, 1000), v => Assert.Equal(100, v));
    }

    [UnmanagedCallersOnly]
    private static void Double(void* data) => *(int*)data *= 2;

    [UnmanagedCallersOnly]
    private static void Note(CUstream stream, CUresult status, void* data) => ((int*)data)[1] = status == CUresult.CUDA_SUCCESS && stream.Value != 0 ? 1 : -1;

    [Fact]
    public void A_failed_assertion_is_worded_as_cuda_words_it()
    {
        CUmodule module = Load("""
            .version 7.0
            .target sm_70
            .address_size 64
            .extern .func __assertfail(.param .b64 m, .param .b64 f, .param .b32 l, .param .b64 fn, .param .b64 s);
            .global .align 1 .b8 message[] = {105, 32, 60, 32, 51, 0}; // "i < 3"
            .global .align 1 .b8 file[] = {97, 46, 99, 117, 0}; // "a.cu"
            .global .align 1 .b8 name[] = {118, 111, 105, 100, 32, 107, 40, 105, 110, 116, 41, 0}; // "void k(int)"
            .visible .entry k()
            {
                .reg .b64 %d<3>;
                .reg .b32 %r;
                .reg .pred %p;
                mov.u32 %r, %tid.x;
                setp.lt.u32 %p, %r, 3;
                @%p ret;
                mov.u64 %d0, message;
                cvta.global.u64 %d0, %d0;
                mov.u64 %d1, file;
                cvta.global.u64 %d1, %d1;
                mov.u64 %d2, name;
                cvta.global.u64 %d2, %d2;
                {
                    .param .b64 m; .param .b64 f; .param .b32 l; .param .b64 fn; .param .b64 s;
                    st.param.b64 [m], %d0; st.param.b64 [f], %d1; st.param.b32 [l], 12; st.param.b64 [fn], %d2; st.param.b64 [s], 1;
                    call __assertfail, (m, f, l, fn, s);
                }
                ret;
            }
            """);
        Assert.Equal(CUresult.CUDA_ERROR_ASSERT, Driver.cuLaunchKernel(Function(module, "k"), 1, 1, 1, 8, 1, 1, 0, default, null, null));
        Assert.Contains("a.cu:12: void k(int): block: [0,0,0], thread: [3,0,0] Assertion `i < 3` failed.", Driver.LastError);
    }

    [Fact]
    public void A_cooperative_launch_stays_one_when_its_arguments_come_in_a_buffer()
    {
        CUfunction nothing = Function(Load(), "nothing");
        void** none = stackalloc void*[] { null };
        var huge = new Dim3(1_000_000);
        Ok(Driver.Launch(nothing, huge, new Dim3(1), 0, default, null, none, cooperative: false));
        Assert.Equal(CUresult.CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE, Driver.Launch(nothing, huge, new Dim3(1), 0, default, null, none, cooperative: true));
    }
}
