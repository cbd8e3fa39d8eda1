using CudaMlp.Interop;
using CudaMlp.Numerics;
using static CudaMlp.Interop.cublasStatus_t;

namespace CudaMlp.Emulator.Driver;

// Levels 1 and 2 in fp32.
public sealed unsafe partial class EmulatedCublas
{
    public cublasStatus_t cublasSaxpy(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (n <= 0)
            return CUBLAS_STATUS_SUCCESS;
        return alpha is null
            ? Refuse("alpha is null")
            : Submit(found, new AxpyOperation(Scalar(alpha, found), new VectorOperand("x", x.Value, n, incx), new VectorOperand("y", y.Value, n, incy)));
    }

    public cublasStatus_t cublasSdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (result is null)
            return Refuse("the result is null");
        bool onDevice = found.Pointers == cublasPointerMode_t.CUBLAS_POINTER_MODE_DEVICE;
        n = Math.Max(0, n);
        if (n == 0 && !onDevice)
        {
            *result = 0;
            return CUBLAS_STATUS_SUCCESS;
        }
        return Submit(found, new DotOperation(new VectorOperand("x", x.Value, n, incx), new VectorOperand("y", y.Value, n, incy), result, onDevice));
    }

    public cublasStatus_t cublasSscal(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (n <= 0 || incx <= 0)
            return CUBLAS_STATUS_SUCCESS;
        return alpha is null ? Refuse("alpha is null") : Submit(found, new ScaleOperation(Scalar(alpha, found), new VectorOperand("x", x.Value, n, incx)));
    }

    public cublasStatus_t cublasSgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (m < 0 || n < 0 || (uint)trans > 2 || lda < Math.Max(1, m) || incx == 0 || incy == 0)
            return Refuse($"cublasSgemv: m {m}, n {n}, operation {trans}, lda {lda}, incx {incx}, incy {incy}");
        if (m == 0 || n == 0)
            return CUBLAS_STATUS_SUCCESS;
        if (alpha is null || beta is null)
            return Refuse("alpha or beta is null");
        bool transposed = IsTransposed(trans);
        return Submit(found, new GemvOperation(
            transposed,
            m,
            n,
            Scalar(alpha, found),
            A.Value,
            lda,
            new VectorOperand("x", x.Value, transposed ? m : n, incx),
            Scalar(beta, found),
            new VectorOperand("y", y.Value, transposed ? n : m, incy)));
    }

    private static ScalarSource Scalar(float* pointer, CublasSettings handle) => ScalarSource.From(pointer, ElementType.Single, handle.Pointers);
}
