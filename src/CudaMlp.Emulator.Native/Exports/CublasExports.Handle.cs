using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// cuBLAS: the handle.
internal static unsafe partial class CublasExports
{
    [UnmanagedCallersOnly(EntryPoint = "cublasCreate_v2")]
    public static cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) { try { return Emulation.Cublas.cublasCreate(handle); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasDestroy_v2")]
    public static cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) { try { return Emulation.Cublas.cublasDestroy(handle); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGetVersion_v2")]
    public static cublasStatus_t cublasGetVersion_v2(cublasHandle_t handle, int* version) { try { return Emulation.Cublas.cublasGetVersion(handle, version); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGetStatusName")]
    public static byte* cublasGetStatusName(cublasStatus_t status) { try { return Emulation.Cublas.cublasGetStatusName(status); } catch (Exception e) { return Emulation.FailedText(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGetStatusString")]
    public static byte* cublasGetStatusString(cublasStatus_t status) { try { return Emulation.Cublas.cublasGetStatusString(status); } catch (Exception e) { return Emulation.FailedText(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSetStream_v2")]
    public static cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, CUstream streamId) { try { return Emulation.Cublas.cublasSetStream(handle, streamId); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGetStream_v2")]
    public static cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, CUstream* streamId) { try { return Emulation.Cublas.cublasGetStream(handle, streamId); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSetWorkspace_v2")]
    public static cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes) { try { return Emulation.Cublas.cublasSetWorkspace(handle, workspace, workspaceSizeInBytes); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSetMathMode")]
    public static cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) { try { return Emulation.Cublas.cublasSetMathMode(handle, mode); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGetMathMode")]
    public static cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) { try { return Emulation.Cublas.cublasGetMathMode(handle, mode); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSetPointerMode_v2")]
    public static cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t mode) { try { return Emulation.Cublas.cublasSetPointerMode(handle, mode); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGetPointerMode_v2")]
    public static cublasStatus_t cublasGetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t* mode) { try { return Emulation.Cublas.cublasGetPointerMode(handle, mode); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSetAtomicsMode")]
    public static cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode) { try { return Emulation.Cublas.cublasSetAtomicsMode(handle, mode); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasGetAtomicsMode")]
    public static cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t* mode) { try { return Emulation.Cublas.cublasGetAtomicsMode(handle, mode); } catch (Exception e) { return Emulation.FailedCublas(e); } }
}
