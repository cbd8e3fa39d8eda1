using System.Numerics;
using CudaMlp.Interop;
using CudaMlp.Numerics;
using static CudaMlp.Interop.cublasStatus_t;

namespace CudaMlp.Emulator.Driver;

// Triangular systems.
public sealed unsafe partial class EmulatedCublas
{
    public cublasStatus_t cublasStrsm(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb) =>
        Solve(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb, 1, pointers: false);

    public cublasStatus_t cublasDtrsm(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb) =>
        Solve(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb, 1, pointers: false);

    // A and B are arrays on the device of as many pointers as there are systems.
    public cublasStatus_t cublasStrsmBatched(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, int batchCount) =>
        Solve(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb, batchCount, pointers: true);

    public cublasStatus_t cublasDtrsmBatched(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, int batchCount) =>
        Solve(handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb, batchCount, pointers: true);

    private cublasStatus_t Solve<T>(cublasHandle_t handle, CublasSide side, CublasFill uplo, cublasOperation_t trans, CublasDiagonal diag, int m, int n, T* alpha, CUdeviceptr a, int lda, CUdeviceptr b, int ldb, int batch, bool pointers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        int size = side == CublasSide.Left ? m : n;
        if (m < 0 || n < 0 || batch < 0 || (uint)side > 1 || (uint)uplo > 1 || (uint)trans > 2 || (uint)diag > 1 || lda < Math.Max(1, size) || ldb < Math.Max(1, m))
            return Refuse($"trsm: m {m}, n {n}, batch {batch}, {side}, {uplo}, {trans}, {diag}, lda {lda}, ldb {ldb}");
        if (m == 0 || n == 0 || batch == 0)
            return CUBLAS_STATUS_SUCCESS;
        if (alpha is null)
            return Refuse("trsm: alpha is null");
        ElementType type = ElementOf<T>();
        return Submit(found, new TriangularOperation<T>(
            side == CublasSide.Right,
            uplo == CublasFill.Upper,
            diag == CublasDiagonal.Unit,
            Scalar(alpha, found),
            new GemmOperand("A", a.Value, type, size, size, lda, 0, IsTransposed(trans)),
            new GemmOperand("B", b.Value, type, m, n, ldb, 0, false))
        {
            Batch = batch,
            Pointers = pointers,
        });
    }
}
