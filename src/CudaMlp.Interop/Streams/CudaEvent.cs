namespace CudaMlp.Interop;

/// <summary>A mark in a stream that can be waited for and, if it was made for that, timed.</summary>
public sealed unsafe class CudaEvent : IDisposable
{
    private readonly CudaHandle _handle;

    /// <param name="context">Where to make it.</param>
    /// <param name="timing">Whether it can be timed; an event that cannot is cheaper.</param>
    public CudaEvent(CudaContext context, bool timing = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        context.EnsureCurrent();
        var flags = timing ? CUevent_flags.CU_EVENT_DEFAULT : CUevent_flags.CU_EVENT_DISABLE_TIMING;
        CUevent value;
        context.Driver.Check(context.Driver.cuEventCreate(&value, flags), $"cuEventCreate({flags})");
        _handle = context.Own(value.Value, static (driver, e) => driver.cuEventDestroy(new CUevent(e)) == CUresult.CUDA_SUCCESS);
    }

    public CudaContext Context { get; }

    /// <exception cref="ObjectDisposedException">The event was disposed.</exception>
    public CUevent Value => new(_handle.Value);

    /// <summary>Whether the work before the last record is done; true if it was never recorded. An error of that work is thrown.</summary>
    public bool IsDone
    {
        get
        {
            var driver = Enter();
            var result = driver.cuEventQuery(Value);
            if (result == CUresult.CUDA_ERROR_NOT_READY)
                return false;
            driver.Check(result, "cuEventQuery");
            return true;
        }
    }

    /// <summary>Marks the end of the work given to the stream so far.</summary>
    public void Record(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.RequireContext(Context);
        var driver = Enter();
        driver.Check(driver.cuEventRecord(Value, stream.Value), "cuEventRecord");
    }

    /// <summary>Waits on the host for the mark.</summary>
    public void Synchronize()
    {
        var driver = Enter();
        driver.Check(driver.cuEventSynchronize(Value), "cuEventSynchronize");
    }

    /// <summary>Milliseconds of device time since <paramref name="start"/>; both were made with timing and have passed. Resolution about 0.5 µs.</summary>
    public float MillisecondsSince(CudaEvent start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var driver = Enter();
        float milliseconds;
        driver.Check(driver.cuEventElapsedTime(&milliseconds, start.Value, Value), "cuEventElapsedTime");
        return milliseconds;
    }

    public void Dispose() => _handle.Dispose();

    private ICudaDriver Enter()
    {
        Context.EnsureCurrent();
        return Context.Driver;
    }
}
