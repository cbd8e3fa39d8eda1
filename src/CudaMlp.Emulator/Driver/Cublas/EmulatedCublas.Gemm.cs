using System.Numerics;
using CudaMlp.Interop;
using CudaMlp.Numerics;
using static CudaMlp.Interop.cublasComputeType_t;
using static CudaMlp.Interop.cublasStatus_t;
using static CudaMlp.Interop.cudaDataType;

namespace CudaMlp.Emulator.Driver;

// Level 3: every product is cublasGemmStridedBatchedEx with some of its arguments fixed.
public sealed unsafe partial class EmulatedCublas
{
    public cublasStatus_t cublasSgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, float* beta, CUdeviceptr C, int ldc) =>
        Product(handle, transa, transb, m, n, k, alpha, A, CUDA_R_32F, lda, 0, B, CUDA_R_32F, ldb, 0, beta, C, CUDA_R_32F, ldc, 0, 1, CUBLAS_COMPUTE_32F);

    public cublasStatus_t cublasDgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, double* beta, CUdeviceptr C, int ldc) =>
        Product(handle, transa, transb, m, n, k, alpha, A, CUDA_R_64F, lda, 0, B, CUDA_R_64F, ldb, 0, beta, C, CUDA_R_64F, ldc, 0, 1, CUBLAS_COMPUTE_64F);

    public cublasStatus_t cublasHgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, ushort* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, ushort* beta, CUdeviceptr C, int ldc) =>
        Product(handle, transa, transb, m, n, k, alpha, A, CUDA_R_16F, lda, 0, B, CUDA_R_16F, ldb, 0, beta, C, CUDA_R_16F, ldc, 0, 1, CUBLAS_COMPUTE_16F);

    public cublasStatus_t cublasSgemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, float* beta, CUdeviceptr C, cudaDataType Ctype, int ldc) =>
        Product(handle, transa, transb, m, n, k, alpha, A, Atype, lda, 0, B, Btype, ldb, 0, beta, C, Ctype, ldc, 0, 1, CUBLAS_COMPUTE_32F);

    public cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, cublasComputeType_t computeType, cublasGemmAlgo_t algo) =>
        Product(handle, transa, transb, m, n, k, alpha, A, Atype, lda, 0, B, Btype, ldb, 0, beta, C, Ctype, ldc, 0, 1, computeType);

    public cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, long strideA, CUdeviceptr B, int ldb, long strideB, float* beta, CUdeviceptr C, int ldc, long strideC, int batchCount) =>
        Product(handle, transa, transb, m, n, k, alpha, A, CUDA_R_32F, lda, strideA, B, CUDA_R_32F, ldb, strideB, beta, C, CUDA_R_32F, ldc, strideC, batchCount, CUBLAS_COMPUTE_32F);

    public cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, long strideA, CUdeviceptr B, cudaDataType Btype, int ldb, long strideB, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, long strideC, int batchCount, cublasComputeType_t computeType, cublasGemmAlgo_t algo) =>
        Product(handle, transa, transb, m, n, k, alpha, A, Atype, lda, strideA, B, Btype, ldb, strideB, beta, C, Ctype, ldc, strideC, batchCount, computeType);

    public cublasStatus_t cublasDgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, double* alpha, CUdeviceptr A, int lda, long strideA, CUdeviceptr B, int ldb, long strideB, double* beta, CUdeviceptr C, int ldc, long strideC, int batchCount) =>
        Product(handle, transa, transb, m, n, k, alpha, A, CUDA_R_64F, lda, strideA, B, CUDA_R_64F, ldb, strideB, beta, C, CUDA_R_64F, ldc, strideC, batchCount, CUBLAS_COMPUTE_64F);

    // A, B and C are arrays on the device of as many pointers as there are products.
    public cublasStatus_t cublasSgemmBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, float* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, float* beta, CUdeviceptr C, int ldc, int batchCount) =>
        Product(handle, transa, transb, m, n, k, alpha, A, CUDA_R_32F, lda, 0, B, CUDA_R_32F, ldb, 0, beta, C, CUDA_R_32F, ldc, 0, batchCount, CUBLAS_COMPUTE_32F, pointers: true);

    public cublasStatus_t cublasDgemmBatched(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, double* alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, double* beta, CUdeviceptr C, int ldc, int batchCount) =>
        Product(handle, transa, transb, m, n, k, alpha, A, CUDA_R_64F, lda, 0, B, CUDA_R_64F, ldb, 0, beta, C, CUDA_R_64F, ldc, 0, batchCount, CUBLAS_COMPUTE_64F, pointers: true);

    public cublasStatus_t cublasGemmBatchedEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, int batchCount, cublasComputeType_t computeType, cublasGemmAlgo_t algo) =>
        Product(handle, transa, transb, m, n, k, alpha, A, Atype, lda, 0, B, Btype, ldb, 0, beta, C, Ctype, ldc, 0, batchCount, computeType, pointers: true);

    public cublasStatus_t cublasSgeam(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, float* alpha, CUdeviceptr A, int lda, float* beta, CUdeviceptr B, int ldb, CUdeviceptr C, int ldc) =>
        Sum<float>(handle, transa, transb, m, n, alpha, A, lda, beta, B, ldb, C, ldc);

    public cublasStatus_t cublasDgeam(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, double* alpha, CUdeviceptr A, int lda, double* beta, CUdeviceptr B, int ldb, CUdeviceptr C, int ldc) =>
        Sum<double>(handle, transa, transb, m, n, alpha, A, lda, beta, B, ldb, C, ldc);

    /// <summary>The combinations of types that the cuBLAS documentation lists for real floating-point products.</summary>
    private static bool Supported(cudaDataType a, cudaDataType b, cudaDataType c, cublasComputeType_t compute) => compute switch
    {
        CUBLAS_COMPUTE_16F or CUBLAS_COMPUTE_16F_PEDANTIC => (a, b, c) == (CUDA_R_16F, CUDA_R_16F, CUDA_R_16F),
        CUBLAS_COMPUTE_64F or CUBLAS_COMPUTE_64F_PEDANTIC => (a, b, c) == (CUDA_R_64F, CUDA_R_64F, CUDA_R_64F),
        CUBLAS_COMPUTE_32F or CUBLAS_COMPUTE_32F_PEDANTIC => a == b && a switch
        {
            CUDA_R_32F => c == CUDA_R_32F,
            CUDA_R_16F => c is CUDA_R_16F or CUDA_R_32F,
            CUDA_R_16BF => c is CUDA_R_16BF or CUDA_R_32F,
            _ => false,
        },
        CUBLAS_COMPUTE_32F_FAST_16F or CUBLAS_COMPUTE_32F_FAST_16BF or CUBLAS_COMPUTE_32F_FAST_TF32 => (a, b, c) == (CUDA_R_32F, CUDA_R_32F, CUDA_R_32F),
        _ => false,
    };

    private static ElementType Element(cudaDataType type) => type switch
    {
        CUDA_R_64F => ElementType.Double,
        CUDA_R_16F => ElementType.Half,
        CUDA_R_16BF => ElementType.BFloat16,
        _ => ElementType.Single,
    };

    private static InputRounding Rounding(cublasComputeType_t compute, cublasMath_t math) => compute switch
    {
        CUBLAS_COMPUTE_32F_FAST_TF32 => InputRounding.TensorFloat32,
        CUBLAS_COMPUTE_32F_FAST_16F => InputRounding.Half,
        CUBLAS_COMPUTE_32F_FAST_16BF => InputRounding.BFloat16,
        CUBLAS_COMPUTE_32F when (math & cublasMath_t.CUBLAS_TF32_TENSOR_OP_MATH) == cublasMath_t.CUBLAS_TF32_TENSOR_OP_MATH => InputRounding.TensorFloat32,
        _ => InputRounding.None,
    };

    private static bool IsTransposed(cublasOperation_t operation) => operation != cublasOperation_t.CUBLAS_OP_N;

    private cublasStatus_t Product(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr a, cudaDataType aType, int lda, long strideA, CUdeviceptr b, cudaDataType bType, int ldb, long strideB, void* beta, CUdeviceptr c, cudaDataType cType, int ldc, long strideC, int batch, cublasComputeType_t compute, bool pointers = false)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (m < 0 || n < 0 || k < 0 || batch < 0)
            return Refuse($"a size is negative: m {m}, n {n}, k {k}, batch {batch}");
        if ((uint)transa > 2 || (uint)transb > 2)
            return Refuse($"an operation is neither N, T nor C: {transa}, {transb}");
        (int rowsA, int columnsA) = IsTransposed(transa) ? (k, m) : (m, k);
        (int rowsB, int columnsB) = IsTransposed(transb) ? (n, k) : (k, n);
        if (lda < Math.Max(1, rowsA) || ldb < Math.Max(1, rowsB) || ldc < Math.Max(1, m))
            return Refuse($"a leading dimension is less than the rows: lda {lda} for {rowsA}, ldb {ldb} for {rowsB}, ldc {ldc} for {m}");
        if (!Supported(aType, bType, cType, compute))
        {
            driver.Fail(CUresult.CUDA_ERROR_NOT_SUPPORTED, $"cuBLAS: {aType} × {bType} → {cType} in {compute}");
            return CUBLAS_STATUS_NOT_SUPPORTED;
        }
        if (m == 0 || n == 0 || batch == 0)
            return CUBLAS_STATUS_SUCCESS;
        if (alpha is null || beta is null || c.IsNull)
            return Refuse("alpha, beta or C is null");
        ElementType scalar = compute switch
        {
            CUBLAS_COMPUTE_16F or CUBLAS_COMPUTE_16F_PEDANTIC => ElementType.Half,
            CUBLAS_COMPUTE_64F or CUBLAS_COMPUTE_64F_PEDANTIC => ElementType.Double,
            _ => ElementType.Single,
        };
        var operation = new GemmOperation(
            m,
            n,
            k,
            ScalarSource.From(alpha, scalar, found.Pointers),
            new GemmOperand("A", a.Value, Element(aType), rowsA, columnsA, lda, strideA, IsTransposed(transa)),
            new GemmOperand("B", b.Value, Element(bType), rowsB, columnsB, ldb, strideB, IsTransposed(transb)),
            ScalarSource.From(beta, scalar, found.Pointers),
            new GemmOperand("C", c.Value, Element(cType), m, n, ldc, strideC, false))
        {
            Batch = batch,
            Pointers = pointers,
            Rounding = Rounding(compute, found.Math),
        };
        return Submit(found, operation);
    }

    private cublasStatus_t Sum<T>(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, T* alpha, CUdeviceptr a, int lda, T* beta, CUdeviceptr b, int ldb, CUdeviceptr c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        (bool turnA, bool turnB) = (IsTransposed(transa), IsTransposed(transb));
        if (m < 0 || n < 0 || (uint)transa > 2 || (uint)transb > 2 || lda < Math.Max(1, turnA ? n : m) || ldb < Math.Max(1, turnB ? n : m) || ldc < Math.Max(1, m))
            return Refuse($"geam: m {m}, n {n}, operations {transa}, {transb}, lda {lda}, ldb {ldb}, ldc {ldc}");
        if (alpha is null || beta is null || (a == c && (turnA || lda != ldc)) || (b == c && (turnB || ldb != ldc)))
            return Refuse("geam: alpha or beta is null, or C is an operand that is transposed or laid out otherwise");
        ElementType type = ElementOf<T>();
        return m == 0 || n == 0
            ? CUBLAS_STATUS_SUCCESS
            : Submit(found, new GeamOperation<T>(
                Scalar(alpha, found),
                new GemmOperand("A", a.Value, type, turnA ? n : m, turnA ? m : n, lda, 0, turnA),
                Scalar(beta, found),
                new GemmOperand("B", b.Value, type, turnB ? n : m, turnB ? m : n, ldb, 0, turnB),
                new GemmOperand("C", c.Value, type, m, n, ldc, 0, false)));
    }
}
