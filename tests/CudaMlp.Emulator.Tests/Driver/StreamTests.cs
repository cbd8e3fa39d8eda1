using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class StreamTests : DriverTest
{
    [Fact]
    public void Streams_keep_flags_priority_and_context()
    {
        CUstream stream;
        CUstream_flags flags;
        int priority;
        CUcontext context;
        ulong first, second;
        Ok(Driver.cuStreamCreateWithPriority(&stream, CUstream_flags.CU_STREAM_NON_BLOCKING, -100));
        Ok(Driver.cuStreamGetFlags(stream, &flags));
        Ok(Driver.cuStreamGetPriority(stream, &priority));
        Ok(Driver.cuStreamGetCtx(stream, &context));
        Assert.Equal((CUstream_flags.CU_STREAM_NON_BLOCKING, -5, Context), (flags, priority, context));
        Ok(Driver.cuStreamGetId(stream, &first));
        Ok(Driver.cuStreamGetId(Stream(), &second));
        Assert.NotEqual(first, second);
        Ok(Driver.cuStreamQuery(stream));
        Ok(Driver.cuStreamDestroy(stream));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuStreamQuery(stream));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuStreamDestroy(stream));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuStreamDestroy(CUstream.Legacy));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuStreamCreate(&stream, (CUstream_flags)8));
    }

    [Fact]
    public void Default_streams_are_there_without_being_created()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr p = Upload(1, 2, 3);
        Ok(Bump(bump, p, 3, 1, default));
        Ok(Bump(bump, p, 3, 1, CUstream.Legacy));
        Ok(Bump(bump, p, 3, 1, CUstream.PerThread));
        Assert.Equal([4, 5, 6], Download<int>(p, 3));
    }

    [Fact]
    public void Events_measure_time_that_never_runs_backwards()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr p = Upload<int>(new int[100_000]);
        CUevent start = Event(), end = Event(), untimed = Event(CUevent_flags.CU_EVENT_DISABLE_TIMING);
        float milliseconds;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuEventElapsedTime(&milliseconds, start, end));
        Ok(Driver.cuEventQuery(start));
        Ok(Driver.cuEventRecord(start, default));
        Ok(Bump(bump, p, 100_000, 1));
        Ok(Driver.cuEventRecord(end, default));
        Ok(Driver.cuEventSynchronize(end));
        Ok(Driver.cuEventElapsedTime(&milliseconds, start, end));
        Assert.InRange(milliseconds, 1e-4f, 60_000f);
        float back;
        Ok(Driver.cuEventElapsedTime(&back, end, start));
        Assert.Equal(-milliseconds, back);
        Ok(Driver.cuEventRecord(untimed, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuEventElapsedTime(&milliseconds, start, untimed));
        Ok(Driver.cuStreamWaitEvent(Stream(), end, 0));
        Ok(Driver.cuEventDestroy(start));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuEventRecord(start, default));
    }

    [Fact]
    public void Waiting_is_counted()
    {
        Driver.Counters.Reset();
        CUevent @event = Event();
        Ok(Driver.cuCtxSynchronize());
        Ok(Driver.cuStreamSynchronize(default));
        Ok(Driver.cuEventSynchronize(@event));
        Upload(1, 2);
        Assert.Equal(4, Driver.Counters.Synchronizations);
        Assert.Equal((1, 1, 8), (Driver.Counters.Copies, Driver.Counters.HostCopies, Driver.Counters.CopiedBytes));
    }

    [Fact]
    public void Attributes_are_kept_and_copied()
    {
        CUstream stream = Stream(), other = Stream();
        byte* window = stackalloc byte[64], got = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
            (window[i], got[i]) = ((byte)i, 0xee);
        Ok(Driver.cuStreamGetAttribute(stream, 3, got));
        Assert.Equal(1, *(int*)got);
        Ok(Driver.cuStreamSetAttribute(stream, 1, window));
        Ok(Driver.cuStreamCopyAttributes(other, stream));
        Ok(Driver.cuStreamGetAttribute(other, 1, got));
        Assert.True(new Span<byte>(window, 64).SequenceEqual(new Span<byte>(got, 64)));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuStreamSetAttribute(stream, 2, window));
    }
}
