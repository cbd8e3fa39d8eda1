using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Memory sets. Counts are in elements, pitches in bytes.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuMemsetD8(CUdeviceptr dstDevice, byte uc, nuint n) => Set(CUstream.Legacy, dstDevice, uc, 1, n, 1, 0);

    public CUresult cuMemsetD16(CUdeviceptr dstDevice, ushort us, nuint n) => Set(CUstream.Legacy, dstDevice, us, 2, n, 1, 0);

    public CUresult cuMemsetD32(CUdeviceptr dstDevice, uint ui, nuint n) => Set(CUstream.Legacy, dstDevice, ui, 4, n, 1, 0);

    public CUresult cuMemsetD2D8(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height) =>
        Set(CUstream.Legacy, dstDevice, uc, 1, width, height, dstPitch);

    public CUresult cuMemsetD2D16(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height) =>
        Set(CUstream.Legacy, dstDevice, us, 2, width, height, dstPitch);

    public CUresult cuMemsetD2D32(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height) =>
        Set(CUstream.Legacy, dstDevice, ui, 4, width, height, dstPitch);

    public CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream) => Set(hStream, dstDevice, uc, 1, n, 1, 0);

    public CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream) => Set(hStream, dstDevice, us, 2, n, 1, 0);

    public CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream) => Set(hStream, dstDevice, ui, 4, n, 1, 0);

    public CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream) =>
        Set(hStream, dstDevice, uc, 1, width, height, dstPitch);

    public CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream) =>
        Set(hStream, dstDevice, us, 2, width, height, dstPitch);

    public CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream) =>
        Set(hStream, dstDevice, ui, 4, width, height, dstPitch);

    private CUresult Set(CUstream handle, CUdeviceptr target, uint value, int elementBytes, nuint width, nuint height, nuint pitch)
    {
        if (Use(handle, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (width == 0 || height == 0)
            return CUDA_SUCCESS;
        return Fill(target, value, elementBytes, width, height, pitch, out SetOperation? set) is not CUDA_SUCCESS and var invalid ? invalid : Submit(stream, set!);
    }

    /// <summary>The set of at least one element, its range checked.</summary>
    private CUresult Fill(CUdeviceptr target, uint value, int elementBytes, nuint width, nuint height, nuint pitch, out SetOperation? operation)
    {
        operation = null;
        UInt128 row = (UInt128)width * (uint)elementBytes;
        UInt128 span = row + (UInt128)(height - 1) * pitch;
        if (height > 1 && (row > pitch || pitch % (uint)elementBytes != 0))
            return Fail(CUDA_ERROR_INVALID_VALUE, $"rows of {row} bytes do not fit a pitch of {pitch}");
        if (target.Value % (uint)elementBytes != 0)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"{target} is not aligned to {elementBytes} bytes");
        if (span > ulong.MaxValue || !Memory.TryResolve(target.Value, (ulong)span, out _))
            return Fail(CUDA_ERROR_INVALID_VALUE, $"{span} bytes at {target} are not one allocation: {Memory.Nearest(target.Value)}");
        operation = new SetOperation(target.Value, value, elementBytes, width) { Height = height, Pitch = pitch };
        return CUDA_SUCCESS;
    }
}
