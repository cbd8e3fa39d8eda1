namespace CudaMlp.Emulator.Tests.Execution;

public class ExecutionTests
{
    [Theory]
    [InlineData(1, 32)]
    [InlineData(31, 32)]
    [InlineData(33, 64)]
    [InlineData(1000, 128)]
    [InlineData(4096, 256)]
    public void Vector_add_over_every_tail(int n, int block)
    {
        using var device = new TestDevice(FirstKernels.VectorAdd);
        float[] a = [.. Enumerable.Range(0, n).Select(i => i * 0.5f)];
        float[] b = [.. Enumerable.Range(0, n).Select(i => 1000f - i)];
        ulong pa = device.Upload(a);
        ulong pb = device.Upload(b);
        ulong pc = device.Reserve((ulong)n * 4);
        device.Run("add", new Dim3((uint)((n + block - 1) / block)), new Dim3((uint)block), pa, pb, pc, n);
        Assert.Equal(a.Zip(b, (x, y) => x + y), device.Read<float>(pc, n));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Diverging_loops_give_each_lane_its_own_count(int threads)
    {
        using var device = new TestDevice(FirstKernels.Collatz, threads: threads);
        ulong result = device.Reserve(4 * 1000);
        device.Run("collatz", new Dim3(10), new Dim3(100), result);
        Assert.Equal(Enumerable.Range(1, 1000).Select(Steps), device.Read<uint>(result, 1000));

        static uint Steps(int n)
        {
            uint steps = 0;
            for (long x = n; x != 1; steps++)
                x = x % 2 == 0 ? x / 2 : 3 * x + 1;
            return steps;
        }
    }

    [Fact]
    public void Shared_memory_and_barriers_sum_a_block()
    {
        using var device = new TestDevice(FirstKernels.BlockSum);
        float[] values = [.. Enumerable.Range(0, 1024).Select(i => (float)(i % 97))];
        ulong input = device.Upload(values);
        ulong output = device.Reserve(16);
        device.Run("block_sum", new Dim3(4), new Dim3(256), input, output);
        Assert.Equal(values.Chunk(256).Select(c => c.Sum()), device.Read<float>(output, 4));
    }
}
