namespace CudaMlp.Interop;

// cuda.h: stream management and capture.
public unsafe partial interface ICudaDriver
{
    CUresult cuStreamCreate(CUstream* phStream, CUstream_flags flags);

    CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority);

    CUresult cuStreamDestroy(CUstream hStream);

    CUresult cuStreamGetPriority(CUstream hStream, int* priority);

    CUresult cuStreamGetFlags(CUstream hStream, CUstream_flags* flags);

    CUresult cuStreamGetId(CUstream hStream, ulong* streamId);

    /// <summary>The first form: stream and context.</summary>
    CUresult cuStreamGetCtx(CUstream hStream, CUcontext* pctx);

    CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags);

    /// <param name="hStream">The stream after whose present work the callback runs.</param>
    /// <param name="callback"><c>void CUDA_CB f(CUstream, CUresult, void* userData)</c>; it may not call CUDA.</param>
    /// <param name="userData">Handed on.</param>
    /// <param name="flags">0.</param>
    CUresult cuStreamAddCallback(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags);

    CUresult cuStreamQuery(CUstream hStream);

    CUresult cuStreamSynchronize(CUstream hStream);

    CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode);

    CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph);

    CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus);

    /// <summary><c>cuStreamGetCaptureInfo_v2</c>, the form of CUDA 12. Everything but the status may be null.</summary>
    CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies);

    CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode);
}
