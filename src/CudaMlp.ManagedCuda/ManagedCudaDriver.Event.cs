using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuEventCreate(CUevent* phEvent, CUevent_flags flags) =>
        (CUresult)Raw.Events.cuEventCreate(ref *(McCUevent*)phEvent, (McCUEventFlags)flags);

    public CUresult cuEventRecord(CUevent hEvent, CUstream hStream) =>
        (CUresult)Raw.Events.cuEventRecord(Unsafe.BitCast<CUevent, McCUevent>(hEvent), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUevent_record_flags flags) =>
        (CUresult)Raw.Events.cuEventRecordWithFlags(Unsafe.BitCast<CUevent, McCUevent>(hEvent), Unsafe.BitCast<CUstream, McCUstream>(hStream), (McCUEventRecordFlags)flags);

    public CUresult cuEventQuery(CUevent hEvent) =>
        (CUresult)Raw.Events.cuEventQuery(Unsafe.BitCast<CUevent, McCUevent>(hEvent));

    public CUresult cuEventSynchronize(CUevent hEvent) =>
        (CUresult)Raw.Events.cuEventSynchronize(Unsafe.BitCast<CUevent, McCUevent>(hEvent));

    public CUresult cuEventDestroy(CUevent hEvent) =>
        (CUresult)Raw.Events.cuEventDestroy_v2(Unsafe.BitCast<CUevent, McCUevent>(hEvent));

    public CUresult cuEventElapsedTime(float* pMilliseconds, CUevent hStart, CUevent hEnd) =>
        (CUresult)Raw.Events.cuEventElapsedTime(ref *pMilliseconds, Unsafe.BitCast<CUevent, McCUevent>(hStart), Unsafe.BitCast<CUevent, McCUevent>(hEnd));
}
