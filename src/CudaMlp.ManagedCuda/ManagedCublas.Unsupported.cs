using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

// What this library does not need.
public sealed unsafe partial class ManagedCublas
{
    public cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, long strideA, CUdeviceptr B, int ldb, long strideB, float* beta, CUdeviceptr C, int ldc, long strideC, int batchCount) =>
        cublasStatus_t.CUBLAS_STATUS_NOT_SUPPORTED;

    public cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, long strideA, CUdeviceptr B, cudaDataType Btype, int ldb, long strideB, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, long strideC, int batchCount, cublasComputeType_t computeType, cublasGemmAlgo_t algo) =>
        cublasStatus_t.CUBLAS_STATUS_NOT_SUPPORTED;

    public cublasStatus_t cublasSaxpy(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy) =>
        cublasStatus_t.CUBLAS_STATUS_NOT_SUPPORTED;

    public cublasStatus_t cublasSdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result) =>
        cublasStatus_t.CUBLAS_STATUS_NOT_SUPPORTED;

    public cublasStatus_t cublasSscal(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx) =>
        cublasStatus_t.CUBLAS_STATUS_NOT_SUPPORTED;

    public cublasStatus_t cublasSgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy) =>
        cublasStatus_t.CUBLAS_STATUS_NOT_SUPPORTED;
}
