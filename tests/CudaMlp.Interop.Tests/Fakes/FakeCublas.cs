using System.Runtime.InteropServices;

namespace CudaMlp.Interop.Tests.Fakes;

/// <summary>Multiplies nothing; writes down what it was asked.</summary>
public sealed unsafe class FakeCublas : UnusedCublas
{
    public List<string> Calls { get; } = [];

    public cublasStatus_t GemmStatus { get; set; }

    public override cublasStatus_t cublasCreate(cublasHandle_t* handle)
    {
        *handle = new cublasHandle_t(0x500);
        return Note("create");
    }

    public override cublasStatus_t cublasDestroy(cublasHandle_t handle) => Note("destroy");

    public override cublasStatus_t cublasSetStream(cublasHandle_t handle, CUstream streamId) => Note("stream");

    public override cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, CUdeviceptr workspace, nuint workspaceSizeInBytes) => Note($"workspace {workspaceSizeInBytes}");

    public override byte* cublasGetStatusName(cublasStatus_t status) => (byte*)Marshal.StringToCoTaskMemUTF8(status.ToString());

    public override byte* cublasGetStatusString(cublasStatus_t status) => (byte*)Marshal.StringToCoTaskMemUTF8("its text");

    public override cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k, void* alpha, CUdeviceptr A, cudaDataType Atype, int lda, CUdeviceptr B, cudaDataType Btype, int ldb, void* beta, CUdeviceptr C, cudaDataType Ctype, int ldc, cublasComputeType_t computeType, cublasGemmAlgo_t algo)
    {
        Note($"{transa} {transb} {m} {n} {k} {*(float*)alpha} {A.Value} {Atype} {lda} {B.Value} {Btype} {ldb} {*(float*)beta} {C.Value} {Ctype} {ldc} {computeType}");
        return GemmStatus;
    }

    private cublasStatus_t Note(string call)
    {
        Calls.Add(call);
        return cublasStatus_t.CUBLAS_STATUS_SUCCESS;
    }
}
