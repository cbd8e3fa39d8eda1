namespace CudaMlp.Interop.Tests.Facts;

/// <summary>Values of the headers' enumerations (cuda.h 12.8 and 13, cublas_api.h, library_types.h): all where they are regular, else landmarks.</summary>
public class EnumValueTests
{
    [Fact]
    public void Device_attributes_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, 147), Enum.GetValues<CUdevice_attribute>().Select(a => (int)a));

    [Theory]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK, 1)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_WARP_SIZE, 10)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 16)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE, 38)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING, 41)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID, 50)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 75)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, 76)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MANAGED_MEMORY, 83)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH, 95)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, 97)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR, 106)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED, 115)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH, 120)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_NUMA_ID, 131)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_HOST_NUMA_MULTINODE_IPC_SUPPORTED, 143)]
    public void Device_attribute_has_its_number(CUdevice_attribute attribute, int value) => Assert.Equal(value, (int)attribute);

    [Fact]
    public void Results_are_exactly_the_headers()
    {
        int[] expected =
        [
            .. Enumerable.Range(0, 9), 34, 46, 100, 101, 102, 200, 201, 202, .. Enumerable.Range(205, 22), .. Enumerable.Range(300, 5), 400, 401, 402, 500, 600,
            .. Enumerable.Range(700, 6), .. Enumerable.Range(708, 14), .. Enumerable.Range(800, 13), .. Enumerable.Range(900, 19), 999,
        ];
        Assert.Equal(expected, Enum.GetValues<CUresult>().Select(r => (int)r));
    }

    [Theory]
    [InlineData(CUresult.CUDA_ERROR_OUT_OF_MEMORY, 2)]
    [InlineData(CUresult.CUDA_ERROR_NOT_INITIALIZED, 3)]
    [InlineData(CUresult.CUDA_ERROR_INVALID_CONTEXT, 201)]
    [InlineData(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, 209)]
    [InlineData(CUresult.CUDA_ERROR_INVALID_PTX, 218)]
    [InlineData(CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION, 222)]
    [InlineData(CUresult.CUDA_ERROR_CONTAINED, 226)]
    [InlineData(CUresult.CUDA_ERROR_OPERATING_SYSTEM, 304)]
    [InlineData(CUresult.CUDA_ERROR_NOT_FOUND, 500)]
    [InlineData(CUresult.CUDA_ERROR_NOT_READY, 600)]
    [InlineData(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, 700)]
    [InlineData(CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED, 709)]
    [InlineData(CUresult.CUDA_ERROR_MISALIGNED_ADDRESS, 716)]
    [InlineData(CUresult.CUDA_ERROR_LAUNCH_FAILED, 719)]
    [InlineData(CUresult.CUDA_ERROR_NOT_SUPPORTED, 801)]
    [InlineData(CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, 803)]
    [InlineData(CUresult.CUDA_ERROR_CDP_VERSION_MISMATCH, 812)]
    [InlineData(CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, 900)]
    [InlineData(CUresult.CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE, 910)]
    [InlineData(CUresult.CUDA_ERROR_KEY_ROTATION, 916)]
    public void Result_has_its_number(CUresult result, int value) => Assert.Equal(value, (int)result);

    [Fact]
    public void Options_of_the_compiler_are_numbered_without_a_gap()
    {
        Assert.Equal(Enumerable.Range(0, 34), Enum.GetValues<CUjit_option>().Select(o => (int)o));
        Assert.Equal(3, (int)CUjit_option.CU_JIT_INFO_LOG_BUFFER);
        Assert.Equal(5, (int)CUjit_option.CU_JIT_ERROR_LOG_BUFFER);
        Assert.Equal(14, (int)CUjit_option.CU_JIT_CACHE_MODE);
        Assert.Equal(20, (int)CUjit_option.CU_JIT_LTO);
        Assert.Equal(33, (int)CUjit_option.CU_JIT_OVERRIDE_DIRECTIVE_VALUES);
    }

    [Fact]
    public void Attributes_of_functions_and_pointers_are_numbered_without_a_gap()
    {
        Assert.Equal(Enumerable.Range(0, 16), Enum.GetValues<CUfunction_attribute>().Select(a => (int)a));
        Assert.Equal(4, (int)CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS);
        Assert.Equal(8, (int)CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES);
        Assert.Equal(Enumerable.Range(1, 21), Enum.GetValues<CUpointer_attribute>().Select(a => (int)a));
        Assert.Equal(2, (int)CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE);
        Assert.Equal(9, (int)CUpointer_attribute.CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL);
        Assert.Equal(12, (int)CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_SIZE);
    }

    [Fact]
    public void Flags_have_the_headers_bits()
    {
        Assert.Equal(1, (int)CUstream_flags.CU_STREAM_NON_BLOCKING);
        Assert.Equal(2, (int)CUevent_flags.CU_EVENT_DISABLE_TIMING);
        Assert.Equal(1, (int)CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
        Assert.Equal(2, (int)CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED);
        Assert.Equal(2, (int)CUmemhostalloc_flags.CU_MEMHOSTALLOC_DEVICEMAP);
        Assert.Equal(4, (int)CUctx_flags.CU_CTX_SCHED_BLOCKING_SYNC);
        Assert.Equal(8UL, (ulong)CUgraphInstantiate_flags.CUDA_GRAPH_INSTANTIATE_FLAG_USE_NODE_PRIORITY);
        Assert.Equal(2, (int)CUmemorytype.CU_MEMORYTYPE_DEVICE);
        Assert.Equal(2, (int)CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET);
        Assert.Equal(13, (int)CUgraphNodeType.CU_GRAPH_NODE_TYPE_CONDITIONAL);
    }

    [Fact]
    public void Cublas_and_library_types_have_the_headers_values()
    {
        Assert.Equal([0, 1, 3, 7, 8, 11, 13, 14, 15, 16], Enum.GetValues<cublasStatus_t>().Select(s => (int)s));
        Assert.Equal(1, (int)cublasOperation_t.CUBLAS_OP_T);
        Assert.Equal(3, (int)cublasMath_t.CUBLAS_TF32_TENSOR_OP_MATH);
        Assert.Equal(68, (int)cublasComputeType_t.CUBLAS_COMPUTE_32F);
        Assert.Equal(69, (int)cublasComputeType_t.CUBLAS_COMPUTE_32F_PEDANTIC);
        Assert.Equal(74, (int)cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_16F);
        Assert.Equal(75, (int)cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_16BF);
        Assert.Equal(77, (int)cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_TF32);
        Assert.Equal(64, (int)cublasComputeType_t.CUBLAS_COMPUTE_16F);
        Assert.Equal(-1, (int)cublasGemmAlgo_t.CUBLAS_GEMM_DEFAULT);
        Assert.Equal(0, (int)cudaDataType.CUDA_R_32F);
        Assert.Equal(2, (int)cudaDataType.CUDA_R_16F);
        Assert.Equal(14, (int)cudaDataType.CUDA_R_16BF);
    }
}
