namespace CudaMlp.Interop;

/// <summary>The primary context of a device: the one that the CUDA runtime and other libraries in the process share.</summary>
/// <remarks>
/// A CUDA context is current per thread. Everything made here makes its context current on the calling thread by itself, and remembers
/// that it did; call <see cref="MakeCurrent"/> after other code on the same thread has changed the current context.
/// </remarks>
public sealed unsafe class CudaContext : IDisposable
{
    [ThreadStatic]
    private static CudaContext? _current;

    private CudaContext(ICudaDriver driver, CudaDevice device, int driverVersion, CudaContextOptions options)
    {
        Driver = driver;
        Device = device;
        DriverVersion = driverVersion;
        SynchronizeAfterLaunch = options.SynchronizeAfterLaunch;
        Handle = new PrimaryContextHandle(driver, device.Value);
        MakeCurrent();
        DefaultStream = new CudaStream(this);
    }

    public ICudaDriver Driver { get; }

    public CudaDevice Device { get; }

    /// <summary>1000 × major + 10 × minor of the newest CUDA version that the driver speaks.</summary>
    public int DriverVersion { get; }

    /// <summary>See <see cref="CudaContextOptions.SynchronizeAfterLaunch"/>.</summary>
    public bool SynchronizeAfterLaunch { get; set; }

    /// <summary>The legacy default stream (handle 0), which waits for and holds up every blocking stream; it cannot be captured.</summary>
    public CudaStream DefaultStream { get; }

    /// <exception cref="ObjectDisposedException">The context was disposed.</exception>
    public CUcontext Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
            return Handle.Value;
        }
    }

    internal PrimaryContextHandle Handle { get; }

    /// <summary>Starts the driver, checks the machine, and makes the device's primary context current on this thread.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="ordinal">Which device, from 0.</param>
    /// <param name="options">What to demand; null for the defaults.</param>
    /// <exception cref="CudaUnavailableException">
    /// No device, no such device, a driver or device too old, a library that is no whole driver, or a device that cannot be used now (taken exclusively, full, lost).
    /// </exception>
    public static CudaContext Open(ICudaDriver driver, int ordinal = 0, CudaContextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        options ??= CudaContextOptions.Default;
        try
        {
            var version = CudaDevice.GetDriverVersion(driver);
            if (version < options.MinimumDriverVersion)
                throw TooOld(driver, version, options.MinimumDriverVersion);
            return new CudaContext(driver, Choose(driver, ordinal, options.MinimumComputeCapability), version, options);
        }
        catch (CudaException e) when (e is not CudaUnavailableException)
        {
            throw new CudaUnavailableException($"CUDA device {ordinal} cannot be used ({driver.Description}): {e.Message}", e);
        }
        catch (EntryPointNotFoundException e)
        {
            throw new CudaUnavailableException($"The CUDA driver library lacks a function that is needed ({driver.Description}): {e.Message} Update the display driver.", e);
        }
    }

    /// <summary>Makes this the calling thread's current context, whatever was current before.</summary>
    public void MakeCurrent()
    {
        Driver.Check(Driver.cuCtxSetCurrent(Value), "cuCtxSetCurrent");
        _current = this;
    }

    /// <summary>Waits for all work in the context.</summary>
    public void Synchronize()
    {
        EnsureCurrent();
        Driver.Check(Driver.cuCtxSynchronize(), "cuCtxSynchronize");
    }

    /// <summary>Bytes of device memory free now, and in all.</summary>
    public (ulong Free, ulong Total) GetMemoryInfo()
    {
        EnsureCurrent();
        nuint free, total;
        Driver.Check(Driver.cuMemGetInfo(&free, &total), "cuMemGetInfo");
        return (free, total);
    }

    /// <summary>
    /// Gives the reference to the primary context back. What was made in the context keeps it alive until it is disposed itself.
    /// </summary>
    public void Dispose()
    {
        if (Handle.IsClosed)
            return;
        if (_current == this)
        {
            Driver.cuCtxSetCurrent(default);
            _current = null;
        }

        Handle.Dispose();
    }

    internal void EnsureCurrent()
    {
        if (_current != this || Handle.IsClosed)
            MakeCurrent();
    }

    internal CudaHandle Own(nint value, Func<ICudaDriver, nint, bool> release) => new(Handle, value, release);

    /// <summary>After a launch: in debugging, wait for it, so that its fault is reported as its own.</summary>
    internal void AfterLaunch(CudaStream stream, string what)
    {
        if (!SynchronizeAfterLaunch || stream.CaptureStatus != CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_NONE)
            return;
        Driver.Check(Driver.cuStreamSynchronize(stream.Value), $"{what}, as the synchronisation after it shows,");
    }

    /// <summary>Throws for an allocation that failed.</summary>
    internal void CheckAllocation(CUresult result, string function, ulong bytes)
    {
        if (result == CUresult.CUDA_SUCCESS)
            return;
        var call = $"{function}({bytes:N0} bytes)";
        if (result != CUresult.CUDA_ERROR_OUT_OF_MEMORY)
            Driver.Check(result, call);
        nuint free, total;
        var known = Driver.cuMemGetInfo(&free, &total) == CUresult.CUDA_SUCCESS;
        throw new CudaOutOfMemoryException(call, bytes, known ? free : null, known ? total : null);
    }

    private static CudaDevice Choose(ICudaDriver driver, int ordinal, ComputeCapability minimum)
    {
        var count = CudaDevice.Count(driver);
        if (ordinal >= count)
        {
            throw new CudaUnavailableException(count == 0
                ? $"The CUDA driver is there but sees no GPU ({driver.Description}): see nvidia-smi and CUDA_VISIBLE_DEVICES."
                : $"There is no CUDA device {ordinal}: the driver sees {count}, numbered from 0.");
        }

        var device = CudaDevice.Get(driver, ordinal);
        return device.ComputeCapability >= minimum
            ? device
            : throw new CudaUnavailableException($"{device.Name} is too old: it has compute capability {device.ComputeCapability}, {minimum} or more is needed.");
    }

    private static CudaUnavailableException TooOld(ICudaDriver driver, int version, int minimum)
    {
        static string Text(int v) => $"{v / 1000}.{v % 1000 / 10}";
        return new CudaUnavailableException(
            $"The NVIDIA driver is too old: it speaks CUDA {Text(version)}, CUDA {Text(minimum)} is needed ({driver.Description}). Update the display driver.");
    }
}
