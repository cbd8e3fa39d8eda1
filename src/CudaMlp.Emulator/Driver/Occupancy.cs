using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Driver;

/// <summary>How many blocks of a kernel a multiprocessor holds at once, by the four things that can run out.</summary>
internal static class Occupancy
{
    private const int WarpLanes = 32;

    /// <summary>Registers are given to a warp in pieces of 256, shared memory to a block in pieces of 128 bytes (sm_70 and later).</summary>
    private const int RegisterPiece = 256;
    private const int SharedPiece = 128;

    public static int BlocksPerMultiprocessor(DeviceSpec device, EmulatedFunction kernel, int threads, int dynamicShared)
    {
        if (threads <= 0 || threads > kernel.MaxThreadsPerBlock)
            return 0;
        int shared = kernel.SharedBytes + dynamicShared;
        if (shared > device.SharedPerBlockOptIn)
            return 0;
        int warps = (threads + WarpLanes - 1) / WarpLanes;
        int blocks = Math.Min(device.BlocksPerMultiprocessor, device.ThreadsPerMultiprocessor / WarpLanes / warps);
        int registersPerWarp = Round(Math.Max(1, kernel.Registers) * WarpLanes, RegisterPiece);
        blocks = Math.Min(blocks, device.RegistersPerMultiprocessor / registersPerWarp / warps);
        int sharedPerBlock = Round(shared + device.SharedReservedPerBlock, SharedPiece);
        if (sharedPerBlock > 0)
            blocks = Math.Min(blocks, device.SharedPerMultiprocessor / sharedPerBlock);
        return blocks;
    }

    private static int Round(int value, int piece) => (value + piece - 1) / piece * piece;
}
