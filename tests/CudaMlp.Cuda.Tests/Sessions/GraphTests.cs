using CudaMlp.Cuda.Devices;
using CudaMlp.Cuda.Sessions;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Sessions;

/// <summary>A step is planned once and replayed: what the device is asked for during an epoch, counted by the emulated driver.</summary>
public class GraphTests
{
    private static readonly Architecture Mnist =
        new(784, [new DenseLayer(128, Activation.ReLU), new DenseLayer(64, Activation.ReLU), new DenseLayer(10)]);

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.MixedFloat16)]
    [InlineData(Precision.MixedBFloat16)]
    public void An_epoch_is_one_launch_a_step_and_never_waits(Precision precision)
    {
        var problem = new Problem(Mnist, OptimizerSpec.Adam(), precision, rows: 400, batchSize: 64, bytes: true);
        using var session = (GpuSession)TestDevices.Get(TestDevices.Emulator).Open(problem.Plan(), problem.State());
        session.Bind(problem.Data);
        var rates = Enumerable.Repeat(1e-3f, problem.StepsPerEpoch).ToArray();
        session.Begin(problem.Order(0), rates);
        session.Run(problem.StepsPerEpoch);
        Assert.InRange(session.Counters.KernelsPerStep, 1, 8);
        Assert.Equal(2, session.Counters.Captures);
        Assert.Equal(problem.StepsPerEpoch, session.Counters.GraphLaunches);

        // The second epoch: everything is captured and every buffer is where it was.
        var counters = TestDevices.Emulated.Driver.Counters;
        counters.Reset();
        var order = problem.Order(1);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var waits = session.Counters.Synchronizations;
        session.Begin(order, rates);
        session.Run(problem.StepsPerEpoch);
        Assert.Equal(problem.StepsPerEpoch, counters.GraphLaunches);
        Assert.Equal(0, counters.Launches);
        Assert.Equal(0, counters.Allocations);
        Assert.Equal(problem.StepsPerEpoch * 8, counters.Kernels);
        Assert.Equal(problem.StepsPerEpoch * 8, counters.Gemms);
        Assert.Equal(waits, session.Counters.Synchronizations);
        // Begin may look whether last epoch's upload is through, which it is.
        Assert.InRange(counters.Synchronizations, 0, 1);
        Assert.Equal(2, session.Counters.Captures);
        TestContext.Current.TestOutputHelper?.WriteLine($"{GC.GetAllocatedBytesForCurrentThread() - allocated} bytes allocated by session and emulator together");
    }

    [Fact]
    public void Without_graphs_the_bits_are_the_same()
    {
        var problem = new Problem(Mnist, OptimizerSpec.Adam(), Precision.MixedFloat16, rows: 150, batchSize: 64, bytes: true);
        var emulated = TestDevices.Emulated;
        using var device = GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator", options: new GpuOptions { UseGraphs = false });
        using var single = device.Open(problem.Plan(), problem.State());
        using var graphs = TestDevices.Get(TestDevices.Emulator).Open(problem.Plan(), problem.State());
        Assert.Equal(problem.LossesOf(graphs, 6, 1e-3f), problem.LossesOf(single, 6, 1e-3f));
    }
}
