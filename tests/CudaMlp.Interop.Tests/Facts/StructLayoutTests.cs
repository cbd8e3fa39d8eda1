namespace CudaMlp.Interop.Tests.Facts;

/// <summary>Sizes and offsets in bytes as the C compilers of the 64-bit platforms lay the structures of cuda.h out.</summary>
public unsafe class StructLayoutTests
{
    [Fact]
    public void Handles_are_as_wide_as_their_typedefs()
    {
        Assert.Equal(8, sizeof(CUdeviceptr));
        Assert.Equal(4, sizeof(CUdevice));
        Assert.Equal(8, sizeof(CUcontext));
        Assert.Equal(8, sizeof(CUmodule));
        Assert.Equal(8, sizeof(CUfunction));
        Assert.Equal(8, sizeof(CUlinkState));
        Assert.Equal(8, sizeof(CUstream));
        Assert.Equal(8, sizeof(CUevent));
        Assert.Equal(8, sizeof(CUarray));
        Assert.Equal(8, sizeof(CUgraph));
        Assert.Equal(8, sizeof(CUgraphExec));
        Assert.Equal(8, sizeof(CUgraphNode));
        Assert.Equal(8, sizeof(cublasHandle_t));
        Assert.Equal(16, sizeof(CUuuid));
    }

    [Fact]
    public void Memcpy2D_has_128_bytes()
    {
        CUDA_MEMCPY2D s;
        Assert.Equal(128, sizeof(CUDA_MEMCPY2D));
        AssertOffsets(
            &s,
            0, (long)&s.srcXInBytes, 8, (long)&s.srcY, 16, (long)&s.srcMemoryType, 24, (long)&s.srcHost, 32, (long)&s.srcDevice, 40, (long)&s.srcArray, 48, (long)&s.srcPitch,
            56, (long)&s.dstXInBytes, 64, (long)&s.dstY, 72, (long)&s.dstMemoryType, 80, (long)&s.dstHost, 88, (long)&s.dstDevice, 96, (long)&s.dstArray, 104, (long)&s.dstPitch,
            112, (long)&s.WidthInBytes, 120, (long)&s.Height);
    }

    [Fact]
    public void Memcpy3D_has_200_bytes()
    {
        CUDA_MEMCPY3D s;
        Assert.Equal(200, sizeof(CUDA_MEMCPY3D));
        AssertOffsets(
            &s,
            0, (long)&s.srcXInBytes, 8, (long)&s.srcY, 16, (long)&s.srcZ, 24, (long)&s.srcLOD, 32, (long)&s.srcMemoryType, 40, (long)&s.srcHost, 48, (long)&s.srcDevice,
            56, (long)&s.srcArray, 64, (long)&s.reserved0, 72, (long)&s.srcPitch, 80, (long)&s.srcHeight,
            88, (long)&s.dstXInBytes, 96, (long)&s.dstY, 104, (long)&s.dstZ, 112, (long)&s.dstLOD, 120, (long)&s.dstMemoryType, 128, (long)&s.dstHost, 136, (long)&s.dstDevice,
            144, (long)&s.dstArray, 152, (long)&s.reserved1, 160, (long)&s.dstPitch, 168, (long)&s.dstHeight,
            176, (long)&s.WidthInBytes, 184, (long)&s.Height, 192, (long)&s.Depth);
    }

    [Fact]
    public void Kernel_node_parameters_of_version_2_have_72_bytes()
    {
        CUDA_KERNEL_NODE_PARAMS s;
        Assert.Equal(72, sizeof(CUDA_KERNEL_NODE_PARAMS));
        AssertOffsets(
            &s,
            0, (long)&s.func, 8, (long)&s.gridDimX, 12, (long)&s.gridDimY, 16, (long)&s.gridDimZ, 20, (long)&s.blockDimX, 24, (long)&s.blockDimY, 28, (long)&s.blockDimZ,
            32, (long)&s.sharedMemBytes, 40, (long)&s.kernelParams, 48, (long)&s.extra, 56, (long)&s.kern, 64, (long)&s.ctx);
    }

    [Fact]
    public void Exec_update_result_has_24_bytes()
    {
        CUgraphExecUpdateResultInfo s;
        Assert.Equal(24, sizeof(CUgraphExecUpdateResultInfo));
        AssertOffsets(&s, 0, (long)&s.result, 8, (long)&s.errorNode, 16, (long)&s.errorFromNode);
    }

    /// <param name="start">The structure's address.</param>
    /// <param name="fields">Pairs: the offset that C gives a field, the field's address here.</param>
    private static void AssertOffsets(void* start, params ReadOnlySpan<long> fields)
    {
        for (var i = 0; i < fields.Length; i += 2)
            Assert.Equal(fields[i], fields[i + 1] - (long)start);
    }
}
