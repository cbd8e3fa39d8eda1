using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Copies and sets.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy")]
    public static CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, nuint byteCount) { try { return Emulation.Driver.cuMemcpy(dst, src, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyHtoD_v2")]
    public static CUresult cuMemcpyHtoD_v2(CUdeviceptr dstDevice, void* srcHost, nuint byteCount) { try { return Emulation.Driver.cuMemcpyHtoD(dstDevice, srcHost, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoH_v2")]
    public static CUresult cuMemcpyDtoH_v2(void* dstHost, CUdeviceptr srcDevice, nuint byteCount) { try { return Emulation.Driver.cuMemcpyDtoH(dstHost, srcDevice, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoD_v2")]
    public static CUresult cuMemcpyDtoD_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount) { try { return Emulation.Driver.cuMemcpyDtoD(dstDevice, srcDevice, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyPeer")]
    public static CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount) { try { return Emulation.Driver.cuMemcpyPeer(dstDevice, dstContext, srcDevice, srcContext, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy2D_v2")]
    public static CUresult cuMemcpy2D_v2(CUDA_MEMCPY2D* pCopy) { try { return Emulation.Driver.cuMemcpy2D(pCopy); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy2DUnaligned_v2")]
    public static CUresult cuMemcpy2DUnaligned_v2(CUDA_MEMCPY2D* pCopy) { try { return Emulation.Driver.cuMemcpy2DUnaligned(pCopy); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy3D_v2")]
    public static CUresult cuMemcpy3D_v2(CUDA_MEMCPY3D* pCopy) { try { return Emulation.Driver.cuMemcpy3D(pCopy); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyAsync")]
    public static CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyAsync(dst, src, byteCount, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyHtoDAsync_v2")]
    public static CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyHtoDAsync(dstDevice, srcHost, byteCount, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoHAsync_v2")]
    public static CUresult cuMemcpyDtoHAsync_v2(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyDtoHAsync(dstHost, srcDevice, byteCount, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoDAsync_v2")]
    public static CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyDtoDAsync(dstDevice, srcDevice, byteCount, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyPeerAsync")]
    public static CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyPeerAsync(dstDevice, dstContext, srcDevice, srcContext, byteCount, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy2DAsync_v2")]
    public static CUresult cuMemcpy2DAsync_v2(CUDA_MEMCPY2D* pCopy, CUstream hStream) { try { return Emulation.Driver.cuMemcpy2DAsync(pCopy, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy3DAsync_v2")]
    public static CUresult cuMemcpy3DAsync_v2(CUDA_MEMCPY3D* pCopy, CUstream hStream) { try { return Emulation.Driver.cuMemcpy3DAsync(pCopy, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD8_v2")]
    public static CUresult cuMemsetD8_v2(CUdeviceptr dstDevice, byte uc, nuint n) { try { return Emulation.Driver.cuMemsetD8(dstDevice, uc, n); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD16_v2")]
    public static CUresult cuMemsetD16_v2(CUdeviceptr dstDevice, ushort us, nuint n) { try { return Emulation.Driver.cuMemsetD16(dstDevice, us, n); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD32_v2")]
    public static CUresult cuMemsetD32_v2(CUdeviceptr dstDevice, uint ui, nuint n) { try { return Emulation.Driver.cuMemsetD32(dstDevice, ui, n); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D8_v2")]
    public static CUresult cuMemsetD2D8_v2(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height) { try { return Emulation.Driver.cuMemsetD2D8(dstDevice, dstPitch, uc, width, height); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D16_v2")]
    public static CUresult cuMemsetD2D16_v2(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height) { try { return Emulation.Driver.cuMemsetD2D16(dstDevice, dstPitch, us, width, height); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D32_v2")]
    public static CUresult cuMemsetD2D32_v2(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height) { try { return Emulation.Driver.cuMemsetD2D32(dstDevice, dstPitch, ui, width, height); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD8Async")]
    public static CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream) { try { return Emulation.Driver.cuMemsetD8Async(dstDevice, uc, n, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD16Async")]
    public static CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream) { try { return Emulation.Driver.cuMemsetD16Async(dstDevice, us, n, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD32Async")]
    public static CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream) { try { return Emulation.Driver.cuMemsetD32Async(dstDevice, ui, n, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D8Async")]
    public static CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream) { try { return Emulation.Driver.cuMemsetD2D8Async(dstDevice, dstPitch, uc, width, height, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D16Async")]
    public static CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream) { try { return Emulation.Driver.cuMemsetD2D16Async(dstDevice, dstPitch, us, width, height, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D32Async")]
    public static CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream) { try { return Emulation.Driver.cuMemsetD2D32Async(dstDevice, dstPitch, ui, width, height, hStream); } catch (Exception e) { return Emulation.Failed(e); } }
}
