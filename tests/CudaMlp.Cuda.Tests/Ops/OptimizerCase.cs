using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Interop;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Ops;

/// <summary>Five steps of an optimizer's kernel against its rule in float64, over every length and alignment that makes a tail.</summary>
internal static class OptimizerCase
{
    private const float Factor = 0.25f;
    private const int Steps = 5;

    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">The unscaled gradient.</param>
    /// <param name="moments">Read and written.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="t">The step, from 1.</param>
    public delegate double Rule(double parameter, double gradient, double[] moments, double rate, int t);

    public static TheoryData<string, int, int> Lengths => TestDevices.WithLengths(1, 2, 3, 4, 5, 7, 31, 33, 257, 1000, 5003);

    public static void Check(string device, int length, int offset, OptimizerSpec optimizer, Rule rule)
    {
        using var rig = new Rig(device);
        foreach (var copyType in Numbers.Types)
        {
            float[] p = Numbers.Random(length, 1), start = new float[length];
            Array.Fill(start, optimizer.InitialAccumulator);
            var parameters = rig.Put(p, offset);
            var moments = Enumerable.Range(0, optimizer.Moments).Select(_ => rig.Put(start, offset)).ToArray();
            var copy = copyType == ElementType.Float32 ? null : rig.Poisoned(copyType, length, offset);
            var expected = p.Select(x => (double)x).ToArray();
            var expectedMoments = Enumerable.Range(0, length).Select(_ => Enumerable.Repeat((double)optimizer.InitialAccumulator, 2).ToArray()).ToArray();
            for (var t = 1; t <= Steps; t++)
            {
                var gradients = Numbers.Random(length, 10 + t, 4);
                var rate = 0.01f * t;
                Step(rig, optimizer, parameters.Address, rig.Put(gradients, offset).Address, moments, copy, copyType, length, rate, t, skip: false);
                for (var i = 0; i < length; i++)
                    expected[i] = rule(expected[i], gradients[i] * (double)Factor, expectedMoments[i], rate, t);
            }

            Close.Check(expected, parameters.Read(), 1e-5, 1, "parameters");
            for (var m = 0; m < moments.Length; m++)
                Close.Check([.. expectedMoments.Select(x => x[m])], moments[m].Read(), 1e-5, 1, $"moment {m}");
            if (copy is not null)
                Assert.Equal(Numbers.Encode(copyType, parameters.Read()), copy.Read());

            // A step that is to be skipped leaves everything alone, whatever the gradient.
            var kept = parameters.Read();
            var nan = Enumerable.Repeat(float.NaN, length).ToArray();
            Step(rig, optimizer, parameters.Address, rig.Put(nan, offset).Address, moments, copy, copyType, length, 1, 6, skip: true);
            Assert.Equal(kept, parameters.Read());
        }
    }

    private static void Step(
        Rig rig, OptimizerSpec optimizer, CUdeviceptr parameters, CUdeviceptr gradients, GuardedArray<float>[] moments, GuardedArray<byte>? copy,
        ElementType copyType, int length, float rate, int t, bool skip)
    {
        var state = rig.Put(new StepState
        {
            LearningRate = rate,
            GradientFactor = Factor,
            Skip = skip ? 1u : 0,
            Correction1 = (float)(1 / (1 - Math.Pow(optimizer.Beta1, t))),
            Correction2 = (float)(1 / Math.Sqrt(1 - Math.Pow(optimizer.Beta2, t))),
        });
        var arenas = new ParameterArenas(
            parameters, gradients, moments.Length > 0 ? moments[0].Address : default, moments.Length > 1 ? moments[1].Address : default,
            copy?.Address ?? default, copyType, length);
        rig.Run(queue => CudaMlp.Cuda.Ops.OptimizerUpdate.Launch(queue, arenas, state.Address, optimizer));
    }
}
