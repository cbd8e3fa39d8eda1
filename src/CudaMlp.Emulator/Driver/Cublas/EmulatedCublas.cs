using System.Runtime.InteropServices;
using CudaMlp.Interop;
using static CudaMlp.Interop.cublasStatus_t;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// cuBLAS over the emulated device. Products run on all cores: 16-bit inputs are read exactly and multiplied and summed in fp32, as tensor
/// cores do it; fp32 inputs are rounded to TF32 where the math mode or the compute type asks for that. Calls go to the handle's stream and
/// can be captured into graphs.
/// </summary>
/// <remarks>CUBLAS_COMPUTE_16F sums in fp32 too and rounds once at the end: never less exact than the hardware.</remarks>
public sealed unsafe partial class EmulatedCublas(EmulatedDriver driver) : ICublas
{
    /// <summary>12.9.1, that of the driver's release.</summary>
    private const int Version = 120901;
    private const ulong WorkspaceAlignment = 256;

    private static readonly Dictionary<cublasStatus_t, (nint Name, nint Text)> Texts =
        Enum.GetValues<cublasStatus_t>().ToDictionary(s => s, s => (Marshal.StringToCoTaskMemUTF8(s.ToString()), Marshal.StringToCoTaskMemUTF8(Sentence(s))));

    private static readonly nint Unknown = Marshal.StringToCoTaskMemUTF8("unknown cuBLAS status");

    private readonly HandleTable<CublasSettings> _handles = new(10);

    /// <inheritdoc/>
    public string Description => driver.Description;

    /// <summary>Like the real one, this makes the primary context current if the thread has no context.</summary>
    public cublasStatus_t cublasCreate(cublasHandle_t* handle)
    {
        if (handle is null)
            return CUBLAS_STATUS_INVALID_VALUE;
        CUcontext context;
        if (driver.cuInit(0) != CUresult.CUDA_SUCCESS || driver.cuCtxGetCurrent(&context) != CUresult.CUDA_SUCCESS)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (context.Value == 0
            && (driver.cuDevicePrimaryCtxRetain(&context, default) != CUresult.CUDA_SUCCESS || driver.cuCtxSetCurrent(context) != CUresult.CUDA_SUCCESS))
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (driver.Current(out _) != CUresult.CUDA_SUCCESS)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        *handle = new cublasHandle_t(_handles.Add(new CublasSettings()));
        return CUBLAS_STATUS_SUCCESS;
    }

    public cublasStatus_t cublasDestroy(cublasHandle_t handle) =>
        _handles.Remove(handle.Value) is null ? CUBLAS_STATUS_NOT_INITIALIZED : CUBLAS_STATUS_SUCCESS;

    public cublasStatus_t cublasGetVersion(cublasHandle_t handle, int* version)
    {
        if (version is null)
            return CUBLAS_STATUS_INVALID_VALUE;
        *version = Version;
        return CUBLAS_STATUS_SUCCESS;
    }

    public byte* cublasGetStatusName(cublasStatus_t status) => (byte*)(Texts.TryGetValue(status, out var found) ? found.Name : Unknown);

    public byte* cublasGetStatusString(cublasStatus_t status) => (byte*)(Texts.TryGetValue(status, out var found) ? found.Text : Unknown);

    public cublasStatus_t cublasSetStream(cublasHandle_t handle, CUstream streamId)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (driver.Look(streamId, out _) == CUresult.CUDA_ERROR_INVALID_HANDLE)
            return CUBLAS_STATUS_INVALID_VALUE;
        found.Stream = streamId;
        return CUBLAS_STATUS_SUCCESS;
    }

    public cublasStatus_t cublasGetStream(cublasHandle_t handle, CUstream* streamId)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (streamId is null)
            return CUBLAS_STATUS_INVALID_VALUE;
        *streamId = found.Stream;
        return CUBLAS_STATUS_SUCCESS;
    }

    /// <summary>Checked and not needed: products use host memory of the emulator's own.</summary>
    public cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes)
    {
        if (_handles.Find(handle.Value) is null)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (workspaceSizeInBytes == 0)
            return CUBLAS_STATUS_SUCCESS;
        return workspace.Value % WorkspaceAlignment == 0 && driver.Memory.TryResolve(workspace.Value, workspaceSizeInBytes, out _)
            ? CUBLAS_STATUS_SUCCESS
            : Refuse($"the workspace, {workspaceSizeInBytes} bytes at {workspace}, is not device memory aligned to {WorkspaceAlignment} bytes");
    }

    public cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        cublasMath_t kind = mode & ~cublasMath_t.CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION;
        if (kind is < cublasMath_t.CUBLAS_DEFAULT_MATH or > cublasMath_t.CUBLAS_TF32_TENSOR_OP_MATH)
            return CUBLAS_STATUS_INVALID_VALUE;
        found.Math = mode;
        return CUBLAS_STATUS_SUCCESS;
    }

    public cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (mode is null)
            return CUBLAS_STATUS_INVALID_VALUE;
        *mode = found.Math;
        return CUBLAS_STATUS_SUCCESS;
    }

    public cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (mode is not (cublasPointerMode_t.CUBLAS_POINTER_MODE_HOST or cublasPointerMode_t.CUBLAS_POINTER_MODE_DEVICE))
            return CUBLAS_STATUS_INVALID_VALUE;
        found.Pointers = mode;
        return CUBLAS_STATUS_SUCCESS;
    }

    public cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t* mode)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (mode is null)
            return CUBLAS_STATUS_INVALID_VALUE;
        *mode = found.Pointers;
        return CUBLAS_STATUS_SUCCESS;
    }

    public cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (mode is not (cublasAtomicsMode_t.CUBLAS_ATOMICS_NOT_ALLOWED or cublasAtomicsMode_t.CUBLAS_ATOMICS_ALLOWED))
            return CUBLAS_STATUS_INVALID_VALUE;
        found.Atomics = mode;
        return CUBLAS_STATUS_SUCCESS;
    }

    public cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t* mode)
    {
        if (_handles.Find(handle.Value) is not { } found)
            return CUBLAS_STATUS_NOT_INITIALIZED;
        if (mode is null)
            return CUBLAS_STATUS_INVALID_VALUE;
        *mode = found.Atomics;
        return CUBLAS_STATUS_SUCCESS;
    }

    private static string Sentence(cublasStatus_t status) => status switch
    {
        CUBLAS_STATUS_SUCCESS => "success",
        CUBLAS_STATUS_NOT_INITIALIZED => "the library was not initialized",
        CUBLAS_STATUS_ALLOC_FAILED => "the resource allocation failed",
        CUBLAS_STATUS_INVALID_VALUE => "an unsupported value or parameter was passed to the function",
        CUBLAS_STATUS_ARCH_MISMATCH => "the function requires a feature absent from the device architecture",
        CUBLAS_STATUS_MAPPING_ERROR => "an access to GPU memory space failed",
        CUBLAS_STATUS_EXECUTION_FAILED => "the GPU program failed to execute",
        CUBLAS_STATUS_INTERNAL_ERROR => "an internal operation failed",
        CUBLAS_STATUS_NOT_SUPPORTED => "the functionality requested is not supported",
        _ => "the functionality requested requires some license and an error was detected when trying to check the current licensing",
    };

    private cublasStatus_t Refuse(string why)
    {
        driver.Fail(CUresult.CUDA_ERROR_INVALID_VALUE, "cuBLAS: " + why);
        return CUBLAS_STATUS_INVALID_VALUE;
    }

    /// <summary>Hands work to the handle's stream: it runs, or becomes a node of the stream's capture.</summary>
    private cublasStatus_t Submit(CublasSettings handle, DeviceOperation operation)
    {
        if (driver.Use(handle.Stream, out EmulatedStream stream) is not CUresult.CUDA_SUCCESS)
            return CUBLAS_STATUS_EXECUTION_FAILED;
        return driver.Submit(stream, operation) == CUresult.CUDA_SUCCESS ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
    }
}
