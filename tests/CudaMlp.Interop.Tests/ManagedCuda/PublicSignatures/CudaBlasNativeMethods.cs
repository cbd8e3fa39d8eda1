using System.Runtime.InteropServices;
using ManagedCuda.BasicTypes;

namespace ManagedCuda.CudaBlas;

// Public signatures of the package ManagedCuda-CUBLAS, as far as the binding calls them. See DriverAPINativeMethods.cs.
public static class CudaBlasNativeMethods
{
    private const string Library = "cublas64_12";

    [DllImport(Library)]
    public static extern CublasStatus cublasCreate_v2(ref CudaBlasHandle handle);

    [DllImport(Library)]
    public static extern CublasStatus cublasDestroy_v2(CudaBlasHandle handle);

    [DllImport(Library)]
    public static extern CublasStatus cublasGetVersion_v2(CudaBlasHandle handle, ref int version);

    [DllImport(Library)]
    public static extern CublasStatus cublasSetWorkspace_v2(CudaBlasHandle handle, CUdeviceptr workspace, SizeT workspaceSizeInBytes);

    [DllImport(Library)]
    public static extern CublasStatus cublasSetStream_v2(CudaBlasHandle handle, CUstream streamId);

    [DllImport(Library)]
    public static extern CublasStatus cublasGetStream_v2(CudaBlasHandle handle, ref CUstream streamId);

    [DllImport(Library)]
    public static extern CublasStatus cublasGetPointerMode_v2(CudaBlasHandle handle, ref PointerMode mode);

    [DllImport(Library)]
    public static extern CublasStatus cublasSetPointerMode_v2(CudaBlasHandle handle, PointerMode mode);

    [DllImport(Library)]
    public static extern CublasStatus cublasGetAtomicsMode(CudaBlasHandle handle, ref AtomicsMode mode);

    [DllImport(Library)]
    public static extern CublasStatus cublasSetAtomicsMode(CudaBlasHandle handle, AtomicsMode mode);

    [DllImport(Library)]
    public static extern CublasStatus cublasGetMathMode(CudaBlasHandle handle, ref Math mode);

    [DllImport(Library)]
    public static extern CublasStatus cublasSetMathMode(CudaBlasHandle handle, Math mode);

    [DllImport(Library)]
    public static extern CublasStatus cublasSgemm_v2(
        CudaBlasHandle handle, Operation transa, Operation transb, int m, int n, int k, ref float alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, ref float beta, CUdeviceptr C, int ldc);

    [DllImport(Library)]
    public static extern CublasStatus cublasSgemm_v2(
        CudaBlasHandle handle, Operation transa, Operation transb, int m, int n, int k, CUdeviceptr alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, CUdeviceptr beta, CUdeviceptr C, int ldc);

    [DllImport(Library)]
    public static extern CublasStatus cublasDgemm_v2(
        CudaBlasHandle handle, Operation transa, Operation transb, int m, int n, int k, ref double alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, ref double beta, CUdeviceptr C, int ldc);

    [DllImport(Library)]
    public static extern CublasStatus cublasDgemm_v2(
        CudaBlasHandle handle, Operation transa, Operation transb, int m, int n, int k, CUdeviceptr alpha, CUdeviceptr A, int lda, CUdeviceptr B, int ldb, CUdeviceptr beta, CUdeviceptr C, int ldc);

    [DllImport(Library)]
    public static extern CublasStatus cublasGemmEx(
        CudaBlasHandle handle, Operation transa, Operation transb, int m, int n, int k, IntPtr alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, IntPtr beta, CUdeviceptr C, cudaDataType Ctype, int ldc, ComputeType computeType, GemmAlgo algo);

    [DllImport(Library)]
    public static extern CublasStatus cublasGemmEx(
        CudaBlasHandle handle, Operation transa, Operation transb, int m, int n, int k, CUdeviceptr alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, CUdeviceptr beta, CUdeviceptr C, cudaDataType Ctype, int ldc, ComputeType computeType, GemmAlgo algo);
}

[StructLayout(LayoutKind.Sequential)]
public struct CudaBlasHandle
{
    public IntPtr Pointer;
}

public enum CublasStatus;

public enum Operation;

public enum PointerMode;

public enum AtomicsMode;

public enum Math;

public enum ComputeType;

public enum GemmAlgo;
