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
        return threads > function.MaxThreadsPerBlock ? 0 : BlocksPerMultiprocessor(device, function.Registers, threads, function.SharedBytes + dynamicSharedBytes);
    }

    /// <summary>The same of any kernel, by the registers of a thread and the bytes of shared memory of a block.</summary>
    public static int BlocksPerMultiprocessor(DeviceSpec device, int registers, int threads, int sharedBytes)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(registers);
        if (threads <= 0)
            return 0;
        int warps = (threads + 31) / 32;
        int byWarps = device.ThreadsPerMultiprocessor / 32 / warps;
        // Registers lie in the quarters of a multiprocessor, each of which gives its own to its warps in units of 256. Whether a block fits at all
        // is asked as if it had as many warps in each quarter.
        int registersPerWarp = (registers * 32 + 255) / 256 * 256;
        int byRegisters = registersPerWarp * ((warps + 3) / 4 * 4) > device.RegistersPerMultiprocessor
            ? 0
            : device.RegistersPerMultiprocessor / 4 / registersPerWarp * 4 / warps;
        int unit = device.SharedUnit;
        int shared = (sharedBytes + device.SharedReservedPerBlock + unit - 1) / unit * unit;
        int byShared = shared == 0 ? int.MaxValue : device.SharedPerMultiprocessor / shared;
        return Math.Min(Math.Min(byWarps, byRegisters), Math.Min(byShared, device.BlocksPerMultiprocessor));
    }

    /// <summary>Share of a multiprocessor's warp slots that are taken, 0 to 1.</summary>
    public static double Share(DeviceSpec device, EmulatedFunction function, int threads, int dynamicSharedBytes) =>
        BlocksPerMultiprocessor(device, function, threads, dynamicSharedBytes) * ((threads + 31) / 32) / (device.ThreadsPerMultiprocessor / 32.0);
}
