using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Tests.Execution;

public class OccupancyTests
{
    /// <summary>Against the calculator that comes with the CUDA toolkit (12.4), which was asked these questions.</summary>
    [Theory]
    // Registers are those of a quarter: what a division by the warps of a block leaves over there helps no other quarter.
    [InlineData("h100", 80, 160, 1, 4)]
    [InlineData("h100", 40, 800, 12289, 1)]
    [InlineData("a100", 48, 224, 8308, 5)]
    [InlineData("a100", 131, 224, 9097, 1)]
    [InlineData("rtx4090", 48, 192, 6024, 6)]
    [InlineData("l4", 171, 64, 5097, 4)]
    [InlineData("rtx3090", 216, 96, 1001, 2)]
    [InlineData("v100", 195, 64, 4097, 4)]
    // A block of a few warps too many for its registers in one quarter does not fit, though the others have room.
    [InlineData("h100", 203, 288, 50000, 0)]
    [InlineData("a100", 99, 576, 32768, 0)]
    [InlineData("t4", 96, 672, 6024, 0)]
    // Shared memory in units of 128 bytes, before Ampere of 256.
    [InlineData("a100", 16, 64, 6500, 22)]
    [InlineData("t4", 16, 64, 6500, 9)]
    [InlineData("v100", 16, 64, 6500, 14)]
    [InlineData("t4", 88, 64, 5097, 10)]
    // Threads, places for blocks, and plenty of everything.
    [InlineData("h100", 8, 640, 17408, 3)]
    [InlineData("h100", 16, 32, 0, 32)]
    [InlineData("rtx4090", 24, 192, 1, 8)]
    [InlineData("t4", 99, 128, 1001, 4)]
    [InlineData("v100", 123, 256, 17408, 2)]
    public void Blocks_of_a_multiprocessor_are_those_of_the_calculator(string device, int registers, int threads, int sharedBytes, int blocks) =>
        Assert.Equal(blocks, Occupancy.BlocksPerMultiprocessor(DeviceCatalog.Find(device)!, registers, threads, sharedBytes));
}
