using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>The three products of a dense layer, by cuBLAS: inputs of a half type on tensor cores, sums in float32 always.</summary>
/// <param name="handle">Bound to the session's stream.</param>
/// <param name="precision">Whether float32 inputs may be read as TF32.</param>
internal sealed class DenseProduct(CublasHandle handle, Precision precision)
{
    private readonly cublasComputeType_t _floats = precision == Precision.TensorFloat32
        ? cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_TF32
        : cublasComputeType_t.CUBLAS_COMPUTE_32F;

    /// <summary>output = input · weights: (rows × inputs) · (inputs × outputs).</summary>
    public void Forward(Matrix input, Matrix weights, Matrix output, int rows) =>
        Multiply(cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_N, rows, output.Columns, input.Columns, input, weights, output);

    /// <summary>weightGradient = inputᵀ · gradient: (inputs × rows) · (rows × outputs), in float32.</summary>
    public void WeightGradient(Matrix input, Matrix gradient, Matrix weightGradient, int rows) =>
        Multiply(cublasOperation_t.CUBLAS_OP_T, cublasOperation_t.CUBLAS_OP_N, input.Columns, gradient.Columns, rows, input, gradient, weightGradient);

    /// <summary>inputGradient = gradient · weightsᵀ: (rows × outputs) · (outputs × inputs).</summary>
    public void InputGradient(Matrix gradient, Matrix weights, Matrix inputGradient, int rows) =>
        Multiply(
            cublasOperation_t.CUBLAS_OP_N, cublasOperation_t.CUBLAS_OP_T, rows, inputGradient.Columns, gradient.Columns, gradient, weights, inputGradient);

    private void Multiply(cublasOperation_t left, cublasOperation_t right, int m, int n, int k, Matrix a, Matrix b, Matrix c)
    {
        var compute = a.Type == ElementType.Float32 ? _floats : cublasComputeType_t.CUBLAS_COMPUTE_32F;
        handle.GemmRowMajor(left, right, m, n, k, 1, a.ForCublas(), b.ForCublas(), 0, c.ForCublas(), compute);
    }
}

/// <summary>A row-major matrix in device memory, without gaps between rows.</summary>
internal readonly record struct Matrix(CUdeviceptr Address, ElementType Type, int Columns)
{
    public DeviceMatrix ForCublas() => new(Address, Type switch
    {
        ElementType.Float16 => cudaDataType.CUDA_R_16F,
        ElementType.BFloat16 => cudaDataType.CUDA_R_16BF,
        _ => cudaDataType.CUDA_R_32F,
    }, Columns);
}
