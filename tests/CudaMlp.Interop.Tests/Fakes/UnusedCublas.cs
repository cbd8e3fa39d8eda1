namespace CudaMlp.Interop.Tests.Fakes;

/// <summary>Every function fails the test that calls it: a fake overrides those its test expects.</summary>
public abstract unsafe class UnusedCublas : ICublas
{
    public virtual string Description => "fake";

    public virtual cublasStatus_t cublasSgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, float* beta, CUdeviceptr C, int ldc) => throw new NotSupportedException(nameof(cublasSgemm));

    public virtual cublasStatus_t cublasDgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, double* beta, CUdeviceptr C, int ldc) => throw new NotSupportedException(nameof(cublasDgemm));

    public virtual cublasStatus_t cublasHgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, ushort* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, ushort* beta, CUdeviceptr C, int ldc) => throw new NotSupportedException(nameof(cublasHgemm));

    public virtual cublasStatus_t cublasSgemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, float* beta, CUdeviceptr C, cudaDataType Ctype, int ldc) => throw new NotSupportedException(nameof(cublasSgemmEx));

    public virtual cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, cublasComputeType_t computeType, cublasGemmAlgo_t algo) => throw new NotSupportedException(nameof(cublasGemmEx));

    public virtual cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, long strideA, CUdeviceptr B, int ldb, long strideB, float* beta, CUdeviceptr C, int ldc, long strideC, int batchCount) => throw new NotSupportedException(nameof(cublasSgemmStridedBatched));

    public virtual cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, long strideA, CUdeviceptr B, cudaDataType Btype, int ldb, long strideB, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, long strideC, int batchCount, cublasComputeType_t computeType, cublasGemmAlgo_t algo) => throw new NotSupportedException(nameof(cublasGemmStridedBatchedEx));

    public virtual cublasStatus_t cublasSaxpy(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy) => throw new NotSupportedException(nameof(cublasSaxpy));

    public virtual cublasStatus_t cublasSdot(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result) => throw new NotSupportedException(nameof(cublasSdot));

    public virtual cublasStatus_t cublasSscal(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx) => throw new NotSupportedException(nameof(cublasSscal));

    public virtual cublasStatus_t cublasSgemv(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy) => throw new NotSupportedException(nameof(cublasSgemv));

    public virtual cublasStatus_t cublasCreate(cublasHandle_t* handle) => throw new NotSupportedException(nameof(cublasCreate));

    public virtual cublasStatus_t cublasDestroy(cublasHandle_t handle) => throw new NotSupportedException(nameof(cublasDestroy));

    public virtual cublasStatus_t cublasGetVersion(cublasHandle_t handle, int* version) => throw new NotSupportedException(nameof(cublasGetVersion));

    public virtual byte* cublasGetStatusName(cublasStatus_t status) => throw new NotSupportedException(nameof(cublasGetStatusName));

    public virtual byte* cublasGetStatusString(cublasStatus_t status) => throw new NotSupportedException(nameof(cublasGetStatusString));

    public virtual cublasStatus_t cublasSetStream(cublasHandle_t handle, CUstream streamId) => throw new NotSupportedException(nameof(cublasSetStream));

    public virtual cublasStatus_t cublasGetStream(cublasHandle_t handle, CUstream* streamId) => throw new NotSupportedException(nameof(cublasGetStream));

    public virtual cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes) => throw new NotSupportedException(nameof(cublasSetWorkspace));

    public virtual cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) => throw new NotSupportedException(nameof(cublasSetMathMode));

    public virtual cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) => throw new NotSupportedException(nameof(cublasGetMathMode));

    public virtual cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode) => throw new NotSupportedException(nameof(cublasSetPointerMode));

    public virtual cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t* mode) => throw new NotSupportedException(nameof(cublasGetPointerMode));

    public virtual cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode) => throw new NotSupportedException(nameof(cublasSetAtomicsMode));

    public virtual cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t* mode) => throw new NotSupportedException(nameof(cublasGetAtomicsMode));
}
