using CudaMlp.Devices;

namespace CudaMlp.Cli.Commands;

/// <summary>The GPU, real or emulated: the one place of the command line that knows how to open it.</summary>
internal static class GpuDevices
{
    /// <summary>The first CUDA device, or null where there is none that can be used.</summary>
    public static IDevice? OpenCuda() => null;

    /// <summary>Why <see cref="OpenCuda"/> gives none, in one line.</summary>
    public static string WhyNoCuda() => "this build has no CUDA device yet";

    /// <exception cref="Data.DataException">The emulated device cannot be opened.</exception>
    public static IDevice OpenEmulator(int threads) =>
        throw new Data.DataException("--device emulator", $"this build has no emulated device yet (threads {threads})");
}
