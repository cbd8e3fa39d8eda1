using CudaMlp.Interop.Tests.Fakes;

namespace CudaMlp.Interop.Tests.Objects;

public sealed class CublasHandleTests : IDisposable
{
    private readonly FakeDriver _driver = new();
    private readonly FakeCublas _cublas = new();
    private readonly CudaContext _context;
    private readonly CudaStream _stream;

    public CublasHandleTests()
    {
        _context = CudaContext.Open(_driver);
        _stream = new CudaStream(_context);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _context.Dispose();
    }

    [Fact]
    public void Workspace_is_set_after_the_stream_which_would_reset_it()
    {
        using (new CublasHandle(_cublas, _stream, 4096))
            Assert.Equal(["create", "stream", "workspace 4096"], _cublas.Calls);
        Assert.Equal("destroy", _cublas.Calls[^1]);
        Assert.Empty(_driver.LiveBlocks);
    }

    [Fact]
    public void Row_major_product_is_asked_for_transposed()
    {
        using var handle = new CublasHandle(_cublas, _stream);
        var a = new DeviceMatrix(new CUdeviceptr(100), cudaDataType.CUDA_R_16F, 7);
        var b = new DeviceMatrix(new CUdeviceptr(200), cudaDataType.CUDA_R_16BF, 8);
        var c = new DeviceMatrix(new CUdeviceptr(300), cudaDataType.CUDA_R_32F, 9);
        handle.GemmRowMajor(cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_T, 2, 3, 4, 0.5f, a, b, 1.5f, c);
        Assert.Equal(
            "CUBLAS_OP_T CUBLAS_OP_N 3 2 4 0.5 200 CUDA_R_16BF 8 100 CUDA_R_16F 7 1.5 300 CUDA_R_32F 9 CUBLAS_COMPUTE_32F",
            _cublas.Calls[^1]);
    }

    [Fact]
    public void Failure_carries_shape_and_status()
    {
        using var handle = new CublasHandle(_cublas, _stream);
        var matrix = new DeviceMatrix(new CUdeviceptr(100), cudaDataType.CUDA_R_32F, 7);
        _cublas.GemmStatus = cublasStatus_t.CUBLAS_STATUS_INVALID_VALUE;
        var e = Assert.Throws<CublasException>(() =>
            handle.GemmColumnMajor(cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_N, 2, 3, 4, 1, matrix, matrix, 0, matrix));
        Assert.Equal(cublasStatus_t.CUBLAS_STATUS_INVALID_VALUE, e.Status);
        foreach (var part in (string[])["cublasGemmEx", "m 2, n 3, k 4", "ld 7", "CUBLAS_STATUS_INVALID_VALUE (7)", "its text"])
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_type_whose_scales_are_no_floats_is_refused()
    {
        using var handle = new CublasHandle(_cublas, _stream);
        var matrix = new DeviceMatrix(new CUdeviceptr(100), cudaDataType.CUDA_R_16F, 7);
        Assert.Throws<ArgumentException>(() => handle.GemmColumnMajor(
            cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_N, 2, 3, 4, 1, matrix, matrix, 0, matrix, cublasComputeType_t.CUBLAS_COMPUTE_16F));
    }
}
