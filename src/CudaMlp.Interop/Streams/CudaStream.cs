namespace CudaMlp.Interop;

/// <summary>A queue of work on the device.</summary>
public sealed unsafe class CudaStream : IDisposable
{
    private readonly CudaHandle? _handle;

    /// <param name="context">Where to make it.</param>
    /// <param name="flags">By default it does not wait for the legacy default stream, nor hold it up.</param>
    /// <param name="priority">Lower numbers are more urgent; 0 is the least.</param>
    public CudaStream(CudaContext context, CUstream_flags flags = CUstream_flags.CU_STREAM_NON_BLOCKING, int priority = 0)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        context.EnsureCurrent();
        CUstream stream;
        context.Driver.Check(context.Driver.cuStreamCreateWithPriority(&stream, flags, priority), $"cuStreamCreateWithPriority({flags}, priority {priority})");
        _handle = context.Own(stream.Value, static (driver, s) => driver.cuStreamDestroy(new CUstream(s)) == CUresult.CUDA_SUCCESS);
    }

    /// <summary>The default stream.</summary>
    internal CudaStream(CudaContext context) => Context = context;

    public CudaContext Context { get; }

    /// <exception cref="ObjectDisposedException">The stream was disposed.</exception>
    public CUstream Value => _handle is null ? default : new CUstream(_handle.Value);

    /// <summary>Whether all work queued so far is done. An error of that work is thrown.</summary>
    public bool IsIdle
    {
        get
        {
            var driver = Enter();
            var result = driver.cuStreamQuery(Value);
            if (result == CUresult.CUDA_ERROR_NOT_READY)
                return false;
            driver.Check(result, "cuStreamQuery");
            return true;
        }
    }

    /// <summary>Whether the stream is being captured into a graph.</summary>
    public CUstreamCaptureStatus CaptureStatus
    {
        get
        {
            var driver = Enter();
            CUstreamCaptureStatus status;
            driver.Check(driver.cuStreamIsCapturing(Value, &status), "cuStreamIsCapturing");
            return status;
        }
    }

    /// <summary>Waits on the host for all work queued so far.</summary>
    public void Synchronize()
    {
        var driver = Enter();
        driver.Check(driver.cuStreamSynchronize(Value), "cuStreamSynchronize");
    }

    /// <summary>Waits as <see cref="Synchronize"/> does, before what the work uses is freed: whatever became of it, and of the context, nothing is thrown.</summary>
    public void Drain()
    {
        try
        {
            Synchronize();
        }
        catch (Exception e) when (e is CudaException or ObjectDisposedException)
        {
            // A fault stays with the context and is told to whoever asks for results; a context that is gone has waited.
        }
    }

    /// <summary>Work queued from here on waits, on the device, for what <paramref name="cudaEvent"/> recorded last.</summary>
    public void WaitFor(CudaEvent cudaEvent)
    {
        ArgumentNullException.ThrowIfNull(cudaEvent);
        var driver = Enter();
        driver.Check(driver.cuStreamWaitEvent(Value, cudaEvent.Value, CUevent_wait_flags.CU_EVENT_WAIT_DEFAULT), "cuStreamWaitEvent");
    }

    /// <summary>
    /// Starts to record the work given to this stream instead of running it:
    /// <c>using var capture = stream.BeginCapture(); … ; using var graph = capture.Complete();</c>
    /// </summary>
    /// <param name="mode">Which other calls are forbidden meanwhile. By default only this thread's: another thread's allocations do no harm.</param>
    public GraphCapture BeginCapture(CUstreamCaptureMode mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)
    {
        var driver = Enter();
        driver.Check(driver.cuStreamBeginCapture(Value, mode), $"cuStreamBeginCapture({mode})");
        return new GraphCapture(this);
    }

    /// <summary>Gives the stream back. Work queued so far is still done.</summary>
    public void Dispose() => _handle?.Dispose();

    internal ICudaDriver Enter()
    {
        Context.EnsureCurrent();
        return Context.Driver;
    }

    internal void RequireContext(CudaContext context)
    {
        if (Context != context)
            throw new ArgumentException("The stream belongs to another context.");
    }
}
