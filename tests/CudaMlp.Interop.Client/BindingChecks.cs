using System.Text;
using CudaMlp.ManagedCuda;

namespace CudaMlp.Interop.Client;

/// <summary>What the library asks of a driver and of cuBLAS, each once, with known results.</summary>
internal static class BindingChecks
{
    public const int Length = 1000;

    // p[i] = p[i] * s + b for i < n: a pointer, a float, a 16-bit and a 32-bit argument, so that their places matter.
    private const string Ptx = """
        .version 6.3
        .target sm_70
        .address_size 64
        .visible .global .align 4 .u32 answer = 42;
        .visible .entry scale(.param .u64 p, .param .f32 s, .param .u16 b, .param .u32 n)
        {
            .reg .pred %p1;
            .reg .b16 %h1;
            .reg .b32 %r<6>;
            .reg .f32 %f<5>;
            .reg .b64 %rd<5>;
            ld.param.u64 %rd1, [p];
            ld.param.f32 %f1, [s];
            ld.param.u16 %h1, [b];
            ld.param.u32 %r1, [n];
            mov.u32 %r2, %ctaid.x;
            mov.u32 %r3, %ntid.x;
            mov.u32 %r4, %tid.x;
            mad.lo.s32 %r5, %r2, %r3, %r4;
            setp.ge.u32 %p1, %r5, %r1;
            @%p1 bra DONE;
            cvta.to.global.u64 %rd2, %rd1;
            mul.wide.u32 %rd3, %r5, 4;
            add.s64 %rd4, %rd2, %rd3;
            ld.global.f32 %f2, [%rd4];
            cvt.rn.f32.u16 %f3, %h1;
            fma.rn.f32 %f4, %f2, %f1, %f3;
            st.global.f32 [%rd4], %f4;
        DONE:
            ret;
        }
        .extern .shared .align 4 .b32 dynamic[];
        // The last word of the block's dynamic shared memory, written and read back.
        .visible .entry last_word(.param .u64 p, .param .u32 word)
        {
            .reg .b32 %r<6>;
            .reg .b64 %rd<3>;
            ld.param.u64 %rd1, [p];
            ld.param.u32 %r1, [word];
            shl.b32 %r2, %r1, 2;
            mov.u32 %r3, dynamic;
            add.s32 %r4, %r3, %r2;
            st.shared.u32 [%r4], %r1;
            ld.shared.u32 %r5, [%r4];
            cvta.to.global.u64 %rd2, %rd1;
            st.global.u32 [%rd2], %r5;
            ret;
        }
        """;

    public static IReadOnlyList<(string Name, Action<CudaContext, ICublas> Check)> All =>
    [
        ("device", Device),
        ("kernel", Kernel),
        ("large-shared-memory", LargeSharedMemory),
        ("graph", Graph),
        ("graph-update", GraphUpdate),
        ("copies", Copies),
        ("module-global", ModuleGlobal),
        ("events", Events),
        ("gemm-row-major", GemmRowMajor),
        ("gemm-half", GemmHalf),
        ("error-of-ptx", ErrorOfPtx),
        ("error-of-memory", ErrorOfMemory),
        ("error-of-cublas", ErrorOfCublas),
        ("another-thread", AnotherThread),
    ];

    private static void Device(CudaContext context, ICublas cublas)
    {
        Expect.That(context.Device.Name.Length > 0, "the device has a name");
        Expect.That(context.Device.ComputeCapability >= new ComputeCapability(7, 0), $"capability {context.Device.ComputeCapability}");
        Expect.That(context.Device is { MultiprocessorCount: > 0, ClockRate: > 0 }, "multiprocessors, and a clock");
        Expect.That(context.Device.GetAttribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_WARP_SIZE) == 32, "warp size");
        Expect.That(context.Device.PciBusId is { Length: >= 12 }, $"PCI bus id {context.Device.PciBusId}");
        var (free, total) = context.GetMemoryInfo();
        Expect.That(free > 0 && free <= total && total <= context.Device.TotalMemory + (1UL << 30), $"memory {free} of {total}");
    }

    private static void Kernel(CudaContext context, ICublas cublas)
    {
        using var stream = new CudaStream(context);
        using var module = Module(context);
        var function = module.GetFunction("scale");
        Expect.That(function.MaximumBlockSize >= 128 && function.GetActiveBlocksPerMultiprocessor(128) > 0, "a block of 128 fits");
        Expect.That(function is { RegistersPerThread: > 0, LocalBytes: 0, StaticSharedBytes: 0 }, "its registers; no local and no shared memory");
        using var buffer = Ramp(context);
        Scale(function, buffer, stream);
        var result = buffer.ToArray(stream);
        for (var i = 0; i < Length; i++)
            Expect.That(result[i] == (2f * i) + 3f, $"element {i} is {result[i]}");
    }

    private static void Graph(CudaContext context, ICublas cublas)
    {
        using var stream = new CudaStream(context);
        using var module = Module(context);
        var function = module.GetFunction("scale");
        using var buffer = Ramp(context);
        CudaGraphExec exec;
        using (var capture = stream.BeginCapture())
        {
            Scale(function, buffer, stream);
            buffer.Slice(0, 1).Clear(stream);
            using var graph = capture.Complete();
            Expect.That(graph.GetNodeTypes().Order().SequenceEqual([CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL, CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET]), "its two nodes");
            exec = graph.Instantiate();
        }

        using (exec)
        {
            exec.Upload(stream);
            exec.Launch(stream);
            exec.Launch(stream);
            stream.Synchronize();
        }

        var result = buffer.ToArray(stream);
        Expect.That(result[0] == 0f, $"element 0 is {result[0]}");
        for (var i = 1; i < Length; i++)
            Expect.That(result[i] == (2f * ((2f * i) + 3f)) + 3f, $"element {i} is {result[i]}");
    }

    private static void LargeSharedMemory(CudaContext context, ICublas cublas)
    {
        const int Bytes = 64 << 10, Word = (Bytes / 4) - 1;
        using var stream = new CudaStream(context);
        using var module = Module(context);
        var function = module.GetFunction("last_word");
        using var buffer = new DeviceBuffer<int>(context, 1);
        void Launch()
        {
            var arguments = new LaunchArguments();
            arguments.Add(buffer);
            arguments.Add(Word);
            function.Launch(new LaunchShape(1, 1) { SharedBytes = Bytes }, stream, ref arguments);
        }

        Expect.Throws<CudaException>(Launch, "CUDA_ERROR_INVALID_VALUE", "last_word");
        function.AllowDynamicSharedBytes(Bytes);
        Launch();
        Expect.That(buffer.ToArray(stream) is [Word], "the word was kept");
    }

    private static void GraphUpdate(CudaContext context, ICublas cublas)
    {
        using var stream = new CudaStream(context);
        using var buffer = new DeviceBuffer<int>(context, Length);
        CudaGraph Fill(int value, int count)
        {
            using var capture = stream.BeginCapture();
            buffer.Slice(0, count).Fill(value, stream);
            if (count < Length)
                buffer.Slice(count, Length - count).Fill(-1, stream);
            return capture.Complete();
        }

        using var sevens = Fill(7, Length);
        using var nines = Fill(9, Length);
        using var two = Fill(9, 10);
        using var exec = sevens.Instantiate();
        if (context.Driver is ManagedCudaDriver)
        {
            Expect.Throws<CudaException>(() => exec.TryUpdate(nines), "CUDA_ERROR_NOT_SUPPORTED", "cuGraphExecUpdate");
            return;
        }

        Expect.That(exec.TryUpdate(nines) == CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_SUCCESS, "other values are taken over");
        exec.Launch(stream);
        Expect.That(buffer.ToArray(stream).All(v => v == 9), "the new value was filled in");
        Expect.That(exec.TryUpdate(two) == CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED, "a graph of two nodes is another one");
    }

    private static void Copies(CudaContext context, ICublas cublas)
    {
        using var stream = new CudaStream(context);
        using var pinned = new PinnedBuffer<int>(context, Length);
        using var buffer = new DeviceBuffer<int>(context, Length);
        using var other = new DeviceBuffer<int>(context, Length);
        for (var i = 0; i < Length; i++)
            pinned.Span[i] = i;
        buffer.View.CopyFromAsync(pinned, 0, Length, stream);
        buffer.View.CopyToAsync(other.View, stream);
        other.Slice(10, 5).Fill(-7, stream);
        other.View.CopyToAsync(pinned, 0, Length, stream);
        stream.Synchronize();
        for (var i = 0; i < Length; i++)
            Expect.That(pinned.Span[i] == (i is >= 10 and < 15 ? -7 : i), $"element {i} is {pinned.Span[i]}");
        other.CopyFrom([1, 2, 3]);
        var three = new int[3];
        other.CopyTo(three);
        Expect.That(three is [1, 2, 3], "the synchronous copies");
    }

    private static void ModuleGlobal(CudaContext context, ICublas cublas)
    {
        using var module = Module(context);
        Expect.That(module.GetGlobal("answer") is { Address.IsNull: false, Bytes: 4 }, "the variable has an address and 4 bytes");
        Expect.Throws<CudaException>(() => module.GetFunction("nothing"), "CUDA_ERROR_NOT_FOUND", "nothing");
    }

    private static void Events(CudaContext context, ICublas cublas)
    {
        using var first = new CudaStream(context);
        using var second = new CudaStream(context);
        using var start = new CudaEvent(context, timing: true);
        using var end = new CudaEvent(context, timing: true);
        using var buffer = new DeviceBuffer<byte>(context, 1 << 20);
        start.Record(first);
        buffer.Clear(first);
        end.Record(first);
        second.WaitFor(end);
        second.Synchronize();
        end.Synchronize();
        Expect.That(end.IsDone && first.IsIdle, "all is done");
        Expect.That(end.MillisecondsSince(start) >= 0, "time does not run backwards");
    }

    private static void GemmRowMajor(CudaContext context, ICublas cublas)
    {
        using var stream = new CudaStream(context);
        using var handle = new CublasHandle(cublas, stream, 4 << 20);
        Expect.That(handle.Version >= 120000, $"version {handle.Version}");
        handle.MathMode = cublasMath_t.CUBLAS_PEDANTIC_MATH;
        Expect.That(handle.MathMode == cublasMath_t.CUBLAS_PEDANTIC_MATH, "the mode that was set");

        // A is 2×3, B is 3×2 and given transposed.
        using var a = DeviceBuffer<float>.From(context, [1, 2, 3, 4, 5, 6]);
        using var b = DeviceBuffer<float>.From(context, [7, 9, 11, 8, 10, 12]);
        using var c = DeviceBuffer<float>.From(context, [1, 1, 1, 1]);
        handle.GemmRowMajor(
            cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_T, 2, 2, 3, 2f, Matrix(a, 3), Matrix(b, 3), -1f, Matrix(c, 2));
        Expect.That(c.ToArray(stream) is [115, 127, 277, 307], $"the product is {string.Join(", ", c.ToArray(stream))}");
    }

    private static void GemmHalf(CudaContext context, ICublas cublas)
    {
        using var stream = new CudaStream(context);
        using var handle = new CublasHandle(cublas, stream);
        using var a = DeviceBuffer<Half>.From(context, [(Half)1, (Half)2, (Half)3, (Half)4]);
        using var c = new DeviceBuffer<float>(context, 4);
        var half = new DeviceMatrix(a.Address, cudaDataType.CUDA_R_16F, 2);
        handle.GemmRowMajor(cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_N, 2, 2, 2, 1f, half, half, 0f, Matrix(c, 2));
        Expect.That(c.ToArray(stream) is [7, 10, 15, 22], $"the product is {string.Join(", ", c.ToArray(stream))}");
    }

    private static void ErrorOfPtx(CudaContext context, ICublas cublas) => Expect.Throws<CudaModuleLoadException>(
        () => _ = new CudaModule(context, Encoding.UTF8.GetBytes(Ptx.Replace("fma.rn.f32", "fma.nonsense", StringComparison.Ordinal)), "broken"),
        "CUDA_ERROR_INVALID_PTX",
        "line");

    private static void ErrorOfMemory(CudaContext context, ICublas cublas) => Expect.Throws<CudaOutOfMemoryException>(
        () => _ = new DeviceBuffer<byte>(context, 1L << 45),
        "35,184,372,088,832 bytes asked for",
        "bytes free");

    private static void ErrorOfCublas(CudaContext context, ICublas cublas)
    {
        using var stream = new CudaStream(context);
        using var handle = new CublasHandle(cublas, stream);
        using var a = new DeviceBuffer<float>(context, 64);
        Expect.Throws<CublasException>(
            () => handle.GemmRowMajor(cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_N, 8, 8, 8, 1f, Matrix(a, 1), Matrix(a, 1), 0f, Matrix(a, 1)),
            "CUBLAS_STATUS_INVALID_VALUE",
            "m 8, n 8, k 8");
    }

    private static void AnotherThread(CudaContext context, ICublas cublas)
    {
        var buffer = Ramp(context);
        float[]? seen = null;
        var thread = new Thread(() =>
        {
            seen = buffer.ToArray();
            buffer.Dispose();
        });
        thread.Start();
        thread.Join();
        Expect.That(seen is [0, 1, 2, ..], "the other thread read the buffer");
        context.Synchronize();
    }

    private static CudaModule Module(CudaContext context) => new(context, Encoding.UTF8.GetBytes(Ptx), "checks");

    private static DeviceBuffer<float> Ramp(CudaContext context) => DeviceBuffer<float>.From(context, [.. Enumerable.Range(0, Length).Select(i => (float)i)]);

    private static DeviceMatrix Matrix(DeviceBuffer<float> buffer, int leadingDimension) => new(buffer.Address, cudaDataType.CUDA_R_32F, leadingDimension);

    private static void Scale(CudaFunction function, DeviceBuffer<float> buffer, CudaStream stream)
    {
        var arguments = new LaunchArguments();
        arguments.Add(buffer);
        arguments.Add(2f);
        arguments.Add((ushort)3);
        arguments.Add(Length);
        function.Launch(LaunchShape.ForItems(Length, 128), stream, ref arguments);
    }
}
