namespace CudaMlp.Emulator.Tests.Execution;

public class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Results_and_counts_do_not_depend_on_the_threads(int threads)
    {
        (uint[] steps, long instructions) = Run(1);
        (uint[] again, long count) = Run(threads);
        Assert.Equal(steps, again);
        Assert.Equal(instructions, count);
    }

    private static (uint[] Steps, long Instructions) Run(int threads)
    {
        using var device = new TestDevice(FirstKernels.Collatz, threads: threads);
        ulong result = device.Reserve(4 * 4096);
        long instructions = device.Run("collatz", new Dim3(64), new Dim3(64), result).ThreadInstructions;
        return (device.Read<uint>(result, 4096), instructions);
    }
}
