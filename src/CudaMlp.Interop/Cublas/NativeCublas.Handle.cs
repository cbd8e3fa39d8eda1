using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

public sealed unsafe partial class NativeCublas
{
    public cublasStatus_t cublasCreate(cublasHandle_t* handle) => Entry.cublasCreate(handle);

    public cublasStatus_t cublasDestroy(cublasHandle_t handle) => Entry.cublasDestroy(handle);

    public cublasStatus_t cublasGetVersion(cublasHandle_t handle, int* version) => Entry.cublasGetVersion(handle, version);

    public byte* cublasGetStatusName(cublasStatus_t status) => Entry.cublasGetStatusName(status);

    public byte* cublasGetStatusString(cublasStatus_t status) => Entry.cublasGetStatusString(status);

    public cublasStatus_t cublasSetStream(cublasHandle_t handle, CUstream streamId) => Entry.cublasSetStream(handle, streamId);

    public cublasStatus_t cublasGetStream(cublasHandle_t handle, CUstream* streamId) => Entry.cublasGetStream(handle, streamId);

    public cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes) =>
        Entry.cublasSetWorkspace(handle, workspace, workspaceSizeInBytes);

    public cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) => Entry.cublasSetMathMode(handle, mode);

    public cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) => Entry.cublasGetMathMode(handle, mode);

    public cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode) => Entry.cublasSetPointerMode(handle, mode);

    public cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t* mode) => Entry.cublasGetPointerMode(handle, mode);

    public cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode) => Entry.cublasSetAtomicsMode(handle, mode);

    public cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t* mode) => Entry.cublasGetAtomicsMode(handle, mode);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasCreate_v2")]
        internal static partial cublasStatus_t cublasCreate(cublasHandle_t* handle);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasDestroy_v2")]
        internal static partial cublasStatus_t cublasDestroy(cublasHandle_t handle);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasGetVersion_v2")]
        internal static partial cublasStatus_t cublasGetVersion(cublasHandle_t handle, int* version);

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial byte* cublasGetStatusName(cublasStatus_t status);

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial byte* cublasGetStatusString(cublasStatus_t status);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSetStream_v2")]
        internal static partial cublasStatus_t cublasSetStream(cublasHandle_t handle, CUstream streamId);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasGetStream_v2")]
        internal static partial cublasStatus_t cublasGetStream(cublasHandle_t handle, CUstream* streamId);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSetWorkspace_v2")]
        internal static partial cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes);

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode);

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasSetPointerMode_v2")]
        internal static partial cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode);

        [LibraryImport(CudaLibraries.CublasName, EntryPoint = "cublasGetPointerMode_v2")]
        internal static partial cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t* mode);

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode);

        [LibraryImport(CudaLibraries.CublasName)]
        internal static partial cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t* mode);
    }
}
