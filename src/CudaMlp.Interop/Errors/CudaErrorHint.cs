namespace CudaMlp.Interop;

/// <summary>What to do about the errors whose own text leaves one alone.</summary>
internal static class CudaErrorHint
{
    public static string For(CUresult result) => result switch
    {
        CUresult.CUDA_ERROR_STUB_LIBRARY =>
            " The library found is the toolkit's stub, made to link against: put the folder of the display driver's libcuda.so.1 before it, or set CUDAMLP_CUDA_LIBRARY.",
        CUresult.CUDA_ERROR_NO_DEVICE => " The driver is there but sees no GPU: see nvidia-smi and CUDA_VISIBLE_DEVICES.",
        CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH => " The driver's library and its kernel module differ in version: reboot after a driver update.",
        CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION => " The PTX is newer than the driver: update the driver.",
        CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU => " The kernels hold nothing for this GPU: a compute capability of 7.0 or more is needed.",
        CUresult.CUDA_ERROR_ILLEGAL_ADDRESS or CUresult.CUDA_ERROR_MISALIGNED_ADDRESS or CUresult.CUDA_ERROR_LAUNCH_FAILED =>
            " An earlier kernel did it: run again with CUDAMLP_SYNC=1 to learn which, or on the emulator. The context is lost.",
        CUresult.CUDA_ERROR_INVALID_CONTEXT => " No context is current on this thread.",
        CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED or CUresult.CUDA_ERROR_STREAM_CAPTURE_IMPLICIT =>
            " The call is not allowed while a stream is being captured.",
        _ => "",
    };
}
