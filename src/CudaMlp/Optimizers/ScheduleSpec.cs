namespace CudaMlp.Optimizers;

/// <summary>How the learning rate moves after warm-up. t counts steps and e whole epochs since the end of warm-up; T is how many steps follow it.</summary>
public enum ScheduleKind
{
    /// <summary>The base rate.</summary>
    Constant,

    /// <summary>base·γ^⌊e / StepEpochs⌋ (PyTorch's StepLR).</summary>
    Step,

    /// <summary>base·γ^e (PyTorch's ExponentialLR).</summary>
    Exponential,

    /// <summary>min + (base - min)·(1 + cos(π·t / T)) / 2, moved every step.</summary>
    Cosine,

    /// <summary>min + (base - min)·(1 - t / T), moved every step.</summary>
    Linear,
}

/// <summary>The learning rate of every step, from the optimizer's base rate.</summary>
public sealed record ScheduleSpec
{
    public static ScheduleSpec Constant { get; } = new();

    public ScheduleKind Kind { get; init; }

    /// <summary>Epochs between two falls of <see cref="ScheduleKind.Step"/>, at least 1.</summary>
    public int StepEpochs { get; init; } = 10;

    /// <summary>γ of <see cref="ScheduleKind.Step"/> and <see cref="ScheduleKind.Exponential"/>, in (0, 1].</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>Where <see cref="ScheduleKind.Cosine"/> and <see cref="ScheduleKind.Linear"/> end; not negative.</summary>
    public double MinimumRate { get; init; }

    /// <summary>Epochs, or parts of one, in which the rate rises step by step: base·(step + 1) / W over the W steps of warm-up.</summary>
    public double WarmupEpochs { get; init; }

    /// <exception cref="ArgumentException">A constant is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Kind))
            throw new ArgumentException($"there is no schedule number {(int)Kind}");
        if (StepEpochs < 1)
            throw new ArgumentException($"the epochs of a schedule's step must be at least 1, not {StepEpochs}");
        if (!(Gamma > 0 && Gamma <= 1))
            throw new ArgumentException($"a schedule's gamma must be in (0, 1], not {Gamma}");
        if (!(MinimumRate >= 0 && double.IsFinite(MinimumRate)))
            throw new ArgumentException($"a schedule's minimum rate must be finite and not negative, not {MinimumRate}");
        if (!(WarmupEpochs >= 0 && double.IsFinite(WarmupEpochs)))
            throw new ArgumentException($"warm-up must be finite and not negative, not {WarmupEpochs}");
    }

    /// <param name="baseRate">The optimizer's rate.</param>
    /// <param name="step">The first is 0.</param>
    /// <param name="stepsPerEpoch">At least 1.</param>
    /// <param name="totalSteps">Of the whole training.</param>
    public double RateAt(double baseRate, long step, long stepsPerEpoch, long totalSteps)
    {
        var warmup = (long)Math.Round(WarmupEpochs * stepsPerEpoch);
        if (step < warmup)
            return baseRate * (step + 1) / warmup;
        var t = step - warmup;
        var share = totalSteps > warmup ? Math.Min(1.0, (double)t / (totalSteps - warmup)) : 1;
        var epoch = t / stepsPerEpoch;
        return Kind switch
        {
            ScheduleKind.Step => baseRate * Math.Pow(Gamma, epoch / StepEpochs),
            ScheduleKind.Exponential => baseRate * Math.Pow(Gamma, epoch),
            ScheduleKind.Cosine => MinimumRate + ((baseRate - MinimumRate) * (1 + Math.Cos(Math.PI * share)) / 2),
            ScheduleKind.Linear => MinimumRate + ((baseRate - MinimumRate) * (1 - share)),
            _ => baseRate,
        };
    }
}
