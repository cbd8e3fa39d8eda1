namespace CudaMlp.Interop;

// cublas_api.h, levels 1 and 2 in fp32. Vectors have n elements, one every incx; the matrix of Sgemv is m×n, column-major.
public unsafe partial interface ICublas
{
    cublasStatus_t cublasSaxpy(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy);

    /// <param name="handle">The handle.</param>
    /// <param name="n">Elements.</param>
    /// <param name="x">First vector.</param>
    /// <param name="incx">Its increment.</param>
    /// <param name="y">Second vector.</param>
    /// <param name="incy">Its increment.</param>
    /// <param name="result">Host or device memory, as the pointer mode says.</param>
    cublasStatus_t cublasSdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result);

    cublasStatus_t cublasSscal(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx);

    cublasStatus_t cublasSgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy);
}
