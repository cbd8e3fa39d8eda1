using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: stream management and capture.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuStreamCreate(CUstream* phStream, CUstream_flags flags) => Entry.cuStreamCreate(phStream, flags);

    public CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority) =>
        Entry.cuStreamCreateWithPriority(phStream, flags, priority);

    public CUresult cuStreamDestroy(CUstream hStream) => Entry.cuStreamDestroy(hStream);

    public CUresult cuStreamGetPriority(CUstream hStream, int* priority) => Entry.cuStreamGetPriority(hStream, priority);

    public CUresult cuStreamGetFlags(CUstream hStream, CUstream_flags* flags) => Entry.cuStreamGetFlags(hStream, flags);

    public CUresult cuStreamGetId(CUstream hStream, ulong* streamId) => Entry.cuStreamGetId(hStream, streamId);

    public CUresult cuStreamGetCtx(CUstream hStream, CUcontext* pctx) => Entry.cuStreamGetCtx(hStream, pctx);

    public CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags) => Entry.cuStreamWaitEvent(hStream, hEvent, flags);

    public CUresult cuStreamAddCallback(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags) =>
        Entry.cuStreamAddCallback(hStream, callback, userData, flags);

    public CUresult cuStreamQuery(CUstream hStream) => Entry.cuStreamQuery(hStream);

    public CUresult cuStreamSynchronize(CUstream hStream) => Entry.cuStreamSynchronize(hStream);

    public CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode) => Entry.cuStreamBeginCapture(hStream, mode);

    public CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph) => Entry.cuStreamEndCapture(hStream, phGraph);

    public CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus) => Entry.cuStreamIsCapturing(hStream, captureStatus);

    public CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies) =>
        Entry.cuStreamGetCaptureInfo(hStream, captureStatus, id, graph, dependencies, numDependencies);

    public CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode) => Entry.cuThreadExchangeStreamCaptureMode(mode);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamCreate(CUstream* phStream, CUstream_flags flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuStreamDestroy_v2")]
        internal static partial CUresult cuStreamDestroy(CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamGetPriority(CUstream hStream, int* priority);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamGetFlags(CUstream hStream, CUstream_flags* flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamGetId(CUstream hStream, ulong* streamId);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamGetCtx(CUstream hStream, CUcontext* pctx);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamAddCallback(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamQuery(CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamSynchronize(CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuStreamBeginCapture_v2")]
        internal static partial CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuStreamGetCaptureInfo_v2")]
        internal static partial CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode);
    }
}
