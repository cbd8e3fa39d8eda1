namespace CudaMlp.Interop;

/// <summary>
/// cuBLAS, one method per C function of <c>cublas_v2.h</c> (CUDA 12 and 13), under its documented name. Matrices are
/// column-major; a row-major C = A·B is asked for as Cᵀ = Bᵀ·Aᵀ.
/// </summary>
/// <remarks>
/// Nothing here throws for a cuBLAS error: the caller reads the <see cref="cublasStatus_t"/>. alpha and beta are pointers to the
/// host or the device, as the handle's pointer mode says. A 16-bit float is passed as its bits.
/// </remarks>
public unsafe partial interface ICublas
{
    /// <summary>Which implementation this is and where it came from: a library's path, a package, or "emulated". For reports.</summary>
    string Description { get; }

    cublasStatus_t cublasCreate(cublasHandle_t* handle);

    cublasStatus_t cublasDestroy(cublasHandle_t handle);

    /// <param name="handle">May be null (0).</param>
    /// <param name="version">10000 × major + 100 × minor + patch.</param>
    cublasStatus_t cublasGetVersion(cublasHandle_t handle, int* version);

    /// <summary>A static, zero-terminated string; null never.</summary>
    byte* cublasGetStatusName(cublasStatus_t status);

    /// <summary>A static, zero-terminated string; null never.</summary>
    byte* cublasGetStatusString(cublasStatus_t status);

    cublasStatus_t cublasSetStream(cublasHandle_t handle, CUstream streamId);

    cublasStatus_t cublasGetStream(cublasHandle_t handle, CUstream* streamId);

    /// <param name="handle">The handle.</param>
    /// <param name="workspace">Device memory, aligned to 256 bytes, that the handle may use until it is destroyed or given another.</param>
    /// <param name="workspaceSizeInBytes">Its size.</param>
    cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes);

    cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode);

    cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode);

    cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode);

    cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t* mode);

    cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode);

    cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t* mode);
}
