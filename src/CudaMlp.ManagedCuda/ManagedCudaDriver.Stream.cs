using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuStreamCreate(CUstream* phStream, CUstream_flags flags) =>
        (CUresult)Raw.Streams.cuStreamCreate(ref *(McCUstream*)phStream, (McCUStreamFlags)flags);

    public CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority) =>
        (CUresult)Raw.Streams.cuStreamCreateWithPriority(ref *(McCUstream*)phStream, (McCUStreamFlags)flags, priority);

    public CUresult cuStreamDestroy(CUstream hStream) =>
        (CUresult)Raw.Streams.cuStreamDestroy_v2(Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuStreamGetPriority(CUstream hStream, int* priority) =>
        (CUresult)Raw.Streams.cuStreamGetPriority(Unsafe.BitCast<CUstream, McCUstream>(hStream), ref *priority);

    public CUresult cuStreamGetFlags(CUstream hStream, CUstream_flags* flags) =>
        (CUresult)Raw.Streams.cuStreamGetFlags(Unsafe.BitCast<CUstream, McCUstream>(hStream), ref *(McCUStreamFlags*)flags);

    public CUresult cuStreamGetCtx(CUstream hStream, CUcontext* pctx) =>
        (CUresult)Raw.Streams.cuStreamGetCtx(Unsafe.BitCast<CUstream, McCUstream>(hStream), ref *(McCUcontext*)pctx);

    public CUresult cuStreamQuery(CUstream hStream) =>
        (CUresult)Raw.Streams.cuStreamQuery(Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuStreamSynchronize(CUstream hStream) =>
        (CUresult)Raw.Streams.cuStreamSynchronize(Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode) =>
        (CUresult)Raw.Streams.cuStreamBeginCapture(Unsafe.BitCast<CUstream, McCUstream>(hStream), (McCUstreamCaptureMode)mode);

    public CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph) =>
        (CUresult)Raw.Streams.cuStreamEndCapture(Unsafe.BitCast<CUstream, McCUstream>(hStream), ref *(McCUgraph*)phGraph);

    public CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus) =>
        (CUresult)Raw.Streams.cuStreamIsCapturing(Unsafe.BitCast<CUstream, McCUstream>(hStream), ref *(McCUstreamCaptureStatus*)captureStatus);

    public CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode) =>
        (CUresult)Raw.Streams.cuThreadExchangeStreamCaptureMode(ref *(McCUstreamCaptureMode*)mode);
}
