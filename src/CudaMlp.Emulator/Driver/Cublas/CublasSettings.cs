using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>What a program set on a cuBLAS handle.</summary>
internal sealed class CublasSettings
{
    public CUstream Stream { get; set; }

    public cublasMath_t Math { get; set; }

    public cublasPointerMode_t Pointers { get; set; }

    public cublasAtomicsMode_t Atomics { get; set; }
}
