using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Ops;

public class MeanSquaredErrorTests
{
    public static TheoryData<string, int, int> Shapes()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var device in TestDevices.Names)
        {
            if (TestDevices.IsAbsent(device))
            {
                data.Add(device, 1, 1);
                continue;
            }

            foreach (var (rows, columns) in new[] { (1, 1), (64, 1), (1000, 1), (7, 3), (33, 31), (64, 128), (31, 257), (2500, 4), (3, 1000) })
                data.Add(device, rows, columns);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_gradient_and_bias_gradient(string device, int rows, int columns)
    {
        const float Scale = 512;
        using var rig = new Rig(device, rows, columns);
        float[] predictions = Numbers.Random(rows * columns, 1), targets = Numbers.Random(rows * columns, 2), bias = Numbers.Random(columns, 3);
        foreach (var (offset, withBias) in new[] { (0, true), (1, true), (0, false) })
        {
            var p = rig.Put(predictions, offset);
            var t = rig.Put(targets, offset);
            var b = withBias ? rig.Put(bias, offset).Address : default;
            var gradient = rig.Poisoned(ElementType.Float32, predictions.Length, offset);
            var biasGradient = rig.Poisoned(ElementType.Float32, columns);
            var state = rig.Put(new StepState { LossScale = Scale, LossSum = 2, Samples = 3 });
            rig.Run(queue => MeanSquaredError.Launch(
                queue, p.Address, b, t.Address, gradient.Address, biasGradient.Address, state.Address, rows, columns));

            var errors = predictions.Select((x, i) => (double)x + (withBias ? bias[i % columns] : 0) - targets[i]).ToArray();
            var expected = errors.Select(e => 2 * e * Scale / rows / columns).ToArray();
            var scale = (double)Scale / rows / columns;
            Close.Check(expected, Numbers.Decode(ElementType.Float32, gradient.Read()), 1e-5, scale, "gradient");
            var sums = new double[columns];
            for (var i = 0; i < expected.Length; i++)
                sums[i % columns] += expected[i];
            Close.Check(sums, Numbers.Decode(ElementType.Float32, biasGradient.Read()), 1e-5, scale * Math.Sqrt(rows), "bias gradient");
            var loss = errors.Sum(e => e * e) / columns;
            var after = Rig.ReadState(state);
            Close.Check(loss, after.BatchLoss, 1e-5, 0, "loss");
            Close.Check(2 + loss, after.LossSum, 1e-5, 0, "loss sum");
            Assert.Equal(3 + rows, after.Samples);

            var alone = rig.Put(new StepState { LossScale = Scale });
            rig.Run(queue => MeanSquaredError.Launch(queue, p.Address, b, t.Address, default, default, alone.Address, rows, columns));
            Assert.Equal(after.BatchLoss, Rig.ReadState(alone).LossSum);
        }
    }
}
