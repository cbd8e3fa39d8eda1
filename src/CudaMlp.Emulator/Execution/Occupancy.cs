using CudaMlp.Emulator.Devices;

namespace CudaMlp.Emulator.Execution;

/// <summary>How many blocks of a kernel fit on a multiprocessor at once, by the rules of NVIDIA's occupancy calculator.</summary>
public static class Occupancy
{
    /// <summary>Blocks of <paramref name="threads"/> threads that a multiprocessor holds at once; 0 when not even one fits.</summary>
    public static int BlocksPerMultiprocessor(DeviceSpec device, EmulatedFunction function, int threads, int dynamicSharedBytes)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(function);
        if (threads <= 0 || threads > function.MaxThreadsPerBlock)
            return 0;
        int warps = (threads + 31) / 32;
        int byWarps = device.ThreadsPerMultiprocessor / 32 / warps;
        // Registers are given to warps in units of 256.
        int registersPerWarp = (Math.Max(function.Registers, 16) * 32 + 255) / 256 * 256;
        int byRegisters = device.RegistersPerMultiprocessor / registersPerWarp / warps;
        int shared = function.SharedBytes + dynamicSharedBytes + device.SharedReservedPerBlock;
        int byShared = shared == 0 ? int.MaxValue : device.SharedPerMultiprocessor / ((shared + 127) / 128 * 128);
        return Math.Max(0, Math.Min(Math.Min(byWarps, byRegisters), Math.Min(byShared, device.BlocksPerMultiprocessor)));
    }

    /// <summary>Share of a multiprocessor's warp slots that are taken, 0 to 1.</summary>
    public static double Share(DeviceSpec device, EmulatedFunction function, int threads, int dynamicSharedBytes) =>
        BlocksPerMultiprocessor(device, function, threads, dynamicSharedBytes) * ((threads + 31) / 32) / (device.ThreadsPerMultiprocessor / 32.0);
}
