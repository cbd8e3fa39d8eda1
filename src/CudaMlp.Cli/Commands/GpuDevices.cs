using CudaMlp.Cuda.Devices;
using CudaMlp.Devices;
using CudaMlp.Emulator.Driver;

namespace CudaMlp.Cli.Commands;

/// <summary>The GPU, real or emulated: the one place of the command line that knows how to open it.</summary>
internal static class GpuDevices
{
    private static string _whyNot = "";

    /// <summary>The first CUDA device, or null where there is none that can be used.</summary>
    public static IDevice? OpenCuda() => GpuDevice.TryOpenNative(out _whyNot);

    /// <summary>Why <see cref="OpenCuda"/> gave none, in one line.</summary>
    public static string WhyNoCuda() => _whyNot;

    /// <exception cref="Data.DataException">The environment names a device that the emulator does not know.</exception>
    public static IDevice OpenEmulator(int threads)
    {
        try
        {
            var options = EmulatorOptions.FromEnvironment();
            var emulated = EmulatedCuda.Create(threads > 0 ? options with { Threads = threads } : options);
            return GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator", behind: emulated);
        }
        catch (ArgumentException e)
        {
            throw new Data.DataException("--device emulator", e.Message);
        }
    }
}
