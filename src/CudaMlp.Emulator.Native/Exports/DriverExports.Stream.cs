using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Streams and capture.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuStreamCreate")]
    public static CUresult cuStreamCreate(CUstream* phStream, CUstream_flags flags) { try { return Emulation.Driver.cuStreamCreate(phStream, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamCreateWithPriority")]
    public static CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority) { try { return Emulation.Driver.cuStreamCreateWithPriority(phStream, flags, priority); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamDestroy_v2")]
    public static CUresult cuStreamDestroy_v2(CUstream hStream) { try { return Emulation.Driver.cuStreamDestroy(hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetPriority")]
    public static CUresult cuStreamGetPriority(CUstream hStream, int* priority) { try { return Emulation.Driver.cuStreamGetPriority(hStream, priority); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetFlags")]
    public static CUresult cuStreamGetFlags(CUstream hStream, CUstream_flags* flags) { try { return Emulation.Driver.cuStreamGetFlags(hStream, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetId")]
    public static CUresult cuStreamGetId(CUstream hStream, ulong* streamId) { try { return Emulation.Driver.cuStreamGetId(hStream, streamId); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCtx")]
    public static CUresult cuStreamGetCtx(CUstream hStream, CUcontext* pctx) { try { return Emulation.Driver.cuStreamGetCtx(hStream, pctx); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWaitEvent")]
    public static CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags) { try { return Emulation.Driver.cuStreamWaitEvent(hStream, hEvent, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamAddCallback")]
    public static CUresult cuStreamAddCallback(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags) { try { return Emulation.Driver.cuStreamAddCallback(hStream, callback, userData, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamQuery")]
    public static CUresult cuStreamQuery(CUstream hStream) { try { return Emulation.Driver.cuStreamQuery(hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamSynchronize")]
    public static CUresult cuStreamSynchronize(CUstream hStream) { try { return Emulation.Driver.cuStreamSynchronize(hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCapture_v2")]
    public static CUresult cuStreamBeginCapture_v2(CUstream hStream, CUstreamCaptureMode mode) { try { return Emulation.Driver.cuStreamBeginCapture(hStream, mode); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamEndCapture")]
    public static CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph) { try { return Emulation.Driver.cuStreamEndCapture(hStream, phGraph); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamIsCapturing")]
    public static CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus) { try { return Emulation.Driver.cuStreamIsCapturing(hStream, captureStatus); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCaptureInfo_v2")]
    public static CUresult cuStreamGetCaptureInfo_v2(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies) { try { return Emulation.Driver.cuStreamGetCaptureInfo(hStream, captureStatus, id, graph, dependencies, numDependencies); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuThreadExchangeStreamCaptureMode")]
    public static CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode) { try { return Emulation.Driver.cuThreadExchangeStreamCaptureMode(mode); } catch (Exception e) { return Emulation.Failed(e); } }
}
