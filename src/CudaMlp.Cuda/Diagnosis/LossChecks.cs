using CudaMlp.Cuda.Kernels;
using CudaMlp.Plan;
using Wanted = CudaMlp.Cuda.Ops.SoftmaxCrossEntropy.Wanted;

namespace CudaMlp.Cuda.Diagnosis;

/// <summary>Small problems for the losses, over logits all alike and errors all alike: their figures follow in one's head.</summary>
internal static class LossChecks
{
    private const int Rows = 6;
    private const float Scale = 64;

    /// <summary>Equal logits: p = 1/n, so the loss of each row is ln n, and row 0 is right in a tie.</summary>
    public static void SoftmaxCrossEntropy(CheckBench bench)
    {
        // The last is too wide for shared memory, and so takes the other kernel.
        foreach (var (rows, classes) in new[] { (Rows, 3), (Rows, 16), (3, 13_000) })
        {
            var labels = new int[rows];
            for (var r = 0; r < rows; r++)
                labels[r] = r % 3;
            var alike = new float[rows * classes];
            foreach (ref var logit in alike.AsSpan())
                logit = 1.5f;
            var logits = bench.PutAs(ElementType.Float32, alike);
            var state = bench.PutState(new StepState { LossScale = Scale });
            Ops.SoftmaxCrossEntropy.Launch(
                bench.Queue, logits.Address, default, bench.Put(labels), default, logits.Address, default, state.Address, rows, classes, Wanted.Gradient);
            bench.Expect(
                i => ((1.0 / classes) - (i % classes == labels[i / classes] ? 1 : 0)) * Scale / rows, bench.Read(logits, ElementType.Float32));
            var figures = bench.Read(state);
            bench.Expect(rows * Math.Log(classes), figures.LossSum);
            bench.Expect(rows / 3, figures.Correct);
            bench.Expect(rows, figures.Samples);
        }
    }

    /// <summary>Every prediction half above its target: the loss of a row is ¼.</summary>
    public static void MeanSquaredError(CheckBench bench)
    {
        foreach (var columns in new[] { 16, 3 })
        {
            var targets = CheckBench.Values(Rows * columns);
            var above = new float[targets.Length];
            for (var i = 0; i < above.Length; i++)
                above[i] = targets[i] + 0.5f;
            var predictions = bench.PutAs(ElementType.Float32, above);
            var biasGradient = bench.PutAs(ElementType.Float32, new float[columns]);
            var state = bench.PutState(new StepState { LossScale = Scale });
            Ops.MeanSquaredError.Launch(
                bench.Queue, predictions.Address, default, bench.Put(targets), predictions.Address, biasGradient.Address, state.Address, Rows, columns);
            var one = 2 * 0.5 * Scale / (Rows * columns);
            bench.Expect(_ => one, bench.Read(predictions, ElementType.Float32));
            bench.Expect(_ => one * Rows, bench.Read(biasGradient, ElementType.Float32));
            bench.Expect(Rows * 0.25, bench.Read(state).LossSum);
        }
    }
}
