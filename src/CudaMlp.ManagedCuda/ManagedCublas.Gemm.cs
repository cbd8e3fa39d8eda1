using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCublas
{
    public cublasStatus_t cublasSgemm(
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
        int ldc) =>
        (cublasStatus_t)RawBlas.cublasSgemm_v2(
            Handle(handle), (McOperation)transa, (McOperation)transb, m, n, k, ref *alpha, Address(A), lda, Address(B), ldb, ref *beta, Address(C), ldc);

    public cublasStatus_t cublasDgemm(
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
        int ldc) =>
        (cublasStatus_t)RawBlas.cublasDgemm_v2(
            Handle(handle), (McOperation)transa, (McOperation)transb, m, n, k, ref *alpha, Address(A), lda, Address(B), ldb, ref *beta, Address(C), ldc);

    public cublasStatus_t cublasHgemm(
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
        int ldc) =>
        cublasGemmEx(
            handle, transa, transb, m, n, k, alpha, A, cudaDataType.CUDA_R_16F, lda, B, cudaDataType.CUDA_R_16F, ldb, beta, C, cudaDataType.CUDA_R_16F, ldc,
            cublasComputeType_t.CUBLAS_COMPUTE_16F, cublasGemmAlgo_t.CUBLAS_GEMM_DEFAULT);

    public cublasStatus_t cublasSgemmEx(
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
        int ldc) =>
        cublasGemmEx(
            handle, transa, transb, m, n, k, alpha, A, Atype, lda, B, Btype, ldb, beta, C, Ctype, ldc,
            cublasComputeType_t.CUBLAS_COMPUTE_32F, cublasGemmAlgo_t.CUBLAS_GEMM_DEFAULT);

    public cublasStatus_t cublasGemmEx(
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
        cublasGemmAlgo_t algo) =>
        (cublasStatus_t)RawBlas.cublasGemmEx(
            Handle(handle), (McOperation)transa, (McOperation)transb, m, n, k, (nint)alpha, Address(A), (McDataType)Atype, lda, Address(B), (McDataType)Btype, ldb,
            (nint)beta, Address(C), (McDataType)Ctype, ldc, (McComputeType)computeType, (McGemmAlgo)algo);
}
