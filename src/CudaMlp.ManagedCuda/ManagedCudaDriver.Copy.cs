using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, nuint byteCount) =>
        (CUresult)Raw.SynchronousMemcpy_v2.cuMemcpy(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dst), Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(src), Unsafe.BitCast<nuint, McSizeT>(byteCount));

    public CUresult cuMemcpyHtoD(CUdeviceptr dstDevice, void* srcHost, nuint byteCount) =>
        (CUresult)Raw.SynchronousMemcpy_v2.cuMemcpyHtoD_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), (nint)srcHost, Unsafe.BitCast<nuint, McSizeT>(byteCount));

    public CUresult cuMemcpyDtoH(void* dstHost, CUdeviceptr srcDevice, nuint byteCount) =>
        (CUresult)Raw.SynchronousMemcpy_v2.cuMemcpyDtoH_v2((nint)dstHost, Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(srcDevice), Unsafe.BitCast<nuint, McSizeT>(byteCount));

    public CUresult cuMemcpyDtoD(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount) =>
        (CUresult)Raw.SynchronousMemcpy_v2.cuMemcpyDtoD_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(srcDevice), Unsafe.BitCast<nuint, McSizeT>(byteCount));

    public CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream) =>
        (CUresult)Raw.AsynchronousMemcpy_v2.cuMemcpyAsync(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dst), Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(src), Unsafe.BitCast<nuint, McSizeT>(byteCount), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemcpyHtoDAsync(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream) =>
        (CUresult)Raw.AsynchronousMemcpy_v2.cuMemcpyHtoDAsync_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), (nint)srcHost, Unsafe.BitCast<nuint, McSizeT>(byteCount), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemcpyDtoHAsync(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        (CUresult)Raw.AsynchronousMemcpy_v2.cuMemcpyDtoHAsync_v2((nint)dstHost, Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(srcDevice), Unsafe.BitCast<nuint, McSizeT>(byteCount), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemcpyDtoDAsync(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        (CUresult)Raw.AsynchronousMemcpy_v2.cuMemcpyDtoDAsync_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(srcDevice), Unsafe.BitCast<nuint, McSizeT>(byteCount), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemsetD8(CUdeviceptr dstDevice, byte uc, nuint n) =>
        (CUresult)Raw.Memset.cuMemsetD8_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), uc, Unsafe.BitCast<nuint, McSizeT>(n));

    public CUresult cuMemsetD16(CUdeviceptr dstDevice, ushort us, nuint n) =>
        (CUresult)Raw.Memset.cuMemsetD16_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), us, Unsafe.BitCast<nuint, McSizeT>(n));

    public CUresult cuMemsetD32(CUdeviceptr dstDevice, uint ui, nuint n) =>
        (CUresult)Raw.Memset.cuMemsetD32_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), ui, Unsafe.BitCast<nuint, McSizeT>(n));

    public CUresult cuMemsetD2D8(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height) =>
        (CUresult)Raw.Memset.cuMemsetD2D8_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<nuint, McSizeT>(dstPitch), uc, Unsafe.BitCast<nuint, McSizeT>(width), Unsafe.BitCast<nuint, McSizeT>(height));

    public CUresult cuMemsetD2D16(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height) =>
        (CUresult)Raw.Memset.cuMemsetD2D16_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<nuint, McSizeT>(dstPitch), us, Unsafe.BitCast<nuint, McSizeT>(width), Unsafe.BitCast<nuint, McSizeT>(height));

    public CUresult cuMemsetD2D32(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height) =>
        (CUresult)Raw.Memset.cuMemsetD2D32_v2(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<nuint, McSizeT>(dstPitch), ui, Unsafe.BitCast<nuint, McSizeT>(width), Unsafe.BitCast<nuint, McSizeT>(height));

    public CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream) =>
        (CUresult)Raw.MemsetAsync.cuMemsetD8Async(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), uc, Unsafe.BitCast<nuint, McSizeT>(n), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream) =>
        (CUresult)Raw.MemsetAsync.cuMemsetD16Async(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), us, Unsafe.BitCast<nuint, McSizeT>(n), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream) =>
        (CUresult)Raw.MemsetAsync.cuMemsetD32Async(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), ui, Unsafe.BitCast<nuint, McSizeT>(n), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream) =>
        (CUresult)Raw.MemsetAsync.cuMemsetD2D8Async(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<nuint, McSizeT>(dstPitch), uc, Unsafe.BitCast<nuint, McSizeT>(width), Unsafe.BitCast<nuint, McSizeT>(height), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream) =>
        (CUresult)Raw.MemsetAsync.cuMemsetD2D16Async(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<nuint, McSizeT>(dstPitch), us, Unsafe.BitCast<nuint, McSizeT>(width), Unsafe.BitCast<nuint, McSizeT>(height), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream) =>
        (CUresult)Raw.MemsetAsync.cuMemsetD2D32Async(Unsafe.BitCast<CUdeviceptr, McCUdeviceptr>(dstDevice), Unsafe.BitCast<nuint, McSizeT>(dstPitch), ui, Unsafe.BitCast<nuint, McSizeT>(width), Unsafe.BitCast<nuint, McSizeT>(height), Unsafe.BitCast<CUstream, McCUstream>(hStream));
}
