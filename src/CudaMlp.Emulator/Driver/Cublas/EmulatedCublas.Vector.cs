using System.Numerics;
using CudaMlp.Interop;
using CudaMlp.Numerics;
using static CudaMlp.Interop.cublasStatus_t;

namespace CudaMlp.Emulator.Driver;

// Levels 1 and 2 as ICublas has them.
public sealed unsafe partial class EmulatedCublas
{
    public cublasStatus_t cublasSaxpy(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy) => Axpy(handle, n, alpha, x, incx, y, incy);

    private cublasStatus_t Axpy<T>(cublasHandle_t handle, int n, T* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (n <= 0)
            return CUBLAS_STATUS_SUCCESS;
        return alpha is null
            ? Refuse("alpha is null")
            : Submit(found, new AxpyOperation<T>(Scalar(alpha, found), new VectorOperand<T>("x", x.Value, n, incx), new VectorOperand<T>("y", y.Value, n, incy)));
    }

    public cublasStatus_t cublasSdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result) => Dot(handle, n, x, incx, y, incy, result);

    private cublasStatus_t Dot<T>(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (result is null)
            return Refuse("the result is null");
        bool onDevice = found.Pointers == cublasPointerMode_t.CUBLAS_POINTER_MODE_DEVICE;
        n = Math.Max(0, n);
        if (n == 0 && !onDevice)
        {
            *result = T.Zero;
            return CUBLAS_STATUS_SUCCESS;
        }
        return Submit(found, new DotOperation<T>(new VectorOperand<T>("x", x.Value, n, incx), new VectorOperand<T>("y", y.Value, n, incy), result, onDevice));
    }

    public cublasStatus_t cublasSscal(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx) => Scal(handle, n, alpha, x, incx);

    private cublasStatus_t Scal<T>(cublasHandle_t handle, int n, T* alpha, CUdeviceptr x, int incx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (n <= 0 || incx <= 0)
            return CUBLAS_STATUS_SUCCESS;
        return alpha is null ? Refuse("alpha is null") : Submit(found, new ScaleOperation<T>(Scalar(alpha, found), new VectorOperand<T>("x", x.Value, n, incx)));
    }

    public cublasStatus_t cublasSgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy) =>
        Gemv(handle, trans, m, n, alpha, A, lda, x, incx, beta, y, incy);

    private cublasStatus_t Gemv<T>(cublasHandle_t handle, cublasOperation_t trans, int m, int n, T* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, T* beta, CUdeviceptr y, int incy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (m < 0 || n < 0 || (uint)trans > 2 || lda < Math.Max(1, m) || incx == 0 || incy == 0)
            return Refuse($"gemv: m {m}, n {n}, operation {trans}, lda {lda}, incx {incx}, incy {incy}");
        if (m == 0 || n == 0)
            return CUBLAS_STATUS_SUCCESS;
        if (alpha is null || beta is null)
            return Refuse("alpha or beta is null");
        bool transposed = IsTransposed(trans);
        return Submit(found, new GemvOperation<T>(
            transposed,
            m,
            n,
            Scalar(alpha, found),
            A.Value,
            lda,
            new VectorOperand<T>("x", x.Value, transposed ? m : n, incx),
            Scalar(beta, found),
            new VectorOperand<T>("y", y.Value, transposed ? n : m, incy)));
    }

    private static ScalarSource Scalar<T>(T* pointer, CublasSettings handle)
        where T : unmanaged => ScalarSource.From(pointer, ElementOf<T>(), handle.Pointers);

    private static ElementType ElementOf<T>() => typeof(T) == typeof(double) ? ElementType.Double : ElementType.Single;
}
