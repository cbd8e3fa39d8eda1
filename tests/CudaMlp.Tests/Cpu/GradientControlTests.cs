using CudaMlp.Cpu.Ops;
using CudaMlp.Plan;
using GradientControl = CudaMlp.Cpu.Ops.GradientControl;

namespace CudaMlp.Tests.Cpu;

public class GradientControlTests
{
    private static readonly GradientTotals Fine = new(4, true);
    private static readonly GradientTotals Overflown = new(double.NaN, false);

    [Fact]
    public void Every_length_is_measured_to_its_last_element()
    {
        for (var columns = 0; columns <= 257; columns++)
        {
            var gradients = Sheet.Random(3, columns, columns, 100);
            var expected = 0.0;
            for (var r = 0; r < 3; r++)
            {
                for (var c = 0; c < columns; c++)
                    expected += Math.Pow(gradients[r, c] / 8.0, 2);
            }

            var totals = GradientControl.Measure(gradients.Tile, 8, withNorm: true);
            Assert.True(totals.IsFinite);
            Close.Equal(expected, totals.SumOfSquares, Close.Float32, 1e-3, "sum of squares");
            Assert.Equal(0, GradientControl.Measure(gradients.Tile, 8, withNorm: false).SumOfSquares);
            foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                if (columns == 0)
                    continue;
                var kept = gradients[2, columns - 1];
                gradients[2, columns - 1] = bad;
                Assert.False(GradientControl.Measure(gradients.Tile, 8, withNorm: false).IsFinite);
                gradients[2, columns - 1] = kept;
            }
        }
    }

    [Fact]
    public void Two_infinities_of_opposite_sign_do_not_cancel()
    {
        var gradients = new Sheet(1, 64, (_, c) => c == 3 ? double.PositiveInfinity : c == 35 ? double.NegativeInfinity : 1);
        Assert.False(GradientControl.Measure(gradients.Tile, 1, true).IsFinite);
    }

    [Fact]
    public void Overflow_halves_the_scale_and_skips()
    {
        var control = new GradientControl(lossScaling: true, clipNorm: 0) { LossScale = 65536, GoodSteps = 17 };
        Assert.False(control.Decide(5, true, Overflown, out _));
        Assert.Equal((32768f, 0, 1L, -1L), (control.LossScale, control.GoodSteps, control.SkippedUpdates, control.FirstBadStep));
        Assert.True(control.Decide(6, true, Fine, out var factor));
        Assert.Equal(1 / 32768f, factor);
        Assert.Equal(1, control.GoodSteps);
    }

    [Fact]
    public void Endless_overflow_ends_at_a_scale_of_one_from_which_a_finite_step_trains()
    {
        var control = new GradientControl(lossScaling: true, clipNorm: 0) { LossScale = TrainingState.MaximumLossScale * 0.75f };
        for (var step = 0; step < 200; step++)
        {
            Assert.False(control.Decide(step, true, Overflown, out _));
            Assert.InRange(control.LossScale, TrainingState.MinimumLossScale, TrainingState.MaximumLossScale);
        }

        Assert.Equal((1f, 200L), (control.LossScale, control.SkippedUpdates));
        Assert.True(control.Decide(200, true, Fine, out var factor));
        Assert.Equal(1, factor);
    }

    [Fact]
    public void A_scale_that_starts_below_one_is_neither_lowered_nor_raised_by_overflow_and_grows()
    {
        var control = new GradientControl(lossScaling: true, clipNorm: 0) { LossScale = 0.25f };
        Assert.False(control.Decide(0, true, Overflown, out _));
        Assert.Equal(0.25f, control.LossScale);
        for (var step = 0; step < TrainingState.LossScaleGrowthInterval; step++)
            Assert.True(control.Decide(step, true, Fine, out _));
        Assert.Equal(0.5f, control.LossScale);
    }

    [Fact]
    public void Two_thousand_good_steps_double_the_scale_up_to_its_bound()
    {
        var control = new GradientControl(lossScaling: true, clipNorm: 0) { LossScale = TrainingState.MaximumLossScale / 2 };
        for (var round = 0; round < 2; round++)
        {
            for (var step = 0; step < TrainingState.LossScaleGrowthInterval; step++)
            {
                Assert.Equal(round == 0 ? TrainingState.MaximumLossScale / 2 : TrainingState.MaximumLossScale, control.LossScale);
                Assert.True(control.Decide(step, true, Fine, out var factor));
                Assert.Equal(1 / (round == 0 ? TrainingState.MaximumLossScale / 2 : TrainingState.MaximumLossScale), factor);
            }

            Assert.Equal((TrainingState.MaximumLossScale, 0), (control.LossScale, control.GoodSteps));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bad_loss_stops_all_updates_for_good(bool lossScaling)
    {
        var control = new GradientControl(lossScaling, 0);
        Assert.True(control.Decide(8, true, Fine, out _));
        Assert.False(control.Decide(9, false, Fine, out _));
        Assert.False(control.Decide(10, true, Fine, out _));
        Assert.Equal((9L, 0L), (control.FirstBadStep, control.SkippedUpdates));
    }

    [Fact]
    public void A_bad_gradient_without_scaling_stops_all_updates_for_good()
    {
        var control = new GradientControl(lossScaling: false, clipNorm: 0);
        Assert.False(control.Decide(3, true, Overflown, out _));
        Assert.False(control.Decide(4, true, Fine, out _));
        Assert.Equal(3, control.FirstBadStep);
    }

    [Theory]
    [InlineData(1f, 4, 1 / (2 + 1e-6) / 4)]
    [InlineData(3f, 4, 1 / 4.0)]
    [InlineData(0f, 4, 1 / 4.0)]
    public void Clipping_bounds_the_norm(float clip, float scale, double expected)
    {
        var control = new GradientControl(lossScaling: true, clip) { LossScale = scale };
        Assert.True(control.Decide(0, true, Fine, out var factor));
        Close.Equal(expected, factor, 1e-7, 0, "factor");
    }
}
