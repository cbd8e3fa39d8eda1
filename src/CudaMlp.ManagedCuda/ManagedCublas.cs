using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

/// <summary>The cuBLAS seam over the raw calls of the package ManagedCuda-CUBLAS (<c>CudaBlasNativeMethods</c>).</summary>
/// <remarks>
/// Every matrix product but fp32 and fp64 goes through <c>cublasGemmEx</c>, of which the others are special cases. (The package's own
/// <c>CudaBlas.GemmEx</c> is another function: <c>cublasSgemmEx</c>.) What this library does not use answers CUBLAS_STATUS_NOT_SUPPORTED.
/// </remarks>
public sealed unsafe partial class ManagedCublas : ICublas
{
    // The package has no names for its statuses that could be pointed to; these stay for as long as the process does.
    private static readonly Dictionary<cublasStatus_t, nint> StatusNames =
        Enum.GetValues<cublasStatus_t>().ToDictionary(s => s, s => Marshal.StringToCoTaskMemUTF8(s.ToString()));

    private static readonly nint UnknownStatus = Marshal.StringToCoTaskMemUTF8("unknown cuBLAS status");

    private ManagedCublas()
    {
    }

    public string Description => $"ManagedCuda CUBLAS {typeof(RawBlas).Assembly.GetName().Version}";

    /// <param name="cublas">The library.</param>
    /// <param name="failure">Why there is none, in one line: the package did not find the library.</param>
    public static bool TryLoad([NotNullWhen(true)] out ManagedCublas? cublas, [NotNullWhen(false)] out string? failure)
    {
        cublas = new ManagedCublas();
        failure = null;
        try
        {
            // Without a handle the call may fail, but it binds the library.
            int version;
            _ = cublas.cublasGetVersion(default, &version);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            cublas = null;
            failure = "ManagedCuda does not find cuBLAS: it looks for libcublas.so (Linux) or cublas64_12.dll (Windows) by the system's search alone.";
        }

        return cublas is not null;
    }

    public cublasStatus_t cublasCreate(cublasHandle_t* handle) => (cublasStatus_t)RawBlas.cublasCreate_v2(ref *(McBlasHandle*)handle);

    public cublasStatus_t cublasDestroy(cublasHandle_t handle) => (cublasStatus_t)RawBlas.cublasDestroy_v2(Handle(handle));

    public cublasStatus_t cublasGetVersion(cublasHandle_t handle, int* version) => (cublasStatus_t)RawBlas.cublasGetVersion_v2(Handle(handle), ref *version);

    public byte* cublasGetStatusName(cublasStatus_t status) => (byte*)StatusNames.GetValueOrDefault(status, UnknownStatus);

    public byte* cublasGetStatusString(cublasStatus_t status) => cublasGetStatusName(status);

    public cublasStatus_t cublasSetStream(cublasHandle_t handle, CUstream streamId) =>
        (cublasStatus_t)RawBlas.cublasSetStream_v2(Handle(handle), Unsafe.BitCast<CUstream, McCUstream>(streamId));

    public cublasStatus_t cublasGetStream(cublasHandle_t handle, CUstream* streamId) =>
        (cublasStatus_t)RawBlas.cublasGetStream_v2(Handle(handle), ref *(McCUstream*)streamId);

    public cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes) =>
        (cublasStatus_t)RawBlas.cublasSetWorkspace_v2(Handle(handle), Address(workspace), Unsafe.BitCast<nuint, McSizeT>(workspaceSizeInBytes));

    public cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) =>
        (cublasStatus_t)RawBlas.cublasSetMathMode(Handle(handle), (McMathMode)mode);

    public cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) =>
        (cublasStatus_t)RawBlas.cublasGetMathMode(Handle(handle), ref *(McMathMode*)mode);

    public cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode) =>
        (cublasStatus_t)RawBlas.cublasSetPointerMode_v2(Handle(handle), (McPointerMode)mode);

    public cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t* mode) =>
        (cublasStatus_t)RawBlas.cublasGetPointerMode_v2(Handle(handle), ref *(McPointerMode*)mode);

    public cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode) =>
        (cublasStatus_t)RawBlas.cublasSetAtomicsMode(Handle(handle), (McAtomicsMode)mode);

    public cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t* mode) =>
        (cublasStatus_t)RawBlas.cublasGetAtomicsMode(Handle(handle), ref *(McAtomicsMode*)mode);

    private static McBlasHandle Handle(cublasHandle_t handle) => Unsafe.BitCast<cublasHandle_t, McBlasHandle>(handle);

    private static McCUdeviceptr Address(CUdeviceptr address) => Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(address);
}
