namespace CudaMlp.Emulator.Native.Tests;

/// <summary>The files themselves.</summary>
public sealed class LibraryTests
{
    [Theory]
    [InlineData("libcuda.so")]
    [InlineData("libcublas.so")]
    [InlineData("libcublas.so.10")]
    [InlineData("libcublas.so.11")]
    [InlineData("libcublas.so.12")]
    [InlineData("libcublas.so.13")]
    public void Every_name_that_clients_open_leads_to_one_file(string name)
    {
        FileSystemInfo? target = File.ResolveLinkTarget(Path.Combine(NativeLibraries.Folder, name), returnFinalTarget: true);
        Assert.Equal("libcuda.so.1", target?.Name);
    }

    [Fact]
    public void Every_function_that_real_clients_were_seen_to_call_is_exported()
    {
        string[] seen =
        [
            "cuInit", "cuDriverGetVersion", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetName", "cuDeviceGetAttribute", "cuDeviceTotalMem_v2",
            "cuCtxCreate_v2", "cuCtxDestroy_v2", "cuCtxSetCurrent", "cuCtxSynchronize", "cuCtxGetSharedMemConfig", "cuCtxSetSharedMemConfig", "cuCtxGetCacheConfig",
            "cuCtxSetCacheConfig", "cuDevicePrimaryCtxRetain", "cuDevicePrimaryCtxRelease_v2", "cuModuleLoadDataEx", "cuModuleGetFunction", "cuModuleUnload",
            "cuFuncGetAttribute", "cuFuncSetAttribute", "cuEventCreate", "cuEventRecord", "cuEventQuery", "cuEventSynchronize", "cuEventDestroy_v2",
            "cuEventElapsedTime", "cuEventElapsedTime_v2", "cuLaunchKernel", "cuMemAlloc_v2", "cuMemFree_v2", "cuMemAllocHost_v2", "cuMemFreeHost",
            "cuMemGetInfo_v2", "cuMemcpy", "cuMemcpyAsync", "cuMemcpyHtoD_v2", "cuMemcpyDtoH_v2", "cuMemcpyDtoD_v2", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2",
            "cuMemcpyDtoDAsync_v2", "cuMemsetD8_v2", "cuMemsetD8Async", "cuMemsetD32_v2", "cuMemHostRegister_v2", "cuMemHostUnregister", "cuMemHostGetDevicePointer_v2",
            "cuOccupancyMaxActiveBlocksPerMultiprocessor", "cuOccupancyMaxPotentialBlockSize", "cuPointerGetAttribute", "cuStreamCreate", "cuStreamDestroy_v2",
            "cuStreamSynchronize", "cuStreamBeginCapture_v2", "cuStreamEndCapture", "cuGraphCreate", "cuGraphDestroy", "cuGraphGetNodes", "cuGraphInstantiateWithFlags",
            "cuGraphLaunch", "cuGraphExecDestroy", "cuGetErrorName", "cuGetErrorString", "cuGetProcAddress", "cuGetProcAddress_v2",
            "cublasCreate_v2", "cublasDestroy_v2", "cublasGetVersion_v2", "cublasSetStream_v2", "cublasSetMathMode", "cublasSetPointerMode_v2", "cublasSetWorkspace_v2",
            "cublasSgemm_v2", "cublasDgemm_v2", "cublasHgemm", "cublasSgemmEx", "cublasGemmEx", "cublasGemmStridedBatchedEx",
        ];
        Assert.Subset(NativeLibraries.Exports().ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public void What_is_not_there_says_so_by_name_when_it_is_called()
    {
        string[] names = ["cuArrayCreate_v2", "cuIpcGetMemHandle", "cuMemGetAttribute_v2", "cuCoredumpGetAttribute", "cublasCtrsm_v2"];
        Child silent = Invoke();
        Assert.Equal("cuArrayCreate_v2 801\ncuIpcGetMemHandle 801\ncuMemGetAttribute_v2 801\ncuCoredumpGetAttribute 801\ncublasCtrsm_v2 15\n", silent.Output);
        Assert.Equal("", silent.Errors);
        string[] said = Invoke(("CUDAMLP_EMULATOR_VERBOSE", "1")).Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Select(name => $"cudamlp emulator: {name} is not supported"), said);

        Child Invoke(params (string, string)[] environment) =>
            Child.Run(CProgram.Compile("procaddress"), ["invoke", .. names], [("LD_LIBRARY_PATH", NativeLibraries.Folder), .. environment]);
    }

    [Fact]
    public void Every_name_of_a_function_that_is_absent_is_needed()
    {
        string project = Repository.At("src", "CudaMlp.Emulator.Native");
        string[] absent = File.ReadAllLines(Path.Combine(project, "Absent", "absent.names"));
        string present = string.Concat(Directory.EnumerateFiles(Path.Combine(project, "Exports")).Select(File.ReadAllText));
        Assert.DoesNotContain(absent, name => present.Contains($"EntryPoint = \"{name}\"", StringComparison.Ordinal));
        Assert.Equal(absent.Distinct().Order(StringComparer.Ordinal), absent);
    }

    [Fact]
    public void A_program_linked_against_the_library_starts_on_it_and_on_another_driver()
    {
        string other = Path.Combine(AppContext.BaseDirectory, "plaindriver");
        Directory.CreateDirectory(other);
        _ = CProgram.Compile("plaindriver", Path.Combine("plaindriver", "libcuda.so.1"), "-shared", "-fPIC", "-Wl,-soname,libcuda.so.1");
        string program = CProgram.Compile("linked", null, "-L", NativeLibraries.Folder, "-lcuda");
        Assert.Equal("0 12090", Child.Run(program, [], ("LD_LIBRARY_PATH", NativeLibraries.Folder)).Output.Trim());
        Child run = Child.Run(program, [], ("LD_LIBRARY_PATH", other));
        Assert.True(run.Output.Trim() == "0 4242", run.ToString());
    }
}
