namespace CudaMlp.Interop;

// cublas_api.h, level 3: C = alpha·op(A)·op(B) + beta·C with op(A) m×k, op(B) k×n, C m×n, all column-major.
public unsafe partial interface ICublas
{
    cublasStatus_t cublasSgemm(
        cublasHandle_t handle,
        cublasOperation_t transa,
        cublasOperation_t transb,
        int m,
        int n,
        int k,
        float* alpha,
        CUdeviceptr A,
        int lda,
        CUdeviceptr B,
        int ldb,
        float* beta,
        CUdeviceptr C,
        int ldc);

    cublasStatus_t cublasDgemm(
        cublasHandle_t handle,
        cublasOperation_t transa,
        cublasOperation_t transb,
        int m,
        int n,
        int k,
        double* alpha,
        CUdeviceptr A,
        int lda,
        CUdeviceptr B,
        int ldb,
        double* beta,
        CUdeviceptr C,
        int ldc);

    /// <summary>fp16 throughout: <c>__half</c> is passed as its bits.</summary>
    cublasStatus_t cublasHgemm(
        cublasHandle_t handle,
        cublasOperation_t transa,
        cublasOperation_t transb,
        int m,
        int n,
        int k,
        ushort* alpha,
        CUdeviceptr A,
        int lda,
        CUdeviceptr B,
        int ldb,
        ushort* beta,
        CUdeviceptr C,
        int ldc);

    /// <summary>Storage by type, arithmetic in fp32.</summary>
    cublasStatus_t cublasSgemmEx(
        cublasHandle_t handle,
        cublasOperation_t transa,
        cublasOperation_t transb,
        int m,
        int n,
        int k,
        float* alpha,
        CUdeviceptr A,
        cudaDataType Atype,
        int lda,
        CUdeviceptr B,
        cudaDataType Btype,
        int ldb,
        float* beta,
        CUdeviceptr C,
        cudaDataType Ctype,
        int ldc);

    /// <summary>Storage by type, arithmetic by <paramref name="computeType"/>, which also is the type of alpha and beta.</summary>
    cublasStatus_t cublasGemmEx(
        cublasHandle_t handle,
        cublasOperation_t transa,
        cublasOperation_t transb,
        int m,
        int n,
        int k,
        void* alpha,
        CUdeviceptr A,
        cudaDataType Atype,
        int lda,
        CUdeviceptr B,
        cudaDataType Btype,
        int ldb,
        void* beta,
        CUdeviceptr C,
        cudaDataType Ctype,
        int ldc,
        cublasComputeType_t computeType,
        cublasGemmAlgo_t algo);

    cublasStatus_t cublasSgemmStridedBatched(
        cublasHandle_t handle,
        cublasOperation_t transa,
        cublasOperation_t transb,
        int m,
        int n,
        int k,
        float* alpha,
        CUdeviceptr A,
        int lda,
        long strideA,
        CUdeviceptr B,
        int ldb,
        long strideB,
        float* beta,
        CUdeviceptr C,
        int ldc,
        long strideC,
        int batchCount);

    cublasStatus_t cublasGemmStridedBatchedEx(
        cublasHandle_t handle,
        cublasOperation_t transa,
        cublasOperation_t transb,
        int m,
        int n,
        int k,
        void* alpha,
        CUdeviceptr A,
        cudaDataType Atype,
        int lda,
        long strideA,
        CUdeviceptr B,
        cudaDataType Btype,
        int ldb,
        long strideB,
        void* beta,
        CUdeviceptr C,
        cudaDataType Ctype,
        int ldc,
        long strideC,
        int batchCount,
        cublasComputeType_t computeType,
        cublasGemmAlgo_t algo);
}
