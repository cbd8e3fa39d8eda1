using System.Runtime.InteropServices;
using CudaMlp.Interop.Tests.Native;
using CudaMlp.ManagedCuda;

namespace CudaMlp.Interop.Tests.ManagedCuda;

/// <summary>
/// The optional binding, compiled here against the packages' public signatures (they cannot be restored on every feed) and called through
/// them into the recording library: what reaches C is what the headers say.
/// </summary>
[Collection(nameof(RecordingLibrary))]
public unsafe class ManagedCudaBindingTests
{
    // Made of other calls or of copies: see the single tests below.
    private static readonly string[] Composed =
    [
        "cuInit", "cuDeviceGetName", "cuDeviceGetPCIBusId", "cuDeviceComputeCapability", "cuModuleLoadData", "cuModuleLoadDataEx", "cuModuleGetFunction",
        "cuModuleGetGlobal", "cuMemHostGetDevicePointer", "cuStreamWaitEvent", "cuLaunchKernel", "cuLaunchCooperativeKernel", "cuGraphCreate",
        "cuGraphGetNodes", "cublasHgemm", "cublasSgemmEx", "cublasGetStatusName", "cublasGetStatusString",
    ];

    private static readonly string[] Unsupported =
    [
        "cuGetProcAddress", "cuDeviceGetUuid", "cuDeviceGetByPCIBusId", "cuDeviceGetP2PAttribute", "cuDeviceCanAccessPeer", "cuCtxEnablePeerAccess",
        "cuCtxDisablePeerAccess", "cuModuleLoad", "cuModuleLoadFatBinary", "cuLinkCreate", "cuLinkAddData", "cuLinkAddFile", "cuLinkComplete", "cuLinkDestroy",
        "cuPointerGetAttributes", "cuMemcpyPeer", "cuMemcpy2D", "cuMemcpy2DUnaligned", "cuMemcpy3D", "cuMemcpyPeerAsync", "cuMemcpy2DAsync", "cuMemcpy3DAsync",
        "cuStreamGetId", "cuStreamAddCallback", "cuStreamGetCaptureInfo", "cuFuncSetSharedMemConfig", "cuFuncGetModule", "cuLaunchHostFunc",
        "cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags", "cuOccupancyMaxPotentialBlockSize", "cuGraphAddKernelNode", "cuGraphKernelNodeGetParams",
        "cuGraphExecKernelNodeSetParams", "cuGraphExecUpdate", "cublasSgemmStridedBatched", "cublasGemmStridedBatchedEx", "cublasSaxpy", "cublasSdot",
        "cublasSscal", "cublasSgemv",
    ];

    private readonly ManagedCudaDriver _driver;
    private readonly ManagedCublas _cublas;

    static ManagedCudaBindingTests() => NativeLibrary.SetDllImportResolver(
        typeof(ManagedCudaBindingTests).Assembly,
        (name, _, _) => name switch
        {
            "nvcuda" => NativeLibrary.Load(RecordingLibrary.CudaPath),
            "cublas64_12" => NativeLibrary.Load(RecordingLibrary.CublasPath),
            _ => 0,
        });

    public ManagedCudaBindingTests()
    {
        Assert.SkipWhen(RecordingLibrary.Absence is not null, RecordingLibrary.Absence ?? "");
        Assert.True(ManagedCudaDriver.TryLoad(out var driver, out var failure), failure);
        Assert.True(ManagedCublas.TryLoad(out var cublas, out failure), failure);
        (_driver, _cublas) = (driver, cublas);
    }

    public static TheoryData<string> DriverFunctions => [.. Plain("cuda.prototypes.h")];

    public static TheoryData<string> CublasFunctions => [.. Plain("cublas.prototypes.h")];

    public static TheoryData<string> UnsupportedFunctions => [.. Unsupported];

    [Theory]
    [MemberData(nameof(DriverFunctions))]
    public void Driver_function_passes_each_argument_whole_and_in_place(string function)
    {
        RecordedCall.AssertPasses("cuda.prototypes.h", function, typeof(ICudaDriver), _driver, RecordingLibrary.CudaPath);
    }

    [Theory]
    [MemberData(nameof(CublasFunctions))]
    public void Cublas_function_passes_each_argument_whole_and_in_place(string function)
    {
        RecordedCall.AssertPasses("cublas.prototypes.h", function, typeof(ICublas), _cublas, RecordingLibrary.CublasPath);
    }

    [Theory]
    [MemberData(nameof(UnsupportedFunctions))]
    public void Unsupported_function_says_so(string function)
    {
        if (function.StartsWith("cublas", StringComparison.Ordinal))
            Assert.Equal(cublasStatus_t.CUBLAS_STATUS_NOT_SUPPORTED, RecordedCall.Invoke(function, typeof(ICublas), _cublas));
        else
            Assert.Equal(CUresult.CUDA_ERROR_NOT_SUPPORTED, RecordedCall.Invoke(function, typeof(ICudaDriver), _driver));
    }

    [Fact]
    public void Launch_hands_the_argument_pointers_over_up_to_the_null()
    {
        var parameters = stackalloc void*[] { (void*)0x10, (void*)0x20, (void*)0x30, null, (void*)0x50 };
        _driver.cuLaunchKernel(new CUfunction(1), 2, 3, 4, 5, 6, 7, 8, new CUstream(9), parameters, null);
        parameters[1] = null;
        _driver.cuLaunchKernel(new CUfunction(1), 2, 3, 4, 5, 6, 7, 8, new CUstream(9), parameters, null);
        var record = RecordingLibrary.Record(RecordingLibrary.CudaPath);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], record[1..10]);
        Assert.Equal(0UL, record[11]);

        // The binding keeps the array pinned for the thread, so it can be read after the call.
        var passed = new ReadOnlySpan<nint>((void*)record[10], LaunchArguments.MaximumCount);
        Assert.Equal(0x10, passed[0]);
        Assert.True(passed[1..].IndexOfAnyExcept(0) < 0, "pointers of an earlier launch are left over");
        Assert.Equal(CUresult.CUDA_ERROR_NOT_SUPPORTED, _driver.cuLaunchKernel(default, 1, 1, 1, 1, 1, 1, 0, default, null, parameters));
    }

    [Fact]
    public void Launch_allocates_nothing_after_the_first()
    {
        var parameters = stackalloc void*[] { (void*)0x10, null };
        void LaunchOften()
        {
            for (var i = 0; i < 100; i++)
                _driver.cuLaunchKernel(new CUfunction(1), 1, 1, 1, 1, 1, 1, 0, default, parameters, null);
        }

        LaunchOften();
        Assert.Equal(0, AllocatedBytes.Least(LaunchOften));
    }

    [Fact]
    public void Module_text_is_passed_on_and_binary_code_refused()
    {
        CUmodule module;
        fixed (byte* text = ".version 6.3\0"u8, elf = "\u007FELF\0"u8)
        {
            var option = CUjit_option.CU_JIT_OPTIMIZATION_LEVEL;
            var value = (void*)4;
            Assert.Equal(ResultOf("cuModuleLoadDataEx"), (int)_driver.cuModuleLoadDataEx(&module, text, 1, &option, &value));
            var record = RecordingLibrary.Record(RecordingLibrary.CudaPath);
            Assert.Equal((ulong)&module, record[1]);
            Assert.Equal(1UL, record[3]);
            Assert.Equal((nint)4, (nint)value);
            Assert.Equal(CUresult.CUDA_ERROR_NOT_SUPPORTED, _driver.cuModuleLoadData(&module, elf));
        }
    }

    [Fact]
    public void Composed_calls_reach_their_functions()
    {
        var name = stackalloc byte[8];
        CUfunction function;
        CUdeviceptr address;
        nuint count = 0;
        CUgraph graph;
        Assert.Equal(ResultOf("cuInit"), (int)_driver.cuInit(0));
        Assert.Equal(ResultOf("cuDeviceGetName"), (int)_driver.cuDeviceGetName(name, 8, new CUdevice(3)));
        Assert.Equal(ResultOf("cuDeviceGetPCIBusId"), (int)_driver.cuDeviceGetPCIBusId(name, 8, new CUdevice(3)));
        fixed (byte* kernel = "adam\0"u8)
        {
            Assert.Equal(ResultOf("cuModuleGetFunction"), (int)_driver.cuModuleGetFunction(&function, new CUmodule(7), kernel));
            Assert.Equal(7UL, RecordingLibrary.Record(RecordingLibrary.CudaPath)[2]);
            Assert.Equal(ResultOf("cuModuleGetGlobal_v2"), (int)_driver.cuModuleGetGlobal(&address, &count, new CUmodule(7), kernel));
        }

        Assert.Equal(ResultOf("cuMemHostGetDevicePointer_v2"), (int)_driver.cuMemHostGetDevicePointer(&address, name, 0));
        Assert.Equal(ResultOf("cuStreamWaitEvent"), (int)_driver.cuStreamWaitEvent(new CUstream(5), new CUevent(6), default));
        Assert.Equal(ResultOf("cuGraphCreate"), (int)_driver.cuGraphCreate(&graph, 0));
        Assert.Equal(ResultOf("cuGraphGetNodes"), (int)_driver.cuGraphGetNodes(new CUgraph(9), null, &count));
        Assert.Equal([9UL, 0UL, (ulong)&count], RecordingLibrary.Record(RecordingLibrary.CudaPath)[1..]);
        Assert.Equal("CUBLAS_STATUS_INVALID_VALUE", Marshal.PtrToStringUTF8((nint)_cublas.cublasGetStatusName(cublasStatus_t.CUBLAS_STATUS_INVALID_VALUE)));
    }

    [Fact]
    public void Half_products_become_the_general_one()
    {
        ushort one = 0x3C00;
        _cublas.cublasHgemm(new cublasHandle_t(1), cublasOperation_t.CUBLAS_OP_T, default, 2, 3, 4, &one, new CUdeviceptr(5), 6, new CUdeviceptr(7), 8, &one, new CUdeviceptr(9), 10);
        var record = RecordingLibrary.Record(RecordingLibrary.CublasPath);
        Assert.Equal([1, 1, 0, 2, 3, 4, (ulong)&one, 5, 2, 6, 7, 2, 8, (ulong)&one, 9, 2, 10, 64, 0xFFFF_FFFF], record[1..]);
    }

    private static IEnumerable<string> Plain(string file) =>
        CPrototype.Read(file).Where(p => !Composed.Contains(p.DocumentedName) && !Unsupported.Contains(p.DocumentedName)).Select(p => p.Name);

    private static int ResultOf(string function) => 1000 + CPrototype.Read("cuda.prototypes.h").Select((p, i) => (p.Name, i)).Single(p => p.Name == function).i;
}
