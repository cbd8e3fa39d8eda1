using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cublas_api.h, levels 1 and 2 in fp32. Vectors have n elements, one every incx; the matrix of Sgemv is m×n, column-major.
public sealed unsafe partial class NativeCublas
{
    public cublasStatus_t cublasSaxpy(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy) =>
        Entry.cublasSaxpy(handle, n, alpha, x, incx, y, incy);

    public cublasStatus_t cublasSdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result) =>
        Entry.cublasSdot(handle, n, x, incx, y, incy, result);

    public cublasStatus_t cublasSscal(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx) =>
        Entry.cublasSscal(handle, n, alpha, x, incx);

    public cublasStatus_t cublasSgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy) =>
        Entry.cublasSgemv(handle, trans, m, n, alpha, A, lda, x, incx, beta, y, incy);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSaxpy_v2")]
        internal static partial cublasStatus_t cublasSaxpy(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSdot_v2")]
        internal static partial cublasStatus_t cublasSdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSscal_v2")]
        internal static partial cublasStatus_t cublasSscal(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSgemv_v2")]
        internal static partial cublasStatus_t cublasSgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy);
    }
}
