using CudaMlp.Cuda.Devices;
using CudaMlp.Devices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Cli.Commands;

/// <summary>The GPU, real or emulated: the one place of the command line that knows how to open it.</summary>
internal static class GpuDevices
{
    /// <summary>The first CUDA device, or null and the reason in one line where there is none that can be used.</summary>
#if MANAGED_CUDA
    public static IDevice? OpenCuda(out string reason)
    {
        reason = "";
        try
        {
            if (ManagedCuda.ManagedCudaDriver.TryLoad(out var driver, out var failure) && ManagedCuda.ManagedCublas.TryLoad(out var cublas, out failure))
                return GpuDevice.Open(driver, cublas);
            reason = failure;
        }
        catch (CudaException e)
        {
            reason = e.Message;
        }

        return null;
    }
#else
    public static IDevice? OpenCuda(out string reason) => GpuDevice.TryOpenNative(out reason);
#endif

    /// <summary>Free memory of a GPU, real or emulated; null of another device.</summary>
    public static long? FreeBytes(IDevice device) => device is GpuDevice gpu ? (long)gpu.Context.GetMemoryInfo().Free : null;

    /// <exception cref="Data.DataException">The emulated device cannot be opened.</exception>
    public static IDevice OpenEmulator(int threads) => OpenEmulator(threads, profile: false, out _);

    /// <param name="threads">0 for all processors.</param>
    /// <param name="profile">Count what a profiler counts, whatever the environment says.</param>
    /// <param name="emulated">Lives as long as the device.</param>
    /// <exception cref="Data.DataException">The emulated device cannot be opened.</exception>
    public static IDevice OpenEmulator(int threads, bool profile, out EmulatedCuda emulated)
    {
        try
        {
            var options = EmulatorOptions.FromEnvironment();
            emulated = EmulatedCuda.Create(options with { Threads = threads > 0 ? threads : options.Threads, Profile = profile || options.Profile });
            return GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator", behind: new Behind(emulated));
        }
        catch (Exception e) when (e is CudaException or ArgumentException)
        {
            throw new Data.DataException("--device emulator", e.Message, inner: e);
        }
    }

    /// <summary>What the environment asks to be told of the device can be told only when it has done all its work.</summary>
    private sealed class Behind(EmulatedCuda emulated) : IDisposable
    {
        public void Dispose()
        {
            ExitReport.Write(emulated.Driver, Console.Error);
            emulated.Dispose();
        }
    }
}
