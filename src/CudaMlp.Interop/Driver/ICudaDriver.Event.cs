namespace CudaMlp.Interop;

// cuda.h: event management.
public unsafe partial interface ICudaDriver
{
    CUresult cuEventCreate(CUevent* phEvent, CUevent_flags flags);

    CUresult cuEventRecord(CUevent hEvent, CUstream hStream);

    CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUevent_record_flags flags);

    CUresult cuEventQuery(CUevent hEvent);

    CUresult cuEventSynchronize(CUevent hEvent);

    CUresult cuEventDestroy(CUevent hEvent);

    /// <param name="pMilliseconds">Milliseconds from start to end.</param>
    /// <param name="hStart">The earlier event.</param>
    /// <param name="hEnd">The later event.</param>
    CUresult cuEventElapsedTime(float* pMilliseconds, CUevent hStart, CUevent hEnd);
}
