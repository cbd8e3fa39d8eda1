using CudaMlp.Cuda.Kernels;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using Op = CudaMlp.Cuda.Ops.GradientControl;

namespace CudaMlp.Cuda.Tests.Ops;

public class GradientControlTests
{
    private static readonly float[] Rates = [0.5f, 0.25f, 0.125f];

    public static TheoryData<string, int, int> Lengths => TestDevices.WithLengths(1, 3, 4, 7, 16, 1000, 1023, 1025, 109_386);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Measures_clips_and_moves_on(string device, int length, int offset)
    {
        var gradients = Numbers.Random(length, 1, 100);
        var norm = Math.Sqrt(gradients.Sum(g => (double)g * g)) / 64;
        foreach (var clip in new[] { 0f, (float)norm / 2, (float)norm * 2 })
        {
            var optimizer = OptimizerSpec.Adam() with { ClipNorm = clip };
            var after = Run(device, gradients, offset, optimizer, lossScaling: true, new StepState
            {
                LossScale = 64,
                Step = 41,
                Updates = 9,
                Position = 128,
                RateIndex = 1,
                GoodSteps = 3,
                FirstBadStep = -1,
                BatchLoss = 1,
            });

            Close.Check(norm, after.GradientNorm, 1e-5, 0, "norm");
            var factor = (clip > 0 ? Math.Min(1, clip / (norm + 1e-6)) : 1) / 64;
            Close.Check(factor, after.GradientFactor, 1e-5, 0, "factor");
            Assert.Equal(0u, after.Skip);
            Assert.Equal((42ul, 10L, 160u, 2u, 4u, 64f), (after.Step, after.Updates, after.Position, after.RateIndex, after.GoodSteps, after.LossScale));
            Assert.Equal(0.25f, after.LearningRate);
            Close.Check(1 / (1 - Math.Pow(0.9f, 10)), after.Correction1, 1e-6, 0, "correction of m");
            Close.Check(1 / Math.Sqrt(1 - Math.Pow(0.999f, 10)), after.Correction2, 1e-6, 0, "correction of v");
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Overflow_halves_the_scale_and_skips_wherever_it_is(string device, int length, int offset)
    {
        foreach (var (place, bad) in new[] { (0, float.NaN), (length - 1, float.PositiveInfinity), (length / 2, float.NegativeInfinity) })
        {
            var gradients = Numbers.Random(length, 1);
            gradients[place] = bad;
            var before = new StepState { LossScale = 1024, GoodSteps = 1999, Step = 5, Updates = 5, FirstBadStep = -1, BatchLoss = 1 };
            var scaled = Run(device, gradients, offset, OptimizerSpec.SGD(), lossScaling: true, before);
            Assert.Equal((1u, 512f, 0u, 1L, 5L, 6ul, -1L), (scaled.Skip, scaled.LossScale, scaled.GoodSteps, scaled.Skipped, scaled.Updates, scaled.Step, scaled.FirstBadStep));

            before.LossScale = 1;
            var plain = Run(device, gradients, offset, OptimizerSpec.SGD(), lossScaling: false, before);
            Assert.Equal((1u, 1f, 0L, 5L, 6ul, 5L), (plain.Skip, plain.LossScale, plain.Skipped, plain.Updates, plain.Step, plain.FirstBadStep));
        }
    }

    /// <summary>Down from far above, at a power of two and between two, and from below: the CPU's rule is the reference, figure by figure.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Endless_overflow_moves_the_scale_as_on_the_cpu_and_never_below_one(string device)
    {
        foreach (var (start, end) in new[] { (64f, 1f), (3f, 1f), (1f, 1f), (0.25f, 0.25f) })
        {
            var cpu = new Cpu.Ops.GradientControl(lossScaling: true, clipNorm: 0) { LossScale = start };
            var state = new StepState { LossScale = start, FirstBadStep = -1, BatchLoss = 1 };
            for (var step = 0; step < 8; step++)
            {
                cpu.Decide(step, true, new Cpu.Ops.GradientTotals(double.NaN, false), out _);
                state.RateIndex = 0;
                state = Run(device, [1, float.PositiveInfinity], 0, OptimizerSpec.SGD(), lossScaling: true, state);
                Assert.Equal((cpu.LossScale, cpu.SkippedUpdates), (state.LossScale, state.Skipped));
            }

            Assert.Equal(end, state.LossScale);
            Assert.True(cpu.Decide(8, true, new Cpu.Ops.GradientTotals(5, true), out var factor));
            state.RateIndex = 0;
            state = Run(device, [1, 2], 0, OptimizerSpec.SGD(), lossScaling: true, state);
            Assert.Equal((0u, 1L, 1u, factor, end), (state.Skip, state.Updates, state.GoodSteps, state.GradientFactor, state.LossScale));
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Two_thousand_good_steps_double_the_scale_up_to_its_limit(string device)
    {
        foreach (var (before, expected) in new[] { (1024f, 2048f), (TrainingState.MaximumLossScale, TrainingState.MaximumLossScale) })
        {
            var after = Run(device, new float[8], 0, OptimizerSpec.SGD(), lossScaling: true, new StepState
            {
                LossScale = before,
                GoodSteps = 1999,
                FirstBadStep = -1,
            });
            Assert.Equal((expected, 0u, 0u), (after.LossScale, after.GoodSteps, after.Skip));
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void A_bad_loss_stops_updates_for_good(string device)
    {
        var bad = Run(device, [1, 2], 0, OptimizerSpec.SGD(), lossScaling: true, new StepState
        {
            LossScale = 8,
            Step = 3,
            FirstBadStep = -1,
            BatchLoss = double.NaN,
        });
        Assert.Equal((3L, 1u, 8f), (bad.FirstBadStep, bad.Skip, bad.LossScale));
        bad.BatchLoss = 1;
        bad.RateIndex = 0;
        var later = Run(device, [1, 2], 0, OptimizerSpec.SGD(), lossScaling: true, bad);
        Assert.Equal((3L, 1u, 8f, 5ul), (later.FirstBadStep, later.Skip, later.LossScale, later.Step));
    }

    private static StepState Run(string device, float[] gradients, int offset, OptimizerSpec optimizer, bool lossScaling, in StepState before)
    {
        using var rig = new Rig(device);
        var g = rig.Put(gradients, offset);
        var rates = rig.Put(Rates);
        var state = rig.Put(before);
        rig.Run(queue => Op.Launch(queue, g.Address, gradients.Length, state.Address, rates.Address, 32, lossScaling, optimizer));
        return Rig.ReadState(state);
    }
}
