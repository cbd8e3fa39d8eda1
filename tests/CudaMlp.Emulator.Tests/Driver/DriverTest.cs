using System.Runtime.InteropServices;
using System.Text;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>A driver with a current context and the sanitizer on, and shorthand for calls that must succeed.</summary>
public abstract unsafe class DriverTest : IDisposable
{
    /// <summary>bump(p, n, add): p[i] += add for i below n. store(p): *p = 7. shared(p): reverses 64 ints through dynamic shared memory.</summary>
    protected const string Kernels = """
        .version 7.0
        .target sm_70
        .address_size 64
        .global .align 4 .u32 counter = 41;
        .extern .shared .align 4 .b8 dyn[];
        .visible .entry bump(.param .u64 p, .param .u32 n, .param .u32 add)
        {
            .reg .pred %q;
            .reg .b32 %r<8>;
            .reg .b64 %d<4>;
            ld.param.u64 %d0, [p];
            ld.param.u32 %r0, [n];
            ld.param.u32 %r1, [add];
            mov.u32 %r2, %ctaid.x;
            mov.u32 %r3, %ntid.x;
            mov.u32 %r4, %tid.x;
            mad.lo.s32 %r5, %r2, %r3, %r4;
            setp.ge.u32 %q, %r5, %r0;
            @%q ret;
            mul.wide.u32 %d1, %r5, 4;
            add.u64 %d2, %d0, %d1;
            ld.global.u32 %r6, [%d2];
            add.u32 %r6, %r6, %r1;
            st.global.u32 [%d2], %r6;
            ret;
        }
        .visible .entry store(.param .u64 p)
        {
            .reg .b32 %r<2>;
            .reg .b64 %d<2>;
            ld.param.u64 %d0, [p];
            mov.u32 %r0, 7;
            st.global.u32 [%d0], %r0;
            ret;
        }
        .visible .entry nothing()
        {
            ret;
        }
        .visible .entry shared(.param .u64 p)
        {
            .reg .b32 %r<8>;
            .reg .b64 %d<4>;
            ld.param.u64 %d0, [p];
            mov.u32 %r0, %tid.x;
            mul.wide.u32 %d1, %r0, 4;
            add.u64 %d2, %d0, %d1;
            ld.global.u32 %r1, [%d2];
            mov.u32 %r2, dyn;
            shl.b32 %r3, %r0, 2;
            add.u32 %r4, %r2, %r3;
            st.shared.u32 [%r4], %r1;
            bar.sync 0;
            sub.u32 %r5, 252, %r3;
            add.u32 %r6, %r2, %r5;
            ld.shared.u32 %r7, [%r6];
            st.global.u32 [%d2], %r7;
            ret;
        }
        .visible .entry fixed()
        .reqntid 64, 1, 1
        {
            ret;
        }
        """;

    protected DriverTest(EmulatorOptions? options = null)
    {
        Cuda = EmulatedCuda.Create(options ?? new EmulatorOptions { Sanitize = true });
        Ok(Driver.cuInit(0));
        CUcontext context;
        Ok(Driver.cuCtxCreate(&context, CUctx_flags.CU_CTX_SCHED_AUTO, default));
        Context = context;
    }

    protected EmulatedCuda Cuda { get; }

    protected EmulatedDriver Driver => Cuda.Driver;

    protected CUcontext Context { get; }

    public void Dispose()
    {
        Cuda.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Ok(CUresult result) => Assert.True(result == CUresult.CUDA_SUCCESS, $"{result}: {Driver.LastError}");

    protected static byte[] Zero(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    protected CUmodule Load(string ptx = Kernels)
    {
        CUmodule module;
        fixed (byte* image = Zero(ptx))
            Ok(Driver.cuModuleLoadData(&module, image));
        return module;
    }

    protected CUfunction Function(CUmodule module, string name)
    {
        CUfunction function;
        fixed (byte* p = Zero(name))
            Ok(Driver.cuModuleGetFunction(&function, module, p));
        return function;
    }

    protected CUdeviceptr Allocate(nuint bytes)
    {
        CUdeviceptr p;
        Ok(Driver.cuMemAlloc(&p, bytes));
        return p;
    }

    protected CUdeviceptr Upload<T>(params ReadOnlySpan<T> values)
        where T : unmanaged
    {
        CUdeviceptr p = Allocate((nuint)(values.Length * sizeof(T)));
        fixed (T* source = &MemoryMarshal.GetReference(values))
            Ok(Driver.cuMemcpyHtoD(p, source, (nuint)(values.Length * sizeof(T))));
        return p;
    }

    protected T[] Download<T>(CUdeviceptr source, int count)
        where T : unmanaged
    {
        var values = new T[count];
        fixed (T* p = values)
            Ok(Driver.cuMemcpyDtoH(p, source, (nuint)(count * sizeof(T))));
        return values;
    }

    protected CUstream Stream(CUstream_flags flags = CUstream_flags.CU_STREAM_NON_BLOCKING)
    {
        CUstream stream;
        Ok(Driver.cuStreamCreate(&stream, flags));
        return stream;
    }

    protected CUevent Event(CUevent_flags flags = CUevent_flags.CU_EVENT_DEFAULT)
    {
        CUevent created;
        Ok(Driver.cuEventCreate(&created, flags));
        return created;
    }

    /// <summary>Launches <c>bump</c> over n elements.</summary>
    protected CUresult Bump(CUfunction bump, CUdeviceptr p, uint n, uint add, CUstream stream = default)
    {
        void** arguments = stackalloc void*[] { &p, &n, &add };
        return Driver.cuLaunchKernel(bump, (n + 31) / 32, 1, 1, 32, 1, 1, 0, stream, arguments, null);
    }

    protected CUgraph EndCapture(CUstream stream)
    {
        CUgraph graph;
        Ok(Driver.cuStreamEndCapture(stream, &graph));
        return graph;
    }

    protected CUgraphExec Instantiate(CUgraph graph)
    {
        CUgraphExec exec;
        Ok(Driver.cuGraphInstantiateWithFlags(&exec, graph, CUgraphInstantiate_flags.None));
        return exec;
    }
}
