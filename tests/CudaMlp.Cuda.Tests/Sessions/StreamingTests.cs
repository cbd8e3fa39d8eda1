using CudaMlp.Cuda.Devices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Sessions;

public class StreamingTests
{
    /// <summary>Several windows an epoch, the last one short.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Streamed_data_trains_to_the_bits_of_resident_data(bool bytes)
    {
        var problem = new Problem(
            new Architecture(bytes ? 1200 : 300, [new DenseLayer(3, Activation.ReLU), new DenseLayer(4)]), OptimizerSpec.SGD(), Precision.Float32, rows: 45,
            batchSize: 4, bytes);
        var emulated = TestDevices.Emulated;
        using var streaming = GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator", options: new GpuOptions { ResidentBytes = 1000, WindowBytes = 40_000 });
        using var resident = TestDevices.Get(TestDevices.Emulator).Open(problem.Plan(), problem.State());
        using var streamed = streaming.Open(problem.Plan(), problem.State());
        Assert.Equal(problem.LossesOf(resident, 30, 1e-4f), problem.LossesOf(streamed, 30, 1e-4f));
        Assert.Equal(resident.Evaluate(problem.Data), streamed.Evaluate(problem.Data));

        float[] expected = new float[problem.Data.Rows * 4], actual = new float[expected.Length];
        resident.Predict(problem.Data, expected);
        streamed.Predict(problem.Data, actual);
        Assert.Equal(expected, actual);

        // A whole epoch in one call, in which windows change without the host looking on.
        foreach (var session in new[] { resident, streamed })
        {
            session.Begin(problem.Order(9), Enumerable.Repeat(1e-4f, problem.StepsPerEpoch).ToArray());
            session.Run(problem.StepsPerEpoch);
        }

        Assert.Equal(resident.ReadFigures(), streamed.ReadFigures());
    }

    /// <summary>
    /// Epochs, validation and predictions, whose copies and steps run early or late as a GPU may run them: every buffer that is used again, on either side, is
    /// waited for, or a seed is likely to show it.
    /// </summary>
    [Theory]
    [InlineData(1000)]
    [InlineData(long.MaxValue)]
    public void Work_in_any_order_that_streams_allow_trains_to_the_same_bits(long residentBytes)
    {
        var problem = new Problem(
            new Architecture(600, [new DenseLayer(8, Activation.ReLU), new DenseLayer(3)]), OptimizerSpec.Adam(), Precision.Float32, rows: 130, batchSize: 6, bytes: true);
        using var inOrder = GpuDevice.Open(TestDevices.Emulated.Driver, TestDevices.Emulated.Cublas, "emulator", options: Options());
        var expected = Train(inOrder);
        for (var seed = 1; seed <= 12; seed++)
        {
            using var cuda = EmulatedCuda.Create(new EmulatorOptions { ShuffleSeed = seed });
            using var shuffled = GpuDevice.Open(cuda.Driver, cuda.Cublas, "emulator", options: Options());
            Assert.Equal(expected, Train(shuffled));
        }

        GpuOptions Options() => new() { ResidentBytes = residentBytes, WindowBytes = 10_000 };

        float[] Train(GpuDevice device)
        {
            using var session = device.Open(problem.Plan(), problem.State());
            var outputs = new float[problem.Data.Rows * 3];
            List<float> seen = [];
            session.Bind(problem.Data);
            for (var epoch = 0; epoch < 3; epoch++)
            {
                session.Begin(problem.Order(epoch), [.. Enumerable.Range(1, problem.StepsPerEpoch).Select(step => 1e-4f * step)]);
                session.Run(problem.StepsPerEpoch);
                // The first epoch is followed by the second at once.
                if (epoch == 0)
                    continue;
                seen.Add((float)session.Evaluate(problem.Other).LossSum);
                session.Predict(problem.Data, outputs);
                seen.AddRange(outputs);
                seen.Add((float)session.ReadFigures().LossSum);
            }

            return [.. seen];
        }
    }

    /// <summary>More blocks than the device keeps: the bound one stays, the others come and go, and figures are those of the first time.</summary>
    [Fact]
    public void Blocks_make_room_for_each_other()
    {
        var problem = new Problem(new Architecture(12, [new DenseLayer(4)]), OptimizerSpec.SGD(), Precision.Float32, rows: 40, batchSize: 16);
        using var session = TestDevices.Get(TestDevices.Emulator).Open(problem.Plan(), problem.State());
        session.Bind(problem.Data);
        var blocks = Enumerable.Range(1, 7).Select(rows => problem.Data.Floats[..(rows * 12)]).Select((floats, i) =>
            Data.DataBlock.Of(floats, i + 1, problem.Data.Scale, problem.Data.Shift).With(problem.Data.Labels[..(i + 1)], default)).ToArray();
        var first = blocks.Select(session.Evaluate).ToArray();
        Assert.Equal(first, blocks.Select(session.Evaluate));
        Assert.Equal(Enumerable.Range(1, 7).Select(rows => (long)rows), first.Select(f => f.Samples));
        session.Begin([0, 1, 2], [1e-3f]);
        session.Run(1);
        Assert.Equal(3, session.ReadFigures().Samples);
        // Figures of one row at a time add up to those of all.
        Assert.True(first[6].LossSum > first[0].LossSum);
    }
}
