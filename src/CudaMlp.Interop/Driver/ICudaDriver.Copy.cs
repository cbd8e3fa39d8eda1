namespace CudaMlp.Interop;

// cuda.h: copies and fills. A count of cuMemset* is in elements of the width named.
public unsafe partial interface ICudaDriver
{
    /// <summary>The direction follows from the two addresses (unified addressing).</summary>
    CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, nuint byteCount);

    CUresult cuMemcpyHtoD(CUdeviceptr dstDevice, void* srcHost, nuint byteCount);

    CUresult cuMemcpyDtoH(void* dstHost, CUdeviceptr srcDevice, nuint byteCount);

    CUresult cuMemcpyDtoD(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount);

    CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount);

    CUresult cuMemcpy2D(CUDA_MEMCPY2D* pCopy);

    CUresult cuMemcpy2DUnaligned(CUDA_MEMCPY2D* pCopy);

    CUresult cuMemcpy3D(CUDA_MEMCPY3D* pCopy);

    CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream);

    CUresult cuMemcpyHtoDAsync(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream);

    CUresult cuMemcpyDtoHAsync(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream);

    CUresult cuMemcpyDtoDAsync(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream);

    CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream);

    CUresult cuMemcpy2DAsync(CUDA_MEMCPY2D* pCopy, CUstream hStream);

    CUresult cuMemcpy3DAsync(CUDA_MEMCPY3D* pCopy, CUstream hStream);

    CUresult cuMemsetD8(CUdeviceptr dstDevice, byte uc, nuint n);

    CUresult cuMemsetD16(CUdeviceptr dstDevice, ushort us, nuint n);

    CUresult cuMemsetD32(CUdeviceptr dstDevice, uint ui, nuint n);

    CUresult cuMemsetD2D8(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height);

    CUresult cuMemsetD2D16(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height);

    CUresult cuMemsetD2D32(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height);

    CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream);

    CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream);

    CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream);

    CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream);

    CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream);

    CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream);
}
