using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cublas_api.h, level 3: C = alpha·op(A)·op(B) + beta·C with op(A) m×k, op(B) k×n, C m×n, all column-major.
public sealed unsafe partial class NativeCublas
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
        Entry.cublasSgemm(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);

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
        Entry.cublasDgemm(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);

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
        Entry.cublasHgemm(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);

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
        Entry.cublasSgemmEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, B, Btype, ldb, beta, C, Ctype, ldc);

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
        Entry.cublasGemmEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, B, Btype, ldb, beta, C, Ctype, ldc, computeType, algo);

    public cublasStatus_t cublasSgemmStridedBatched(
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
        int batchCount) =>
        Entry.cublasSgemmStridedBatched(handle, transa, transb, m, n, k, alpha, A, lda, strideA, B, ldb, strideB, beta, C, ldc, strideC, batchCount);

    public cublasStatus_t cublasGemmStridedBatchedEx(
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
        cublasGemmAlgo_t algo) =>
        Entry.cublasGemmStridedBatchedEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, strideA, B, Btype, ldb, strideB, beta, C, Ctype, ldc, strideC, batchCount, computeType, algo);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSgemm_v2")]
        internal static partial cublasStatus_t cublasSgemm(
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

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasDgemm_v2")]
        internal static partial cublasStatus_t cublasDgemm(
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

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasHgemm(
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

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasSgemmEx(
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

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasGemmEx(
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

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasSgemmStridedBatched(
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

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasGemmStridedBatchedEx(
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
}
