using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Plan;
using Wanted = CudaMlp.Cuda.Ops.SoftmaxCrossEntropy.Wanted;

namespace CudaMlp.Cuda.Tests.Ops;

public class SoftmaxCrossEntropyTests
{
    private const float Scale = 1024;

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

            // Class counts around the warp, awkward modulo 8; the last three take tiles of four rows, of one row, and the wide kernel.
            foreach (var (rows, classes) in new[]
            {
                (1, 1), (1, 2), (7, 3), (31, 10), (33, 11), (64, 10), (257, 10), (1000, 2), (5, 31), (9, 32), (9, 33), (3, 257), (6, 1000), (1100, 3), (9, 2000), (3, 5000), (3, 13000),
            })
                data.Add(device, rows, classes);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_gradient_counts_and_bias_gradient(string device, int rows, int classes)
    {
        using var rig = new Rig(device, rows, classes);
        var random = new Random(rows * classes);
        var logits = Numbers.Random(rows * classes, 1, 4);
        var bias = Numbers.Random(classes, 2);
        var labels = Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray();
        var weights = Numbers.Random(classes, 3).Select(w => Math.Abs(w) + 0.25f).ToArray();
        foreach (var (offset, withBias, withWeights) in new[] { (0, true, false), (1, true, true), (0, false, true) })
        {
            var z = rig.Put(logits, offset);
            var b = withBias ? rig.Put(bias, offset).Address : default;
            var w = withWeights ? rig.Put(weights).Address : default;
            var y = rig.Put(labels);
            var gradient = rig.Poisoned(ElementType.Float32, logits.Length, offset);
            var biasGradient = rig.Poisoned(ElementType.Float32, classes);
            var state = rig.Put(new StepState { LossScale = Scale, LossSum = 3, Correct = 5, Samples = 7, FirstBadStep = -1 });

            rig.Run(queue => SoftmaxCrossEntropy.Launch(
                queue, z.Address, b, y.Address, w, gradient.Address, biasGradient.Address, state.Address, rows, classes, Wanted.Gradient));

            var expected = Reference.Of(logits, withBias ? bias : new float[classes], labels, withWeights ? weights : null, rows, classes);
            var scaled = expected.Gradient.Select(g => g * Scale).ToArray();
            // The natural scale of a gradient: that of a row's own weight, loss scale / rows.
            Close.Check(scaled, Numbers.Decode(ElementType.Float32, gradient.Read()), 1e-5, Scale / rows, "gradient");
            Close.Check(
                [.. expected.BiasGradient.Select(g => g * Scale)], Numbers.Decode(ElementType.Float32, biasGradient.Read()), 1e-5, Scale / Math.Sqrt(rows), "bias gradient");
            var after = Rig.ReadState(state);
            Close.Check(expected.Loss, after.BatchLoss, 1e-5, rows, "loss");
            Close.Check(3 + expected.Loss, after.LossSum, 1e-5, rows, "loss sum");
            Assert.Equal(5 + expected.Correct, after.Correct);
            Assert.Equal(7 + rows, after.Samples);

            // In place, with the same bits; and alone, without an output.
            var loss = rig.Put(new StepState { LossScale = Scale });
            rig.Run(queue => SoftmaxCrossEntropy.Launch(queue, z.Address, b, y.Address, w, default, default, loss.Address, rows, classes, Wanted.LossOnly));
            rig.Run(queue => SoftmaxCrossEntropy.Launch(
                queue, z.Address, b, y.Address, w, z.Address, default, state.Address, rows, classes, Wanted.Gradient));
            Assert.Equal(gradient.Read(), Numbers.Encode(ElementType.Float32, z.Read()));
            Assert.Equal(after.BatchLoss, Rig.ReadState(loss).LossSum);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Probabilities_without_labels(string device, int rows, int classes)
    {
        using var rig = new Rig(device, rows, classes);
        var logits = Numbers.Random(rows * classes, 1, 4);
        var z = rig.Put(logits);
        var state = rig.Put(new StepState { LossScale = 1 });
        rig.Run(queue => SoftmaxCrossEntropy.Launch(
            queue, z.Address, default, default, default, z.Address, default, state.Address, rows, classes, Wanted.Probabilities));
        var expected = Reference.Of(logits, new float[classes], new int[rows], null, rows, classes);
        Close.Check(expected.Probabilities, z.Read(), 1e-5, 1.0 / classes, "probabilities");
        Assert.Equal(0, Rig.ReadState(state).Samples);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Ties_extremes_and_what_is_not_finite(string device)
    {
        const float Infinity = float.PositiveInfinity;
        using var rig = new Rig(device, 8, 3);
        float[] logits =
        [
            1, 1, 1,
            1, 1, 1,
            1e30f, 0, -1e30f,
            -1e30f, 0, 1e30f,
            0, -Infinity, -Infinity,
            float.NaN, 0, 1,
        ];
        int[] labels = [0, 1, 0, 0, 0, 2];
        var z = rig.Put(logits);
        var y = rig.Put(labels);
        var gradient = rig.Poisoned(ElementType.Float32, logits.Length);
        var state = rig.Put(new StepState { LossScale = 1 });
        rig.Run(queue => SoftmaxCrossEntropy.Launch(
            queue, z.Address, default, y.Address, default, gradient.Address, default, state.Address, 6, 3, Wanted.Gradient));
        var result = Numbers.Decode(ElementType.Float32, gradient.Read());
        var expected = new double[] { -2, 1, 1, 1, -2, 1, 0, 0, 0, -3, 0, 3, 0, 0, 0, double.NaN, double.NaN, double.NaN };
        Close.Check([.. expected.Select(g => g / 18)], result, 1e-6, 1, "gradient");
        var after = Rig.ReadState(state);
        Assert.True(double.IsNaN(after.BatchLoss));
        // Row 0 wins its tie, row 1 does not; rows 2 and 4 are right; in the last the largest number is the label's.
        Assert.Equal(4, after.Correct);
    }

    /// <summary>The definitions, in float64.</summary>
    private sealed record Reference(double Loss, int Correct, double[] Gradient, double[] BiasGradient, double[] Probabilities)
    {
        public static Reference Of(float[] logits, float[] bias, int[] labels, float[]? weights, int rows, int classes)
        {
            double loss = 0;
            var correct = 0;
            double[] gradient = new double[logits.Length], biasGradient = new double[classes], probabilities = new double[logits.Length];
            for (var r = 0; r < rows; r++)
            {
                var z = Enumerable.Range(0, classes).Select(c => (double)(logits[(r * classes) + c] + bias[c])).ToArray();
                var largest = z.Max();
                var sum = z.Sum(v => Math.Exp(v - largest));
                var weight = (double)(weights?[labels[r]] ?? 1);
                loss += weight * (Math.Log(sum) + largest - z[labels[r]]);
                correct += Array.IndexOf(z, largest) == labels[r] ? 1 : 0;
                for (var c = 0; c < classes; c++)
                {
                    var p = Math.Exp(z[c] - largest) / sum;
                    probabilities[(r * classes) + c] = p;
                    gradient[(r * classes) + c] = weight * (p - (c == labels[r] ? 1 : 0)) / rows;
                    biasGradient[c] += gradient[(r * classes) + c];
                }
            }

            return new Reference(loss, correct, gradient, biasGradient, probabilities);
        }
    }
}
