namespace CudaMlp.Interop;

/// <summary>A cuBLAS handle bound to one stream.</summary>
/// <remarks>
/// Make it, and give it its workspace, before a capture: creating a handle allocates. Without a workspace of one's own the library
/// takes one per stream and may choose other algorithms within a graph than without.
/// </remarks>
public sealed unsafe class CublasHandle : IDisposable
{
    private readonly CudaHandle _handle;
    private readonly DeviceBuffer<byte>? _workspace;

    /// <param name="cublas">The library.</param>
    /// <param name="stream">The stream all calls go to.</param>
    /// <param name="workspaceBytes">
    /// Size of the handle's own workspace; 0 for none. NVIDIA advises 4 MiB, 32 MiB from compute capability 9.0 on. Own workspaces
    /// are also what makes results repeat from run to run.
    /// </param>
    public CublasHandle(ICublas cublas, CudaStream stream, long workspaceBytes = 0)
    {
        ArgumentNullException.ThrowIfNull(cublas);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(workspaceBytes);
        Cublas = cublas;
        Stream = stream;
        stream.Enter();
        cublasHandle_t handle;
        cublas.Check(cublas.cublasCreate(&handle), "cublasCreate");
        _handle = stream.Context.Own(handle.Value, (_, h) => cublas.cublasDestroy(new cublasHandle_t(h)) == cublasStatus_t.CUBLAS_STATUS_SUCCESS);
        try
        {
            // Setting the stream resets the workspace, so the order matters.
            cublas.Check(cublas.cublasSetStream(handle, stream.Value), "cublasSetStream");
            if (workspaceBytes > 0)
            {
                _workspace = new DeviceBuffer<byte>(stream.Context, workspaceBytes);
                cublas.Check(cublas.cublasSetWorkspace(handle, _workspace.Address, (nuint)workspaceBytes), $"cublasSetWorkspace({workspaceBytes:N0} bytes)");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ICublas Cublas { get; }

    public CudaStream Stream { get; }

    /// <exception cref="ObjectDisposedException">The handle was destroyed.</exception>
    public cublasHandle_t Value => new(_handle.Value);

    /// <summary>10000 × major + 100 × minor + patch.</summary>
    public int Version
    {
        get
        {
            int version;
            Cublas.Check(Cublas.cublasGetVersion(Value, &version), "cublasGetVersion");
            return version;
        }
    }

    /// <summary>Which mathematics calls may use where their compute type leaves it open.</summary>
    public cublasMath_t MathMode
    {
        get
        {
            cublasMath_t mode;
            Cublas.Check(Cublas.cublasGetMathMode(Value, &mode), "cublasGetMathMode");
            return mode;
        }

        set => Cublas.Check(Cublas.cublasSetMathMode(Value, value), $"cublasSetMathMode({value})");
    }

    /// <summary>C = alpha·op(A)·op(B) + beta·C, everything row-major: op(A) is m×k, op(B) is k×n, C is m×n.</summary>
    /// <remarks>cuBLAS is column-major, and a row-major matrix is its own transpose there: it is asked for Cᵀ = op(B)ᵀ·op(A)ᵀ.</remarks>
    public void GemmRowMajor(
        cublasOperation_t operationA,
        cublasOperation_t operationB,
        int m,
        int n,
        int k,
        float alpha,
        in DeviceMatrix a,
        in DeviceMatrix b,
        float beta,
        in DeviceMatrix c,
        cublasComputeType_t computeType = cublasComputeType_t.CUBLAS_COMPUTE_32F) =>
        GemmColumnMajor(operationB, operationA, n, m, k, alpha, b, a, beta, c, computeType);

    /// <summary>C = alpha·op(A)·op(B) + beta·C, everything column-major: op(A) is m×k, op(B) is k×n, C is m×n.</summary>
    /// <exception cref="CublasException">cuBLAS refused or failed.</exception>
    public void GemmColumnMajor(
        cublasOperation_t operationA,
        cublasOperation_t operationB,
        int m,
        int n,
        int k,
        float alpha,
        in DeviceMatrix a,
        in DeviceMatrix b,
        float beta,
        in DeviceMatrix c,
        cublasComputeType_t computeType = cublasComputeType_t.CUBLAS_COMPUTE_32F)
    {
        // alpha and beta have the compute type's own type: a float would be read as something else by the rest.
        if (!ScalesInFloat(computeType))
            throw new ArgumentException($"{computeType} does not take its scales in fp32.", nameof(computeType));
        Stream.Enter();
        var status = Cublas.cublasGemmEx(
            Value, operationA, operationB, m, n, k, &alpha, a.Address, a.Type, a.LeadingDimension, b.Address, b.Type, b.LeadingDimension,
            &beta, c.Address, c.Type, c.LeadingDimension, computeType, cublasGemmAlgo_t.CUBLAS_GEMM_DEFAULT);
        Cublas.Check(
            status,
            $"cublasGemmEx({operationA}, {operationB}, m {m}, n {n}, k {k}, {a.Type} ld {a.LeadingDimension}, {b.Type} ld {b.LeadingDimension}, {c.Type} ld {c.LeadingDimension}, {computeType})");
        if (Stream.Context.SynchronizeAfterLaunch)
            Stream.Context.AfterLaunch(Stream, $"cublasGemmEx(m {m}, n {n}, k {k})");
    }

    public void Dispose()
    {
        _handle.Dispose();
        _workspace?.Dispose();
    }

    private static bool ScalesInFloat(cublasComputeType_t type) => type is cublasComputeType_t.CUBLAS_COMPUTE_32F
        or cublasComputeType_t.CUBLAS_COMPUTE_32F_PEDANTIC
        or cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_16F
        or cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_16BF
        or cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_TF32;
}
