using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Streams.
public sealed unsafe partial class EmulatedDriver
{
    private const int GreatestPriority = -5;

    public CUresult cuStreamCreate(CUstream* phStream, CUstream_flags flags) => cuStreamCreateWithPriority(phStream, flags, 0);

    public CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (phStream is null || (flags & ~CUstream_flags.CU_STREAM_NON_BLOCKING) != 0)
            return CUDA_ERROR_INVALID_VALUE;
        var stream = new EmulatedStream(context, flags, Math.Clamp(priority, GreatestPriority, 0));
        stream.Handle = new CUstream(_streams.Add(stream));
        *phStream = stream.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamDestroy(CUstream hStream)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (_streams.Remove(hStream.Value) is not { } stream)
            return CUDA_ERROR_INVALID_HANDLE;
        lock (_state)
        {
            if (stream.Capture is { } capture)
                capture.Invalidated = true;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamGetPriority(CUstream hStream, int* priority)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (priority is null)
            return CUDA_ERROR_INVALID_VALUE;
        *priority = stream.Priority;
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamGetFlags(CUstream hStream, CUstream_flags* flags)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (flags is null)
            return CUDA_ERROR_INVALID_VALUE;
        *flags = stream.Flags;
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamGetId(CUstream hStream, ulong* streamId)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (streamId is null)
            return CUDA_ERROR_INVALID_VALUE;
        *streamId = stream.Id;
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamGetCtx(CUstream hStream, CUcontext* pctx)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (pctx is null)
            return CUDA_ERROR_INVALID_VALUE;
        *pctx = stream.Context.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamAddCallback(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (callback is null || flags != 0)
            return CUDA_ERROR_INVALID_VALUE;
        if (stream.Capture is { } capture)
            return Forbid(capture, "cuStreamAddCallback on a captured stream");
        if (Finish(stream) is not CUDA_SUCCESS and var failed)
            return failed;
        callback(hStream, CUDA_SUCCESS, userData);
        return CUDA_SUCCESS;
    }

    public CUresult cuLaunchHostFunc(CUstream hStream, delegate* unmanaged<void*, void> fn, void* userData)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        return fn is null ? CUDA_ERROR_INVALID_VALUE : Submit(stream, new HostOperation(fn, userData));
    }

    /// <summary>Submitted work has run, or runs now, so a stream is always ready.</summary>
    public CUresult cuStreamQuery(CUstream hStream)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        return stream.Capture is { } capture ? Forbid(capture, "cuStreamQuery of a captured stream") : Finish(stream);
    }

    public CUresult cuStreamSynchronize(CUstream hStream)
    {
        Counters.Synchronization();
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        return stream.Capture is { } capture ? Forbid(capture, "cuStreamSynchronize of a captured stream") : Finish(stream);
    }

    public CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (_events.Find(hEvent.Value) is not { } target)
            return CUDA_ERROR_INVALID_HANDLE;
        if (flags != CUevent_wait_flags.CU_EVENT_WAIT_DEFAULT && (flags != CUevent_wait_flags.CU_EVENT_WAIT_EXTERNAL || stream.Capture is null))
            return Fail(CUDA_ERROR_INVALID_VALUE, "the only flag is CU_EVENT_WAIT_EXTERNAL, and only while the stream is captured");
        if (stream.Capture is not null && (flags & CUevent_wait_flags.CU_EVENT_WAIT_EXTERNAL) != 0)
            return Submit(stream, new EventWaitOperation(target));
        if (stream.Capture is null && target is { Capture: null, Behind: { } behind })
            return _shuffled!.Add(stream, new EventOrderOperation(behind, target.Position));
        lock (_state)
            return Await(stream, target);
    }

    /// <summary>The stream behind a handle, for questions about it.</summary>
    internal CUresult Look(CUstream handle, out EmulatedStream stream)
    {
        stream = null!;
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        EmulatedStream? found = handle.Value switch
        {
            0 or 1 => context.Legacy,
            2 => context.PerThread.Value,
            _ => _streams.Find(handle.Value),
        };
        if (found is null)
            return Fail(CUDA_ERROR_INVALID_HANDLE, $"no stream has the handle 0x{handle.Value:x}");
        stream = found;
        return found.Context.Sticky;
    }

    /// <summary>The stream behind a handle, to submit work to. The legacy stream cannot be used while a blocking stream is captured.</summary>
    internal CUresult Use(CUstream handle, out EmulatedStream stream)
    {
        if (Look(handle, out stream) is not CUDA_SUCCESS and var error)
            return error;
        return stream.IsLegacy && stream.Context.Captures.Count > 0 ? Implicit(stream.Context) : CUDA_SUCCESS;
    }

    /// <summary>Orders a stream behind an event. Outside capture that is already so.</summary>
    private CUresult Await(EmulatedStream stream, EmulatedEvent target)
    {
        CaptureSequence? own = stream.Capture;
        if (target.Capture is not { } capture)
        {
            if (own is null || !target.Recorded)
                return CUDA_SUCCESS;
            own.Invalidated = true;
            return Fail(CUDA_ERROR_STREAM_CAPTURE_ISOLATION, "a captured stream waits for an event that was recorded outside the capture");
        }
        if (capture.Ended)
        {
            if (own is not null)
                own.Invalidated = true;
            return Fail(CUDA_ERROR_CAPTURED_EVENT, "the event was last recorded in a capture that has ended");
        }
        if (own is not null && own != capture)
        {
            own.Invalidated = capture.Invalidated = true;
            return Fail(CUDA_ERROR_STREAM_CAPTURE_MERGE, "the stream and the event belong to different captures");
        }
        if (stream.IsLegacy)
        {
            capture.Invalidated = true;
            return Fail(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "the legacy stream cannot join a capture");
        }
        if (capture.Invalidated)
            return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
        capture.Join(stream, target.Captured);
        return CUDA_SUCCESS;
    }

    /// <param name="hStream">A stream.</param>
    /// <param name="attribute">1 access policy window, 3 synchronization policy, 8 priority, 9 and 10 memory synchronization domains.</param>
    /// <param name="value">CUstreamAttrValue, 64 bytes.</param>
    public CUresult cuStreamSetAttribute(CUstream hStream, int attribute, void* value)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (value is null || !IsStreamAttribute(attribute))
            return CUDA_ERROR_INVALID_VALUE;
        stream.Attributes[attribute] = new ReadOnlySpan<byte>(value, StreamAttributeBytes).ToArray();
        return CUDA_SUCCESS;
    }

    /// <inheritdoc cref="cuStreamSetAttribute"/>
    public CUresult cuStreamGetAttribute(CUstream hStream, int attribute, void* value)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (value is null || !IsStreamAttribute(attribute))
            return CUDA_ERROR_INVALID_VALUE;
        var target = new Span<byte>(value, StreamAttributeBytes);
        if (stream.Attributes.TryGetValue(attribute, out byte[]? known))
        {
            known.CopyTo(target);
            return CUDA_SUCCESS;
        }
        target.Clear();
        *(int*)value = attribute switch { 3 => AutomaticSynchronization, 8 => stream.Priority, _ => 0 };
        return CUDA_SUCCESS;
    }

    public CUresult cuStreamCopyAttributes(CUstream target, CUstream source)
    {
        if (Look(target, out EmulatedStream to) is not CUDA_SUCCESS and var error)
            return error;
        if (Look(source, out EmulatedStream from) is not CUDA_SUCCESS and var sourceError)
            return sourceError;
        to.TakeAttributes(from);
        return CUDA_SUCCESS;
    }

    private const int StreamAttributeBytes = 64;
    private const int AutomaticSynchronization = 1;

    private static bool IsStreamAttribute(int attribute) => attribute is 1 or 3 or 8 or 9 or 10;
}
