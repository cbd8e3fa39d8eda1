using System.Runtime.InteropServices;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Stream capture.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode) => BeginCapture(hStream, mode, null, []);

    /// <summary>Captures into a graph that exists, behind some of its nodes.</summary>
    public CUresult cuStreamBeginCaptureToGraph(CUstream hStream, CUgraph graph, CUgraphNode* dependencies, nuint count, CUstreamCaptureMode mode)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (_graphs.Find(graph.Value) is not { } existing || (dependencies is null && count > 0))
            return CUDA_ERROR_INVALID_VALUE;
        List<GraphNode> nodes = [];
        for (nuint i = 0; i < count; i++)
        {
            if (_nodes.Find(dependencies[i].Value) is not { } node || node.Graph != existing)
                return Fail(CUDA_ERROR_INVALID_VALUE, "a dependency is no node of this graph");
            nodes.Add(node);
        }
        return BeginCapture(hStream, mode, existing, nodes);
    }

    private CUresult BeginCapture(CUstream hStream, CUstreamCaptureMode mode, EmulatedGraph? existing, List<GraphNode> dependencies)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (mode is < CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL or > CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED)
            return CUDA_ERROR_INVALID_VALUE;
        if (stream.IsLegacy)
            return Fail(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "the legacy default stream cannot be captured");
        lock (_state)
        {
            if (stream.Capture is not null)
                return Fail(CUDA_ERROR_ILLEGAL_STATE, "the stream is captured already");
            stream.Tail.Clear();
            stream.Tail.AddRange(dependencies);
            stream.Capture = new CaptureSequence(stream, mode, existing ?? NewGraph()) { IntoExisting = existing is not null };
            stream.Context.Captures.Add(stream.Capture);
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (phGraph is null)
            return CUDA_ERROR_INVALID_VALUE;
        *phGraph = default;
        lock (_state)
        {
            if (stream.Capture is not { } capture)
                return Fail(CUDA_ERROR_ILLEGAL_STATE, "the stream is not captured");
            if (capture.Origin != stream)
            {
                capture.Invalidated = true;
                return Fail(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, "the capture began on another stream");
            }
            if (capture.Mode != CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED && capture.Thread != Environment.CurrentManagedThreadId)
                return Fail(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, "the capture began on another thread");
            CUresult result = capture.Invalidated ? CUDA_ERROR_STREAM_CAPTURE_INVALIDATED
                : capture.IsJoined() ? CUDA_SUCCESS
                : Fail(CUDA_ERROR_STREAM_CAPTURE_UNJOINED, "work on a stream that joined the capture was not joined back to the first stream");
            capture.End();
            if (result == CUDA_SUCCESS)
                *phGraph = capture.Graph.Handle;
            else if (!capture.IntoExisting)
            {
                Discard(capture.Graph);
                capture.Graph.Release();
            }
            return result;
        }
    }

    public CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (captureStatus is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (CannotBeAsked(stream) is not CUDA_SUCCESS and var refused)
            return refused;
        *captureStatus = Status(stream);
        return CUDA_SUCCESS;
    }

    /// <summary>The dependencies given out stay valid until the calling thread asks again.</summary>
    public CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (captureStatus is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (CannotBeAsked(stream) is not CUDA_SUCCESS and var refused)
            return refused;
        lock (_state)
        {
            *captureStatus = Status(stream);
            if (stream.Capture is not { Invalidated: false } capture)
                return CUDA_SUCCESS;
            if (id is not null)
                *id = capture.Id;
            if (graph is not null)
                *graph = capture.Graph.Handle;
            if (numDependencies is not null)
                *numDependencies = (nuint)stream.Tail.Count;
            if (dependencies is not null)
                *dependencies = _thread.Value!.Lend(stream.Tail);
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode)
    {
        if (!_initialized)
            return NotReady;
        if (mode is null || *mode is < CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL or > CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED)
            return CUDA_ERROR_INVALID_VALUE;
        ThreadState thread = _thread.Value!;
        (thread.CaptureMode, *mode) = (*mode, thread.CaptureMode);
        return CUDA_SUCCESS;
    }

    /// <summary>
    /// Stops calls that may synchronise (allocation, module loading …) during a capture that forbids them: a global one of any thread,
    /// or a thread-local one of this thread. The capture is invalid from then on.
    /// </summary>
    private CUresult Unsafe(EmulatedContext context, string call)
    {
        if (context.Captures.Count == 0)
            return CUDA_SUCCESS;
        CUstreamCaptureMode thread = _thread.Value!.CaptureMode;
        if (thread == CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED)
            return CUDA_SUCCESS;
        lock (_state)
        {
            bool hit = false;
            foreach (CaptureSequence capture in context.Captures)
            {
                bool own = capture.Thread == Environment.CurrentManagedThreadId;
                bool forbids = capture.Mode switch
                {
                    CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL => own || thread == CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL,
                    CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL => own,
                    _ => false,
                };
                hit |= forbids;
                capture.Invalidated |= forbids;
            }
            return hit ? Fail(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, $"{call} is not permitted while a stream is captured") : CUDA_SUCCESS;
        }
    }

    private CUresult Forbid(CaptureSequence capture, string what)
    {
        lock (_state)
            capture.Invalidated = true;
        return Fail(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, $"{what} is not permitted");
    }

    /// <summary>Use of the legacy stream would wait for blocking streams; those under capture become invalid.</summary>
    private CUresult Implicit(EmulatedContext context)
    {
        lock (_state)
        {
            bool hit = false;
            foreach (CaptureSequence capture in context.Captures)
            {
                bool blocking = capture.Streams.Exists(s => s.Blocking);
                hit |= blocking;
                capture.Invalidated |= blocking;
            }
            return hit
                ? Fail(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "the legacy default stream was used while a blocking stream is captured")
                : CUDA_SUCCESS;
        }
    }

    /// <summary>The legacy stream has no state while a blocking stream is captured. Asking for it spoils nothing.</summary>
    private CUresult CannotBeAsked(EmulatedStream stream)
    {
        if (!stream.IsLegacy || stream.Context.Captures.Count == 0)
            return CUDA_SUCCESS;
        lock (_state)
        {
            return stream.Context.Captures.Exists(c => c.Streams.Exists(s => s.Blocking))
                ? Fail(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "the legacy default stream was asked for its state while a blocking stream is captured")
                : CUDA_SUCCESS;
        }
    }

    private CUresult Track(CaptureSequence capture, EmulatedStream stream, DeviceOperation operation)
    {
        CUresult result = capture.Append(stream, operation);
        if (result == CUDA_SUCCESS)
            Name(stream.Tail[0]);
        return result;
    }

    private static CUstreamCaptureStatus Status(EmulatedStream stream) => stream.Capture switch
    {
        null => CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_NONE,
        { Invalidated: true } => CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_INVALIDATED,
        _ => CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_ACTIVE,
    };

    private sealed partial class ThreadState : IDisposable
    {
        private nint _lent;

        ~ThreadState() => Free();

        /// <summary>Node handles in memory of this thread's own.</summary>
        public CUgraphNode* Lend(List<GraphNode> nodes)
        {
            _lent = (nint)NativeMemory.Realloc((void*)_lent, (nuint)(Math.Max(1, nodes.Count) * sizeof(CUgraphNode)));
            for (int i = 0; i < nodes.Count; i++)
                ((CUgraphNode*)_lent)[i] = nodes[i].Handle;
            return (CUgraphNode*)_lent;
        }

        public void Dispose()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            NativeMemory.Free((void*)_lent);
            _lent = 0;
        }
    }
}
