using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// The forms that programs compiled with per-thread default streams call: the null stream is the thread's own.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy_ptds")]
    public static CUresult cuMemcpy_ptds(CUdeviceptr dst, CUdeviceptr src, nuint byteCount) { try { return Emulation.Driver.cuMemcpy(dst, src, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyHtoD_v2_ptds")]
    public static CUresult cuMemcpyHtoD_v2_ptds(CUdeviceptr dstDevice, void* srcHost, nuint byteCount) { try { return Emulation.Driver.cuMemcpyHtoD(dstDevice, srcHost, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoH_v2_ptds")]
    public static CUresult cuMemcpyDtoH_v2_ptds(void* dstHost, CUdeviceptr srcDevice, nuint byteCount) { try { return Emulation.Driver.cuMemcpyDtoH(dstHost, srcDevice, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoD_v2_ptds")]
    public static CUresult cuMemcpyDtoD_v2_ptds(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount) { try { return Emulation.Driver.cuMemcpyDtoD(dstDevice, srcDevice, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyPeer_ptds")]
    public static CUresult cuMemcpyPeer_ptds(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount) { try { return Emulation.Driver.cuMemcpyPeer(dstDevice, dstContext, srcDevice, srcContext, byteCount); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy2D_v2_ptds")]
    public static CUresult cuMemcpy2D_v2_ptds(CUDA_MEMCPY2D* pCopy) { try { return Emulation.Driver.cuMemcpy2D(pCopy); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy2DUnaligned_v2_ptds")]
    public static CUresult cuMemcpy2DUnaligned_v2_ptds(CUDA_MEMCPY2D* pCopy) { try { return Emulation.Driver.cuMemcpy2DUnaligned(pCopy); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy3D_v2_ptds")]
    public static CUresult cuMemcpy3D_v2_ptds(CUDA_MEMCPY3D* pCopy) { try { return Emulation.Driver.cuMemcpy3D(pCopy); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyAsync_ptsz")]
    public static CUresult cuMemcpyAsync_ptsz(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyAsync(dst, src, byteCount, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyHtoDAsync_v2_ptsz")]
    public static CUresult cuMemcpyHtoDAsync_v2_ptsz(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyHtoDAsync(dstDevice, srcHost, byteCount, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoHAsync_v2_ptsz")]
    public static CUresult cuMemcpyDtoHAsync_v2_ptsz(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyDtoHAsync(dstHost, srcDevice, byteCount, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyDtoDAsync_v2_ptsz")]
    public static CUresult cuMemcpyDtoDAsync_v2_ptsz(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyDtoDAsync(dstDevice, srcDevice, byteCount, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpyPeerAsync_ptsz")]
    public static CUresult cuMemcpyPeerAsync_ptsz(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream) { try { return Emulation.Driver.cuMemcpyPeerAsync(dstDevice, dstContext, srcDevice, srcContext, byteCount, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy2DAsync_v2_ptsz")]
    public static CUresult cuMemcpy2DAsync_v2_ptsz(CUDA_MEMCPY2D* pCopy, CUstream hStream) { try { return Emulation.Driver.cuMemcpy2DAsync(pCopy, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemcpy3DAsync_v2_ptsz")]
    public static CUresult cuMemcpy3DAsync_v2_ptsz(CUDA_MEMCPY3D* pCopy, CUstream hStream) { try { return Emulation.Driver.cuMemcpy3DAsync(pCopy, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD8_v2_ptds")]
    public static CUresult cuMemsetD8_v2_ptds(CUdeviceptr dstDevice, byte uc, nuint n) { try { return Emulation.Driver.cuMemsetD8(dstDevice, uc, n); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD16_v2_ptds")]
    public static CUresult cuMemsetD16_v2_ptds(CUdeviceptr dstDevice, ushort us, nuint n) { try { return Emulation.Driver.cuMemsetD16(dstDevice, us, n); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD32_v2_ptds")]
    public static CUresult cuMemsetD32_v2_ptds(CUdeviceptr dstDevice, uint ui, nuint n) { try { return Emulation.Driver.cuMemsetD32(dstDevice, ui, n); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D8_v2_ptds")]
    public static CUresult cuMemsetD2D8_v2_ptds(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height) { try { return Emulation.Driver.cuMemsetD2D8(dstDevice, dstPitch, uc, width, height); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D16_v2_ptds")]
    public static CUresult cuMemsetD2D16_v2_ptds(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height) { try { return Emulation.Driver.cuMemsetD2D16(dstDevice, dstPitch, us, width, height); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D32_v2_ptds")]
    public static CUresult cuMemsetD2D32_v2_ptds(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height) { try { return Emulation.Driver.cuMemsetD2D32(dstDevice, dstPitch, ui, width, height); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD8Async_ptsz")]
    public static CUresult cuMemsetD8Async_ptsz(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream) { try { return Emulation.Driver.cuMemsetD8Async(dstDevice, uc, n, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD16Async_ptsz")]
    public static CUresult cuMemsetD16Async_ptsz(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream) { try { return Emulation.Driver.cuMemsetD16Async(dstDevice, us, n, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD32Async_ptsz")]
    public static CUresult cuMemsetD32Async_ptsz(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream) { try { return Emulation.Driver.cuMemsetD32Async(dstDevice, ui, n, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D8Async_ptsz")]
    public static CUresult cuMemsetD2D8Async_ptsz(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream) { try { return Emulation.Driver.cuMemsetD2D8Async(dstDevice, dstPitch, uc, width, height, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D16Async_ptsz")]
    public static CUresult cuMemsetD2D16Async_ptsz(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream) { try { return Emulation.Driver.cuMemsetD2D16Async(dstDevice, dstPitch, us, width, height, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemsetD2D32Async_ptsz")]
    public static CUresult cuMemsetD2D32Async_ptsz(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream) { try { return Emulation.Driver.cuMemsetD2D32Async(dstDevice, dstPitch, ui, width, height, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventRecord_ptsz")]
    public static CUresult cuEventRecord_ptsz(CUevent hEvent, CUstream hStream) { try { return Emulation.Driver.cuEventRecord(hEvent, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventRecordWithFlags_ptsz")]
    public static CUresult cuEventRecordWithFlags_ptsz(CUevent hEvent, CUstream hStream, CUevent_record_flags flags) { try { return Emulation.Driver.cuEventRecordWithFlags(hEvent, PerThread(hStream), flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLaunchKernel_ptsz")]
    public static CUresult cuLaunchKernel_ptsz(CUfunction f, uint gridDimX, uint gridDimY, uint gridDimZ, uint blockDimX, uint blockDimY, uint blockDimZ, uint sharedMemBytes, CUstream hStream, void** kernelParams, void** extra) { try { return Emulation.Driver.cuLaunchKernel(f, gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes, PerThread(hStream), kernelParams, extra); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLaunchCooperativeKernel_ptsz")]
    public static CUresult cuLaunchCooperativeKernel_ptsz(CUfunction f, uint gridDimX, uint gridDimY, uint gridDimZ, uint blockDimX, uint blockDimY, uint blockDimZ, uint sharedMemBytes, CUstream hStream, void** kernelParams) { try { return Emulation.Driver.cuLaunchCooperativeKernel(f, gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes, PerThread(hStream), kernelParams); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLaunchHostFunc_ptsz")]
    public static CUresult cuLaunchHostFunc_ptsz(CUstream hStream, delegate* unmanaged<void*, void> fn, void* userData) { try { return Emulation.Driver.cuLaunchHostFunc(PerThread(hStream), fn, userData); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphUpload_ptsz")]
    public static CUresult cuGraphUpload_ptsz(CUgraphExec hGraphExec, CUstream hStream) { try { return Emulation.Driver.cuGraphUpload(hGraphExec, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphLaunch_ptsz")]
    public static CUresult cuGraphLaunch_ptsz(CUgraphExec hGraphExec, CUstream hStream) { try { return Emulation.Driver.cuGraphLaunch(hGraphExec, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocAsync_ptsz")]
    public static CUresult cuMemAllocAsync_ptsz(CUdeviceptr* dptr, nuint bytesize, CUstream hStream) { try { return Emulation.Driver.cuMemAllocAsync(dptr, bytesize, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemFreeAsync_ptsz")]
    public static CUresult cuMemFreeAsync_ptsz(CUdeviceptr dptr, CUstream hStream) { try { return Emulation.Driver.cuMemFreeAsync(dptr, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetPriority_ptsz")]
    public static CUresult cuStreamGetPriority_ptsz(CUstream hStream, int* priority) { try { return Emulation.Driver.cuStreamGetPriority(PerThread(hStream), priority); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetFlags_ptsz")]
    public static CUresult cuStreamGetFlags_ptsz(CUstream hStream, CUstream_flags* flags) { try { return Emulation.Driver.cuStreamGetFlags(PerThread(hStream), flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetId_ptsz")]
    public static CUresult cuStreamGetId_ptsz(CUstream hStream, ulong* streamId) { try { return Emulation.Driver.cuStreamGetId(PerThread(hStream), streamId); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCtx_ptsz")]
    public static CUresult cuStreamGetCtx_ptsz(CUstream hStream, CUcontext* pctx) { try { return Emulation.Driver.cuStreamGetCtx(PerThread(hStream), pctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWaitEvent_ptsz")]
    public static CUresult cuStreamWaitEvent_ptsz(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags) { try { return Emulation.Driver.cuStreamWaitEvent(PerThread(hStream), hEvent, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamAddCallback_ptsz")]
    public static CUresult cuStreamAddCallback_ptsz(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags) { try { return Emulation.Driver.cuStreamAddCallback(PerThread(hStream), callback, userData, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamQuery_ptsz")]
    public static CUresult cuStreamQuery_ptsz(CUstream hStream) { try { return Emulation.Driver.cuStreamQuery(PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamSynchronize_ptsz")]
    public static CUresult cuStreamSynchronize_ptsz(CUstream hStream) { try { return Emulation.Driver.cuStreamSynchronize(PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCapture_v2_ptsz")]
    public static CUresult cuStreamBeginCapture_v2_ptsz(CUstream hStream, CUstreamCaptureMode mode) { try { return Emulation.Driver.cuStreamBeginCapture(PerThread(hStream), mode); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamEndCapture_ptsz")]
    public static CUresult cuStreamEndCapture_ptsz(CUstream hStream, CUgraph* phGraph) { try { return Emulation.Driver.cuStreamEndCapture(PerThread(hStream), phGraph); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamIsCapturing_ptsz")]
    public static CUresult cuStreamIsCapturing_ptsz(CUstream hStream, CUstreamCaptureStatus* captureStatus) { try { return Emulation.Driver.cuStreamIsCapturing(PerThread(hStream), captureStatus); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCaptureInfo_v2_ptsz")]
    public static CUresult cuStreamGetCaptureInfo_v2_ptsz(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies) { try { return Emulation.Driver.cuStreamGetCaptureInfo(PerThread(hStream), captureStatus, id, graph, dependencies, numDependencies); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCapture_ptsz")]
    public static CUresult cuStreamBeginCapture_ptsz(CUstream hStream) { try { return Emulation.Driver.cuStreamBeginCapture(PerThread(hStream), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCaptureInfo_ptsz")]
    public static CUresult cuStreamGetCaptureInfo_ptsz(CUstream hStream, CUstreamCaptureStatus* status, ulong* id) { try { return Emulation.Driver.cuStreamGetCaptureInfo(PerThread(hStream), status, id, null, null, null); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCaptureInfo_v3_ptsz")]
    public static CUresult cuStreamGetCaptureInfo_v3_ptsz(CUstream hStream, CUstreamCaptureStatus* status, ulong* id, CUgraph* graph, CUgraphNode** dependencies, ulong** edgeData, nuint* numDependencies) { try { return CaptureInfo(PerThread(hStream), status, id, graph, dependencies, edgeData, numDependencies); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCtx_v2_ptsz")]
    public static CUresult cuStreamGetCtx_v2_ptsz(CUstream hStream, CUcontext* pctx, nint* green) { try { return ContextOf(PerThread(hStream), pctx, green); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuLaunchKernelEx_ptsz")]
    public static CUresult cuLaunchKernelEx_ptsz(LaunchConfig* config, CUfunction f, void** kernelParams, void** extra) { try { return Launch(config, f, kernelParams, extra, perThread: true); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocFromPoolAsync_ptsz")]
    public static CUresult cuMemAllocFromPoolAsync_ptsz(CUdeviceptr* dptr, nuint bytesize, nint pool, CUstream hStream) { try { return Emulation.Driver.cuMemAllocFromPoolAsync(dptr, bytesize, pool, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPrefetchAsync_ptsz")]
    public static CUresult cuMemPrefetchAsync_ptsz(CUdeviceptr ptr, nuint count, CUdevice device, CUstream hStream) { try { return Emulation.Driver.cuMemPrefetchAsync(ptr, count, device, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPrefetchAsync_v2_ptsz")]
    public static CUresult cuMemPrefetchAsync_v2_ptsz(CUdeviceptr ptr, nuint count, MemoryLocation location, uint flags, CUstream hStream) { try { return Prefetch(ptr, count, location, flags, PerThread(hStream)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphInstantiateWithParams_ptsz")]
    public static CUresult cuGraphInstantiateWithParams_ptsz(CUgraphExec* exec, CUgraph graph, GraphInstantiateParams* parameters) { try { return Instantiate(exec, graph, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamSetAttribute_ptsz")]
    public static CUresult cuStreamSetAttribute_ptsz(CUstream hStream, int attribute, void* value) { try { return Emulation.Driver.cuStreamSetAttribute(PerThread(hStream), attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetAttribute_ptsz")]
    public static CUresult cuStreamGetAttribute_ptsz(CUstream hStream, int attribute, void* value) { try { return Emulation.Driver.cuStreamGetAttribute(PerThread(hStream), attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamCopyAttributes_ptsz")]
    public static CUresult cuStreamCopyAttributes_ptsz(CUstream target, CUstream source) { try { return Emulation.Driver.cuStreamCopyAttributes(PerThread(target), PerThread(source)); } catch (Exception e) { return Emulation.Failed(e); } }

    private static CUstream PerThread(CUstream stream) => stream.Value == 0 ? CUstream.PerThread : stream;
}
