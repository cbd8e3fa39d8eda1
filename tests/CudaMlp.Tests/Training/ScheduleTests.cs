using CudaMlp.Optimizers;
using CudaMlp.Training;

namespace CudaMlp.Tests.Training;

public class ScheduleTests
{
    [Theory]
    // Of 10 steps an epoch and 10 epochs; base 0.4.
    [InlineData(ScheduleKind.Constant, 55, 0.4)]
    [InlineData(ScheduleKind.Step, 29, 0.4)]
    [InlineData(ScheduleKind.Step, 30, 0.2)]
    [InlineData(ScheduleKind.Step, 65, 0.1)]
    [InlineData(ScheduleKind.Exponential, 20, 0.1)]
    [InlineData(ScheduleKind.Cosine, 0, 0.4)]
    [InlineData(ScheduleKind.Cosine, 50, 0.25)]
    [InlineData(ScheduleKind.Cosine, 100, 0.1)]
    [InlineData(ScheduleKind.Linear, 25, 0.325)]
    public void Rates_follow_their_closed_forms(ScheduleKind kind, long step, double expected)
    {
        var schedule = new ScheduleSpec { Kind = kind, StepEpochs = 3, Gamma = 0.5, MinimumRate = 0.1 };
        Assert.Equal(expected, schedule.RateAt(0.4, step, 10, 100), 12);
    }

    [Fact]
    public void Warm_up_rises_to_the_base_and_the_schedule_begins_after_it()
    {
        var schedule = new ScheduleSpec { Kind = ScheduleKind.Cosine, WarmupEpochs = 0.5 };
        Assert.Equal(0.2, schedule.RateAt(1, 0, 10, 105), 12);
        Assert.Equal(1, schedule.RateAt(1, 4, 10, 105), 12);
        Assert.Equal(1, schedule.RateAt(1, 5, 10, 105), 12);
        Assert.Equal(0.5, schedule.RateAt(1, 55, 10, 105), 12);
    }

    [Fact]
    public void Constants_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ScheduleSpec { StepEpochs = 0 }.Validate());
        Assert.Throws<ArgumentException>(() => new ScheduleSpec { Gamma = double.NaN }.Validate());
        Assert.Throws<ArgumentException>(() => new ScheduleSpec { WarmupEpochs = -1 }.Validate());
        Assert.Throws<ArgumentException>(() => new ScheduleSpec { MinimumRate = double.PositiveInfinity }.Validate());
    }

    [Fact]
    public void Balanced_weights_are_scikit_learns()
    {
        // n / (k · count): 10 / (2 · 8) and 10 / (2 · 2); a class without rows does not count.
        Assert.Equal([0.625f, 2.5f, 1f], ClassBalance.Balanced([8, 2, 0]));
    }
}
