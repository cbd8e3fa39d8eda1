using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Freeing what a kernel on another thread still uses.</summary>
public sealed unsafe class FreeingTests : DriverTest
{
    // flags[0] is set when the kernel has begun, flags[1] when it is done with p.
    private const string Busy = """
        .version 7.0
        .target sm_70
        .address_size 64
        .global .align 4 .u32 variable;
        .visible .entry busy(.param .u64 flags, .param .u64 p)
        {
            .reg .pred %q;
            .reg .b32 %r<2>;
            .reg .b64 %d<2>;
            ld.param.u64 %d0, [flags];
            ld.param.u64 %d1, [p];
            mov.u32 %r0, 1;
            st.volatile.global.u32 [%d0], %r0;
            mov.u32 %r1, 0;
        LOOP:
            st.global.u32 [%d1], %r1;
            add.u32 %r1, %r1, 1;
            setp.lt.u32 %q, %r1, 500000;
            @%q bra LOOP;
            st.volatile.global.u32 [%d0+4], %r0;
            ret;
        }
        """;

    private static EmulatedDriver? s_driver;
    private static CUresult s_result;

    [Theory]
    [InlineData("cuMemFree")]
    [InlineData("cuMemFreeAsync")]
    [InlineData("cuMemFreeHost")]
    [InlineData("cuModuleUnload")]
    [InlineData("cuCtxDestroy")]
    public void What_frees_waits_for_the_kernels_under_way(string call)
    {
        CUmodule module = Load(Busy);
        CUfunction busy = Function(module, "busy");
        CUstream stream = Stream(), other = Stream();
        CUdeviceptr p = Allocate(4);
        void* pinned;
        Ok(Driver.cuMemAllocHost(&pinned, 4));
        if (call == "cuMemFreeHost")
            p = new CUdeviceptr((ulong)pinned);
        if (call == "cuModuleUnload")
        {
            CUdeviceptr variable;
            fixed (byte* name = Zero("variable"))
                Ok(Driver.cuModuleGetGlobal(&variable, null, module, name));
            p = variable;
        }
        var flags = (int*)NativeMemory.AllocZeroed(8);
        Ok(Driver.cuMemHostRegister(flags, 8, 0));
        CUresult launched = CUresult.CUDA_ERROR_UNKNOWN;
        var thread = new Thread(() =>
        {
            Driver.cuCtxSetCurrent(Context);
            int* shown = flags;
            CUdeviceptr used = p;
            void** arguments = stackalloc void*[] { &shown, &used };
            launched = Driver.cuLaunchKernel(busy, 1, 1, 1, 1, 1, 1, 0, stream, arguments, null);
        });
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref flags[0]) != 0, TimeSpan.FromMinutes(1)));
        CUresult freed = call switch
        {
            "cuMemFree" => Driver.cuMemFree(p),
            "cuMemFreeAsync" => Driver.cuMemFreeAsync(p, other),
            "cuMemFreeHost" => Driver.cuMemFreeHost(pinned),
            "cuModuleUnload" => Driver.cuModuleUnload(module),
            _ => Driver.cuCtxDestroy(Context),
        };
        int done = Volatile.Read(ref flags[1]);
        thread.Join();
        NativeMemory.Free(flags);
        Assert.Equal((CUresult.CUDA_SUCCESS, CUresult.CUDA_SUCCESS, 1), (freed, launched, done));
    }

    [Fact]
    public void A_host_function_may_not_free_since_it_would_wait_for_itself()
    {
        s_driver = Driver;
        CUdeviceptr p = Allocate(4);
        Ok(Driver.cuLaunchHostFunc(Stream(), &FreeInside, (void*)p.Value));
        Assert.Equal(CUresult.CUDA_ERROR_NOT_PERMITTED, s_result);
        Ok(Driver.cuMemFree(p));
    }

    [UnmanagedCallersOnly]
    private static void FreeInside(void* data) => s_result = s_driver!.cuMemFree(new CUdeviceptr((ulong)data));
}
