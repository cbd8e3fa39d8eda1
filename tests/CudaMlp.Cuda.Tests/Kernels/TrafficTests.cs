using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Emulator.Profiler;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using Gather = CudaMlp.Cuda.Ops.GatherBatch;
using Mask = CudaMlp.Cuda.Ops.Dropout;
using Update = CudaMlp.Cuda.Ops.OptimizerUpdate;

namespace CudaMlp.Cuda.Tests.Kernels;

/// <summary>
/// Bytes moved, as the emulated device counts them (every sector of 32 bytes that each warp's access touches, as if nothing were cached), against the least that an
/// op can do with: each input read once, each output written once.
/// </summary>
public class TrafficTests
{
    private const double Limit = 1.1;

    /// <summary>The batch and widths of 784-128-64-10, and a wide layer.</summary>
    public static TheoryData<int, int, ElementType> Layers()
    {
        var data = new TheoryData<int, int, ElementType>();
        foreach (var (rows, columns) in new[] { (64, 128), (64, 64), (512, 2048), (1000, 256) })
        {
            foreach (var type in Numbers.Types)
                data.Add(rows, columns, type);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Bias_and_activation(int rows, int columns, ElementType type)
    {
        using var rig = new Rig(TestDevices.Emulator, rows, columns);
        var count = rows * columns;
        int bytes = Numbers.BytesOf(type);
        var values = new float[count];
        var z = rig.Put(type, values);
        var output = rig.Poisoned(type, count);
        var bias = rig.Put(new float[columns]);
        Measure(rig, (2L * count * bytes) + (4L * columns), queue => BiasActivation.Forward(
            queue, z.Address, bias.Address, output.Address, type, rows, columns, Activation.ReLU, 0));

        var da = rig.Put(type, values);
        var biasGradient = rig.Put(new float[columns]);
        Measure(rig, (3L * count * bytes) + (4L * columns), queue => BiasActivation.Backward(
            queue, da.Address, z.Address, type, bias.Address, output.Address, type, biasGradient.Address, rows, columns, Activation.ReLU, 0));

        // From the float32 output layer down to a half one.
        if (type != ElementType.Float32)
        {
            var floats = rig.Put(values);
            Measure(rig, (8L * count) + (2L * count) + (4L * columns), queue => BiasActivation.Backward(
                queue, floats.Address, floats.Address, ElementType.Float32, bias.Address, output.Address, type, biasGradient.Address, rows, columns,
                Activation.Tanh, 0));
        }

        var state = rig.Put(new StepState());
        Measure(rig, 2L * count * bytes, queue => Mask.Launch(queue, z.Address, output.Address, type, state.Address, count, 1, 1, 0.5f));
    }

    [Theory]
    [InlineData(64, 784, true)]
    [InlineData(1024, 784, true)]
    [InlineData(64, 784, false)]
    [InlineData(512, 100, false)]
    public void Gathering(int rows, int columns, bool isBytes)
    {
        const int Samples = 2000;
        using var rig = new Rig(TestDevices.Emulator, rows, columns);
        var order = Enumerable.Range(0, Samples).ToArray();
        new Random(1).Shuffle(order);
        var features = isBytes ? rig.Put(new byte[Samples * columns]).Address : rig.Put(new float[Samples * columns]).Address;
        var labels = rig.Put(new int[Samples]).Address;
        var source = new SampleMatrix(features, labels, rig.Put(new float[columns]).Address, rig.Put(new float[columns]).Address, isBytes, columns, 1);
        var rowNumbers = rig.Put(order).Address;
        var state = rig.Put(new StepState());
        var wanted = rig.Put(new int[rows]);
        foreach (var type in Numbers.Types)
        {
            var output = rig.Poisoned(type, rows * columns);
            // A label stands alone: its sector comes whole.
            var least = ((long)rows * columns * ((isBytes ? 1 : 4) + Numbers.BytesOf(type))) + (8L * columns) + (rows * (4 + 32 + 4));
            Measure(rig, least, queue => Gather.Launch(
                queue, source, rowNumbers, state.Address, output.Address, type, wanted.Address, rows, withTargets: true));
        }
    }

    [Theory]
    [InlineData(109_392)]
    [InlineData(300_003)]
    public void The_arena(int count)
    {
        using var rig = new Rig(TestDevices.Emulator);
        var arenas = Enumerable.Range(0, 4).Select(_ => rig.Put(new float[count]).Address).ToArray();
        var state = rig.Put(new StepState { LossScale = 1, FirstBadStep = -1 });
        foreach (var copyType in Numbers.Types)
        {
            var copy = rig.Poisoned(copyType, count);
            var half = copyType == ElementType.Float32 ? 0 : 2;
            foreach (var (optimizer, bytes) in new[]
            {
                (OptimizerSpec.Adam(), 28), (OptimizerSpec.SGD(), 12), (OptimizerSpec.SGD(momentum: 0.9f), 20), (OptimizerSpec.Adagrad(), 20), (OptimizerSpec.RMSprop(), 20),
            })
            {
                var moments = optimizer.Moments;
                var parameters = new ParameterArenas(
                    arenas[0], arenas[1], moments > 0 ? arenas[2] : default, moments > 1 ? arenas[3] : default, half > 0 ? copy.Address : default, copyType, count);
                Measure(rig, (long)(bytes + half) * count, queue => Update.Launch(queue, parameters, state.Address, optimizer));
            }

            if (half > 0)
                Measure(rig, 6L * count, queue => Cast.Launch(queue, arenas[0], ElementType.Float32, copy.Address, copyType, count));
        }

        var rates = rig.Put(new float[4]);
        Measure(rig, 4L * count, queue => CudaMlp.Cuda.Ops.GradientControl.Launch(
            queue, arenas[1], count, state.Address, rates.Address, 1, lossScaling: false, OptimizerSpec.SGD()));
    }

    /// <summary>A regression's loss over outputs that fill packets is elementwise, too.</summary>
    [Fact]
    public void Squared_errors()
    {
        const int Rows = 1024;
        const int Columns = 64;
        using var rig = new Rig(TestDevices.Emulator, Rows, Columns);
        var arrays = Enumerable.Range(0, 3).Select(_ => rig.Put(new float[Rows * Columns]).Address).ToArray();
        var bias = rig.Put(new float[Columns]);
        var state = rig.Put(new StepState { LossScale = 1 });
        Measure(rig, 12L * Rows * Columns, queue => MeanSquaredError.Launch(
            queue, arrays[0], bias.Address, arrays[1], arrays[2], bias.Address, state.Address, Rows, Columns));
    }

    private static void Measure(Rig rig, long least, Action<OpQueue> launch)
    {
        var log = TestDevices.Emulated.Driver.Profile;
        log.Clear();
        rig.Run(launch);
        KernelProfile profile = Assert.Single(log.Kernels);
        var ratio = profile.BytesMoved / (double)least;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{profile.Kernel}: {profile.BytesMoved:N0} bytes moved, {least:N0} at least: {ratio:0.000}; coalescing {profile.Coalescing:0.000}");
        Assert.True(ratio <= Limit, $"{profile.Kernel} moves {profile.BytesMoved:N0} bytes, {ratio:0.000} times the {least:N0} it needs");
        Assert.True(ratio >= 0.9, $"{profile.Kernel} moves {profile.BytesMoved:N0} bytes, less than the {least:N0} it must: the count is wrong");
        // Addresses that lanes share make it greater than 1; what is left below is the ends of rows.
        Assert.True(profile.Coalescing >= 0.9, $"{profile.Kernel} uses {profile.Coalescing:P0} of the sectors it moves");
    }
}
