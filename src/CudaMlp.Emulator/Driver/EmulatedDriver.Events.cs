using System.Diagnostics;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Events.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuEventCreate(CUevent* phEvent, CUevent_flags flags)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (phEvent is null || ((int)flags & ~7) != 0)
            return CUDA_ERROR_INVALID_VALUE;
        if ((flags & CUevent_flags.CU_EVENT_INTERPROCESS) != 0)
        {
            return (flags & CUevent_flags.CU_EVENT_DISABLE_TIMING) == 0
                ? Fail(CUDA_ERROR_INVALID_VALUE, "CU_EVENT_INTERPROCESS needs CU_EVENT_DISABLE_TIMING")
                : Fail(CUDA_ERROR_NOT_SUPPORTED, "events of this device cannot be shared with other processes");
        }
        var created = new EmulatedEvent(context, flags);
        created.Handle = new CUevent(_events.Add(created));
        *phEvent = created.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuEventRecord(CUevent hEvent, CUstream hStream) =>
        cuEventRecordWithFlags(hEvent, hStream, CUevent_record_flags.CU_EVENT_RECORD_DEFAULT);

    public CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUevent_record_flags flags)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (_events.Find(hEvent.Value) is not { } target || target.Context != stream.Context)
            return Fail(CUDA_ERROR_INVALID_HANDLE, "the event does not exist or belongs to another context than the stream");
        if (flags != CUevent_record_flags.CU_EVENT_RECORD_DEFAULT && (flags != CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL || stream.Capture is null))
            return Fail(CUDA_ERROR_INVALID_VALUE, "the only flag is CU_EVENT_RECORD_EXTERNAL, and only while the stream is captured");
        if (stream.Capture is not { } capture)
        {
            target.Capture = null;
            Stamp(target);
            if (_shuffled is null)
                return CUDA_SUCCESS;
            CUresult result = _shuffled.Add(stream, new EventRecordOperation(target));
            (target.Behind, target.Position) = (stream.Work, stream.Work.Submitted);
            return result;
        }
        if ((flags & CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL) != 0)
            return Submit(stream, new EventRecordOperation(target));
        lock (_state)
        {
            if (capture.Invalidated)
                return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
            target.Capture = capture;
            target.Captured.Clear();
            target.Captured.AddRange(stream.Tail);
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuEventQuery(CUevent hEvent) => Settled(hEvent, out _);

    public CUresult cuEventSynchronize(CUevent hEvent)
    {
        Counters.Synchronization();
        return Settled(hEvent, out _);
    }

    public CUresult cuEventDestroy(CUevent hEvent)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        return _events.Remove(hEvent.Value) is null ? CUDA_ERROR_INVALID_HANDLE : CUDA_SUCCESS;
    }

    public CUresult cuEventElapsedTime(float* pMilliseconds, CUevent hStart, CUevent hEnd)
    {
        if (Settled(hStart, out EmulatedEvent start) is not CUDA_SUCCESS and var error)
            return error;
        if (Settled(hEnd, out EmulatedEvent end) is not CUDA_SUCCESS and var endError)
            return endError;
        if (pMilliseconds is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (!start.HasTiming || !end.HasTiming || !start.Recorded || !end.Recorded)
            return Fail(CUDA_ERROR_INVALID_HANDLE, "both events must have been recorded, and neither created with CU_EVENT_DISABLE_TIMING");
        *pMilliseconds = (float)Stopwatch.GetElapsedTime(start.Ticks, end.Ticks).TotalMilliseconds;
        return CUDA_SUCCESS;
    }

    /// <summary>The event, if it can be asked: what it stands for has run, unless it was captured.</summary>
    private CUresult Settled(CUevent handle, out EmulatedEvent found)
    {
        found = null!;
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (_events.Find(handle.Value) is not { } target)
            return CUDA_ERROR_INVALID_HANDLE;
        found = target;
        if (target.Capture is not { } capture)
            return target.Behind is { } behind && _shuffled!.Finish(behind, target.Position) is not CUDA_SUCCESS and var failed ? failed : target.Context.Sticky;
        lock (_state)
            capture.Invalidated = true;
        return Fail(CUDA_ERROR_CAPTURED_EVENT, "the event was last recorded in a captured stream");
    }
}
