using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Sessions;
using CudaMlp.Devices;
using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Devices;

/// <summary>A GPU, real or emulated, on which plans run.</summary>
public sealed class GpuDevice : IDevice
{
    private readonly IDisposable? _behind;

    private GpuDevice(CudaContext context, ICublas cublas, string kind, GpuOptions options, IDisposable? behind)
    {
        (Context, Cublas, Kind, Options, _behind) = (context, cublas, kind, options, behind);
        Kernels = new KernelSet(context);
    }

    public string Kind { get; }

    public string Description
    {
        get
        {
            var device = Context.Device;
            var version = Context.DriverVersion;
            return $"{device.Name}, compute capability {device.ComputeCapability}, {device.TotalMemory / (double)(1UL << 30):0.#} GiB, CUDA {version / 1000}.{version % 1000 / 10}";
        }
    }

    public CudaContext Context { get; }

    public ICublas Cublas { get; }

    public GpuOptions Options { get; }

    internal KernelSet Kernels { get; }

    /// <summary>Opens a device.</summary>
    /// <param name="driver">The driver: native, or the emulator's.</param>
    /// <param name="cublas">cuBLAS of the same make.</param>
    /// <param name="kind">"cuda" or "emulator".</param>
    /// <param name="ordinal">Which device, from 0.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="behind">What stands behind the driver and is to be disposed with the device, such as an emulator; null for nothing.</param>
    /// <exception cref="CudaUnavailableException">There is no usable device; the message says why and what to do.</exception>
    public static GpuDevice Open(
        ICudaDriver driver, ICublas cublas, string kind = "cuda", int ordinal = 0, GpuOptions? options = null, IDisposable? behind = null) =>
        new(CudaContext.Open(driver, ordinal), cublas, kind, options ?? GpuOptions.Default, behind);

    /// <summary>Opens the machine's own GPU.</summary>
    /// <exception cref="CudaUnavailableException">No driver, no cuBLAS, or no usable device; the message says which and what to do.</exception>
    public static GpuDevice OpenNative(int ordinal = 0, GpuOptions? options = null)
    {
        if (!NativeCudaDriver.TryLoad(out var driver, out var failure))
            throw new CudaUnavailableException(failure);
        if (!NativeCublas.TryLoad(out var cublas, out failure))
            throw new CudaUnavailableException(failure);
        return Open(driver, cublas, "cuda", ordinal, options);
    }

    /// <summary>As <see cref="OpenNative"/>, for those who go on without a GPU: null, and the reason in one line.</summary>
    public static GpuDevice? TryOpenNative(out string reason, int ordinal = 0, GpuOptions? options = null)
    {
        try
        {
            var device = OpenNative(ordinal, options);
            reason = "";
            return device;
        }
        catch (CudaException e)
        {
            reason = e.Message;
            return null;
        }
    }

    /// <exception cref="CudaOutOfMemoryException">The plan does not fit the device; the message says how many bytes were asked for and are free.</exception>
    public ISession Open(TrainingStep step, TrainingState state) => new GpuSession(this, step, state);

    public void Dispose()
    {
        Kernels.Dispose();
        Context.Dispose();
        _behind?.Dispose();
    }
}
