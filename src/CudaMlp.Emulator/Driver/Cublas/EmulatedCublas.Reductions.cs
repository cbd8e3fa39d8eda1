using System.Numerics;
using CudaMlp.Interop;
using static CudaMlp.Interop.cublasStatus_t;

namespace CudaMlp.Emulator.Driver;

// Level 1 beyond ICublas: norms, extremes, copies; and what Level 1 and 2 have in ICublas, in fp64.
public sealed unsafe partial class EmulatedCublas
{
    public cublasStatus_t cublasDaxpy(cublasHandle_t handle, int n, double* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy) => Axpy(handle, n, alpha, x, incx, y, incy);

    public cublasStatus_t cublasDdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, double* result) => Dot(handle, n, x, incx, y, incy, result);

    public cublasStatus_t cublasDscal(cublasHandle_t handle, int n, double* alpha, CUdeviceptr x, int incx) => Scal(handle, n, alpha, x, incx);

    public cublasStatus_t cublasDgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, double* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, double* beta, CUdeviceptr y, int incy) =>
        Gemv(handle, trans, m, n, alpha, A, lda, x, incx, beta, y, incy);

    public cublasStatus_t cublasSnrm2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, float* result) => Reduce(handle, n, x, incx, result, Norm);

    public cublasStatus_t cublasDnrm2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, double* result) => Reduce(handle, n, x, incx, result, Norm);

    public cublasStatus_t cublasSasum(cublasHandle_t handle, int n, CUdeviceptr x, int incx, float* result) => Reduce(handle, n, x, incx, result, Enumerable.Sum);

    public cublasStatus_t cublasDasum(cublasHandle_t handle, int n, CUdeviceptr x, int incx, double* result) => Reduce(handle, n, x, incx, result, Enumerable.Sum);

    public cublasStatus_t cublasIsamax(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) => Extreme<float>(handle, n, x, incx, result, largest: true);

    public cublasStatus_t cublasIdamax(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) => Extreme<double>(handle, n, x, incx, result, largest: true);

    public cublasStatus_t cublasIsamin(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) => Extreme<float>(handle, n, x, incx, result, largest: false);

    public cublasStatus_t cublasIdamin(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result) => Extreme<double>(handle, n, x, incx, result, largest: false);

    public cublasStatus_t cublasScopy(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) => Move<float>(handle, n, x, incx, y, incy, swap: false);

    public cublasStatus_t cublasDcopy(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) => Move<double>(handle, n, x, incx, y, incy, swap: false);

    public cublasStatus_t cublasSswap(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) => Move<float>(handle, n, x, incx, y, incy, swap: true);

    public cublasStatus_t cublasDswap(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy) => Move<double>(handle, n, x, incx, y, incy, swap: true);

    // Divided by the largest, so that no square is lost to the exponent's range.
    private static double Norm(IEnumerable<double> magnitudes)
    {
        double largest = magnitudes.Aggregate(0.0, Math.Max);
        return largest == 0 || !double.IsFinite(largest) ? largest : largest * Math.Sqrt(magnitudes.Sum(x => x / largest * (x / largest)));
    }

    private cublasStatus_t Reduce<T>(cublasHandle_t handle, int n, CUdeviceptr x, int incx, T* result, Func<IEnumerable<double>, double> of)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Result<T, T>(handle, incx > 0 ? n : 0, x, incx, result, magnitudes => T.CreateTruncating(of(magnitudes)));

    /// <summary>The place of the first of the largest or smallest magnitudes, counted from 1; 0 of nothing.</summary>
    private cublasStatus_t Extreme<T>(cublasHandle_t handle, int n, CUdeviceptr x, int incx, int* result, bool largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Result<T, int>(handle, incx > 0 ? n : 0, x, incx, result, magnitudes =>
            magnitudes.Length == 0 ? 0 : 1 + Array.IndexOf(magnitudes, largest ? magnitudes.Max() : magnitudes.Min()));

    private cublasStatus_t Result<T, TResult>(cublasHandle_t handle, int n, CUdeviceptr x, int incx, TResult* result, Func<double[], TResult> of)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TResult : unmanaged
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (result is null)
            return Refuse("the result is null");
        bool onDevice = found.Pointers == cublasPointerMode_t.CUBLAS_POINTER_MODE_DEVICE;
        if (n <= 0 && !onDevice)
        {
            *result = of([]);
            return CUBLAS_STATUS_SUCCESS;
        }
        return Submit(found, new ReduceOperation<T, TResult>(new VectorOperand<T>("x", x.Value, Math.Max(0, n), incx), of, result, onDevice));
    }

    private cublasStatus_t Move<T>(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, bool swap)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        return n <= 0
            ? CUBLAS_STATUS_SUCCESS
            : Submit(found, new MoveOperation<T>(new VectorOperand<T>("x", x.Value, n, incx), new VectorOperand<T>("y", y.Value, n, incy), swap));
    }
}
