using CudaMlp.Data;
using CudaMlp.Interop;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Sessions;

public class MisuseTests
{
    private static readonly Problem Small =
        new(new Architecture(6, [new DenseLayer(4, Activation.ReLU), new DenseLayer(3)]), OptimizerSpec.SGD(), Precision.Float32, rows: 20, batchSize: 8);

    [Fact]
    public void What_does_not_fit_is_refused_with_the_reason()
    {
        using var session = TestDevices.Get(TestDevices.Emulator).Open(Small.Plan(), Small.State());
        var one = new float[] { 1 };
        Assert.Contains("no data", Assert.Throws<InvalidOperationException>(() => session.Begin([0], one)).Message, StringComparison.Ordinal);
        var narrow = DataBlock.Of(new float[5], 1, new float[5], new float[5]).With(new int[1], default);
        Assert.Contains("5 features", Assert.Throws<ArgumentException>(() => session.Bind(narrow)).Message, StringComparison.Ordinal);
        var unlabelled = DataBlock.Of(new float[6], 1, new float[6], new float[6]);
        Assert.Contains("0 labels", Assert.Throws<ArgumentException>(() => session.Bind(unlabelled)).Message, StringComparison.Ordinal);
        var wrong = unlabelled.With(new[] { 3 }, default);
        Assert.Contains("label 3", Assert.Throws<ArgumentException>(() => session.Bind(wrong)).Message, StringComparison.Ordinal);
        session.Bind(Small.Data);
        Assert.Contains("row 20", Assert.Throws<ArgumentException>(() => session.Begin([20], one)).Message, StringComparison.Ordinal);
        Assert.Contains("learning rates", Assert.Throws<ArgumentException>(() => session.Begin(new int[9], one)).Message, StringComparison.Ordinal);
        session.Begin([1, 2, 3], one);
        Assert.Contains("1 steps are left", Assert.Throws<ArgumentOutOfRangeException>(() => session.Run(2)).Message, StringComparison.Ordinal);
        Assert.Contains("outputs", Assert.Throws<ArgumentException>(() => session.Predict(Small.Data, new float[7])).Message, StringComparison.Ordinal);
        session.Run(1);
        // What is under way is waited for before its memory goes.
        var waits = TestDevices.Emulated.Driver.Counters.Synchronizations;
        session.Dispose();
        Assert.Equal(waits + 1, TestDevices.Emulated.Driver.Counters.Synchronizations);
        Assert.Throws<ObjectDisposedException>(() => session.Run(1));
    }

    /// <summary>Waiting for all of a context would spoil what another thread records there.</summary>
    [Fact]
    public void A_session_goes_while_another_thread_records_a_graph()
    {
        var device = TestDevices.Get(TestDevices.Emulator);
        var session = device.Open(Small.Plan(), Small.State());
        using var stream = new CudaStream(device.Context);
        using var capture = stream.BeginCapture();
        var other = new Thread(session.Dispose);
        other.Start();
        other.Join();
        using var graph = capture.Complete();
        Assert.Empty(graph.GetNodeTypes());
    }

    [Fact]
    public void A_gpu_without_bfloat16_says_so()
    {
        using var emulated = Emulator.Driver.EmulatedCuda.Create(new Emulator.Driver.EmulatorOptions { DeviceName = "t4" });
        using var device = Devices.GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator");
        var problem = new Problem(new Architecture(6, [new DenseLayer(3)]), OptimizerSpec.SGD(), Precision.MixedBFloat16, rows: 20, batchSize: 8);
        Assert.Contains("8.0", Assert.Throws<ArgumentException>(() => device.Open(problem.Plan(), problem.State())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_too_large_for_the_device_says_how_much_it_wanted_and_leaks_nothing()
    {
        using var emulated = Emulator.Driver.EmulatedCuda.Create(new Emulator.Driver.EmulatorOptions { MemoryBytes = 64 << 20 });
        using var device = Devices.GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator");
        var large = new Problem(
            new Architecture(1000, [new DenseLayer(20_000, Activation.ReLU), new DenseLayer(3)]), OptimizerSpec.SGD(), Precision.Float32, rows: 20, batchSize: 8);
        var error = Assert.Throws<CudaOutOfMemoryException>(() => device.Open(large.Plan(), large.State()));
        Assert.Contains("bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(emulated.Driver.Leaks());
    }
}
