using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// cuBLAS beyond ICublas: the rest of level 1, fp64, batches of pointers, sums of matrices.
internal static unsafe partial class CublasExports
{
    [UnmanagedCallersOnly(EntryPoint = "cublasDaxpy_v2")]
    public static cublasStatus_t cublasDaxpy_v2(cublasHandle_t handle, int n, double* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasDaxpy(handle, n, alpha, x, incx, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDdot_v2")]
    public static cublasStatus_t cublasDdot_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, double* result) { try { return Emulation.Cublas.cublasDdot(handle, n, x, incx, y, incy, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDscal_v2")]
    public static cublasStatus_t cublasDscal_v2(cublasHandle_t handle, int n, double* alpha, CUdeviceptr x, int incx) { try { return Emulation.Cublas.cublasDscal(handle, n, alpha, x, incx); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDgemv_v2")]
    public static cublasStatus_t cublasDgemv_v2(cublasHandle_t handle, cublasOperation_t trans, int m, int n, double* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, double* beta, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasDgemv(handle, trans, m, n, alpha, A, lda, x, incx, beta, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSnrm2_v2")]
    public static cublasStatus_t cublasSnrm2_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, float* result) { try { return Emulation.Cublas.cublasSnrm2(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDnrm2_v2")]
    public static cublasStatus_t cublasDnrm2_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, double* result) { try { return Emulation.Cublas.cublasDnrm2(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSasum_v2")]
    public static cublasStatus_t cublasSasum_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, float* result) { try { return Emulation.Cublas.cublasSasum(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDasum_v2")]
    public static cublasStatus_t cublasDasum_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, double* result) { try { return Emulation.Cublas.cublasDasum(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasIsamax_v2")]
    public static cublasStatus_t cublasIsamax_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) { try { return Emulation.Cublas.cublasIsamax(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasIdamax_v2")]
    public static cublasStatus_t cublasIdamax_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) { try { return Emulation.Cublas.cublasIdamax(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasIsamin_v2")]
    public static cublasStatus_t cublasIsamin_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) { try { return Emulation.Cublas.cublasIsamin(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasIdamin_v2")]
    public static cublasStatus_t cublasIdamin_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) { try { return Emulation.Cublas.cublasIdamin(handle, n, x, incx, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasScopy_v2")]
    public static cublasStatus_t cublasScopy_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasScopy(handle, n, x, incx, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDcopy_v2")]
    public static cublasStatus_t cublasDcopy_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasDcopy(handle, n, x, incx, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSswap_v2")]
    public static cublasStatus_t cublasSswap_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasSswap(handle, n, x, incx, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDswap_v2")]
    public static cublasStatus_t cublasDswap_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasDswap(handle, n, x, incx, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDgemmStridedBatched")]
    public static cublasStatus_t cublasDgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, double* alpha, CUdeviceptr A, int lda, long strideA, CUdeviceptr B, int ldb, long strideB, double* beta, CUdeviceptr C, int ldc, long strideC, int batchCount) { try { return Emulation.Cublas.cublasDgemmStridedBatched(handle, transa, transb, m, n, k, alpha, A, lda, strideA, B, ldb, strideB, beta, C, ldc, strideC, batchCount); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSgemmBatched")]
    public static cublasStatus_t cublasSgemmBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, float* beta, CUdeviceptr C, int ldc, int batchCount) { try { return Emulation.Cublas.cublasSgemmBatched(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc, batchCount); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDgemmBatched")]
    public static cublasStatus_t cublasDgemmBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, double* beta, CUdeviceptr C, int ldc, int batchCount) { try { return Emulation.Cublas.cublasDgemmBatched(handle, transa, transb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc, batchCount); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGemmBatchedEx")]
    public static cublasStatus_t cublasGemmBatchedEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, int batchCount, cublasComputeType_t computeType, cublasGemmAlgo_t algo) { try { return Emulation.Cublas.cublasGemmBatchedEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, B, Btype, ldb, beta, C, Ctype, ldc, batchCount, computeType, algo); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasStrsm_v2")]
    public static cublasStatus_t cublasStrsm_v2(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb) { try { return Emulation.Cublas.cublasStrsm(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDtrsm_v2")]
    public static cublasStatus_t cublasDtrsm_v2(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb) { try { return Emulation.Cublas.cublasDtrsm(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasStrsmBatched")]
    public static cublasStatus_t cublasStrsmBatched(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, int batchCount) { try { return Emulation.Cublas.cublasStrsmBatched(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb, batchCount); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDtrsmBatched")]
    public static cublasStatus_t cublasDtrsmBatched(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, int batchCount) { try { return Emulation.Cublas.cublasDtrsmBatched(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb, batchCount); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSgeam")]
    public static cublasStatus_t cublasSgeam(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, float* alpha, CUdeviceptr A, int lda, float* beta, CUdeviceptr B, int ldb, CUdeviceptr C, int ldc) { try { return Emulation.Cublas.cublasSgeam(handle, transa, transb, m, n, alpha, A, lda, beta, B, ldb, C, ldc); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDgeam")]
    public static cublasStatus_t cublasDgeam(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, double* alpha, CUdeviceptr A, int lda, double* beta, CUdeviceptr B, int ldb, CUdeviceptr C, int ldc) { try { return Emulation.Cublas.cublasDgeam(handle, transa, transb, m, n, alpha, A, lda, beta, B, ldb, C, ldc); } catch (Exception e) { return Emulation.FailedCublas(e); } }
}
