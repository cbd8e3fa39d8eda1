using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: copies and fills. A count of cuMemset* is in elements of the width named.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, nuint byteCount) => Entry.cuMemcpy(dst, src, byteCount);

    public CUresult cuMemcpyHtoD(CUdeviceptr dstDevice, void* srcHost, nuint byteCount) => Entry.cuMemcpyHtoD(dstDevice, srcHost, byteCount);

    public CUresult cuMemcpyDtoH(void* dstHost, CUdeviceptr srcDevice, nuint byteCount) => Entry.cuMemcpyDtoH(dstHost, srcDevice, byteCount);

    public CUresult cuMemcpyDtoD(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount) =>
        Entry.cuMemcpyDtoD(dstDevice, srcDevice, byteCount);

    public CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount) =>
        Entry.cuMemcpyPeer(dstDevice, dstContext, srcDevice, srcContext, byteCount);

    public CUresult cuMemcpy2D(CUDA_MEMCPY2D* pCopy) => Entry.cuMemcpy2D(pCopy);

    public CUresult cuMemcpy2DUnaligned(CUDA_MEMCPY2D* pCopy) => Entry.cuMemcpy2DUnaligned(pCopy);

    public CUresult cuMemcpy3D(CUDA_MEMCPY3D* pCopy) => Entry.cuMemcpy3D(pCopy);

    public CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream) =>
        Entry.cuMemcpyAsync(dst, src, byteCount, hStream);

    public CUresult cuMemcpyHtoDAsync(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream) =>
        Entry.cuMemcpyHtoDAsync(dstDevice, srcHost, byteCount, hStream);

    public CUresult cuMemcpyDtoHAsync(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        Entry.cuMemcpyDtoHAsync(dstHost, srcDevice, byteCount, hStream);

    public CUresult cuMemcpyDtoDAsync(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        Entry.cuMemcpyDtoDAsync(dstDevice, srcDevice, byteCount, hStream);

    public CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream) =>
        Entry.cuMemcpyPeerAsync(dstDevice, dstContext, srcDevice, srcContext, byteCount, hStream);

    public CUresult cuMemcpy2DAsync(CUDA_MEMCPY2D* pCopy, CUstream hStream) => Entry.cuMemcpy2DAsync(pCopy, hStream);

    public CUresult cuMemcpy3DAsync(CUDA_MEMCPY3D* pCopy, CUstream hStream) => Entry.cuMemcpy3DAsync(pCopy, hStream);

    public CUresult cuMemsetD8(CUdeviceptr dstDevice, byte uc, nuint n) => Entry.cuMemsetD8(dstDevice, uc, n);

    public CUresult cuMemsetD16(CUdeviceptr dstDevice, ushort us, nuint n) => Entry.cuMemsetD16(dstDevice, us, n);

    public CUresult cuMemsetD32(CUdeviceptr dstDevice, uint ui, nuint n) => Entry.cuMemsetD32(dstDevice, ui, n);

    public CUresult cuMemsetD2D8(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height) =>
        Entry.cuMemsetD2D8(dstDevice, dstPitch, uc, width, height);

    public CUresult cuMemsetD2D16(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height) =>
        Entry.cuMemsetD2D16(dstDevice, dstPitch, us, width, height);

    public CUresult cuMemsetD2D32(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height) =>
        Entry.cuMemsetD2D32(dstDevice, dstPitch, ui, width, height);

    public CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream) => Entry.cuMemsetD8Async(dstDevice, uc, n, hStream);

    public CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream) =>
        Entry.cuMemsetD16Async(dstDevice, us, n, hStream);

    public CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream) => Entry.cuMemsetD32Async(dstDevice, ui, n, hStream);

    public CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream) =>
        Entry.cuMemsetD2D8Async(dstDevice, dstPitch, uc, width, height, hStream);

    public CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream) =>
        Entry.cuMemsetD2D16Async(dstDevice, dstPitch, us, width, height, hStream);

    public CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream) =>
        Entry.cuMemsetD2D32Async(dstDevice, dstPitch, ui, width, height, hStream);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, nuint byteCount);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpyHtoD_v2")]
        internal static partial CUresult cuMemcpyHtoD(CUdeviceptr dstDevice, void* srcHost, nuint byteCount);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpyDtoH_v2")]
        internal static partial CUresult cuMemcpyDtoH(void* dstHost, CUdeviceptr srcDevice, nuint byteCount);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpyDtoD_v2")]
        internal static partial CUresult cuMemcpyDtoD(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpy2D_v2")]
        internal static partial CUresult cuMemcpy2D(CUDA_MEMCPY2D* pCopy);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpy2DUnaligned_v2")]
        internal static partial CUresult cuMemcpy2DUnaligned(CUDA_MEMCPY2D* pCopy);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpy3D_v2")]
        internal static partial CUresult cuMemcpy3D(CUDA_MEMCPY3D* pCopy);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpyHtoDAsync_v2")]
        internal static partial CUresult cuMemcpyHtoDAsync(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpyDtoHAsync_v2")]
        internal static partial CUresult cuMemcpyDtoHAsync(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpyDtoDAsync_v2")]
        internal static partial CUresult cuMemcpyDtoDAsync(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpy2DAsync_v2")]
        internal static partial CUresult cuMemcpy2DAsync(CUDA_MEMCPY2D* pCopy, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemcpy3DAsync_v2")]
        internal static partial CUresult cuMemcpy3DAsync(CUDA_MEMCPY3D* pCopy, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemsetD8_v2")]
        internal static partial CUresult cuMemsetD8(CUdeviceptr dstDevice, byte uc, nuint n);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemsetD16_v2")]
        internal static partial CUresult cuMemsetD16(CUdeviceptr dstDevice, ushort us, nuint n);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemsetD32_v2")]
        internal static partial CUresult cuMemsetD32(CUdeviceptr dstDevice, uint ui, nuint n);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemsetD2D8_v2")]
        internal static partial CUresult cuMemsetD2D8(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemsetD2D16_v2")]
        internal static partial CUresult cuMemsetD2D16(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuMemsetD2D32_v2")]
        internal static partial CUresult cuMemsetD2D32(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream);
    }
}
