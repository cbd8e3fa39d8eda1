using CudaMlp.Cpu;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Cpu;

/// <summary>Counts the bytes of the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    [Theory]
    [InlineData(1, Precision.Float32)]
    [InlineData(2, Precision.Float32)]
    [InlineData(2, Precision.MixedFloat16)]
    public void A_step_allocates_nothing_after_the_first(int threads, Precision precision)
    {
        var problem = new Problem(
            [new DenseLayer(64, Activation.GELU, 0.1f), new DenseLayer(600, Activation.ReLU), new DenseLayer(600, Activation.Tanh), new DenseLayer(10)],
            inputs: 30, rows: 64, batch: 16, optimizer: OptimizerSpec.Adam() with { ClipNorm = 1 }, precision: precision);
        using var device = new CpuDevice(threads);
        using var session = device.Open(problem.Step, problem.State);
        session.Bind(problem.Data);
        var (order, rates) = (problem.Shuffled(), new float[problem.Batches]);
        session.Begin(order, rates);
        session.Run(2);
        session.ReadFigures();
        // Of all threads: the members' too. Whatever else the test process does meanwhile is gone by the best of some tries.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            session.Begin(order, rates);
            session.Run(problem.Batches);
            session.ReadFigures();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}
