using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// cuBLAS: level 3.
internal static unsafe partial class CublasExports
{
    [UnmanagedCallersOnly(EntryPoint = "cublasSgemm_v2")]
    public static cublasStatus_t cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, float* beta, CUdeviceptr C, int ldc) { try { return Emulation.Cublas.cublasSgemm(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDgemm_v2")]
    public static cublasStatus_t cublasDgemm_v2(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, double* beta, CUdeviceptr C, int ldc) { try { return Emulation.Cublas.cublasDgemm(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasHgemm")]
    public static cublasStatus_t cublasHgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, ushort* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, ushort* beta, CUdeviceptr C, int ldc) { try { return Emulation.Cublas.cublasHgemm(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSgemmEx")]
    public static cublasStatus_t cublasSgemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, float* beta, CUdeviceptr C, cudaDataType Ctype, int ldc) { try { return Emulation.Cublas.cublasSgemmEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, B, Btype, ldb, beta, C, Ctype, ldc); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGemmEx")]
    public static cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, cublasComputeType_t computeType, cublasGemmAlgo_t algo) { try { return Emulation.Cublas.cublasGemmEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, B, Btype, ldb, beta, C, Ctype, ldc, computeType, algo); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSgemmStridedBatched")]
    public static cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, long strideA, CUdeviceptr B, int ldb, long strideB, float* beta, CUdeviceptr C, int ldc, long strideC, int batchCount) { try { return Emulation.Cublas.cublasSgemmStridedBatched(handle, transa, transb, m, n, k, alpha, A, lda, strideA, B, ldb, strideB, beta, C, ldc, strideC, batchCount); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGemmStridedBatchedEx")]
    public static cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, long strideA, CUdeviceptr B, cudaDataType Btype, int ldb, long strideB, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, long strideC, int batchCount, cublasComputeType_t computeType, cublasGemmAlgo_t algo) { try { return Emulation.Cublas.cublasGemmStridedBatchedEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, strideA, B, Btype, ldb, strideB, beta, C, Ctype, ldc, strideC, batchCount, computeType, algo); } catch (Exception e) { return Emulation.FailedCublas(e); } }
}
