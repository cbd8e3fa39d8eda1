namespace CudaMlp.Optimizers;

/// <summary>An optimizer and all its constants but the learning rate of a step, which the schedule gives.</summary>
public sealed record OptimizerSpec
{
    public required OptimizerKind Kind { get; init; }

    /// <summary>The rate that schedules start from.</summary>
    public required float LearningRate { get; init; }

    /// <summary>μ of SGD, in [0, 1); 0 for none.</summary>
    public float Momentum { get; init; }

    /// <summary>Nesterov's rule for SGD, which needs a momentum.</summary>
    public bool Nesterov { get; init; }

    /// <summary>β1 of Adam and AdamW, in [0, 1).</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>β2 of Adam and AdamW, in [0, 1).</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>ρ of RMSprop, in [0, 1).</summary>
    public float Rho { get; init; } = 0.9f;

    /// <summary>ε of all but SGD, positive.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Where moments start, not negative: of use for Adagrad, whose sum of squares it begins.</summary>
    public float InitialAccumulator { get; init; }

    /// <summary>λ: coupled (L2) for all but AdamW.</summary>
    public float WeightDecay { get; init; }

    /// <summary>
    /// Largest global norm of the gradient; 0 means no clipping. g ← g·min(1, ClipNorm / (‖g‖ + 1e-6)), PyTorch's clip_grad_norm_.
    /// </summary>
    public float ClipNorm { get; init; }

    /// <summary>Arenas of moments the rule keeps.</summary>
    public int Moments => Kind switch
    {
        OptimizerKind.SGD => Momentum != 0 ? 1 : 0,
        OptimizerKind.Adagrad or OptimizerKind.RMSprop => 1,
        _ => 2,
    };

    /// <summary>The rate is Keras's.</summary>
    public static OptimizerSpec SGD(float learningRate = 0.01f, float momentum = 0, bool nesterov = false) =>
        new() { Kind = OptimizerKind.SGD, LearningRate = learningRate, Momentum = momentum, Nesterov = nesterov };

    public static OptimizerSpec Adagrad(float learningRate = 0.01f) =>
        new() { Kind = OptimizerKind.Adagrad, LearningRate = learningRate, Epsilon = 1e-10f };

    public static OptimizerSpec RMSprop(float learningRate = 1e-3f) =>
        new() { Kind = OptimizerKind.RMSprop, LearningRate = learningRate, Epsilon = 1e-7f };

    public static OptimizerSpec Adam(float learningRate = 1e-3f) =>
        new() { Kind = OptimizerKind.Adam, LearningRate = learningRate };

    public static OptimizerSpec AdamW(float learningRate = 1e-3f, float weightDecay = 0.01f) =>
        new() { Kind = OptimizerKind.AdamW, LearningRate = learningRate, WeightDecay = weightDecay };

    /// <exception cref="ArgumentException">A constant is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Kind))
            throw new ArgumentOutOfRangeException(null, $"there is no optimizer number {(int)Kind}");
        Check(float.IsFinite(LearningRate) && LearningRate >= 0, "the learning rate must be finite and not negative", LearningRate);
        Check(Momentum is >= 0 and < 1, "momentum must be in [0, 1)", Momentum);
        Check(!Nesterov || Momentum > 0, "Nesterov's rule needs a momentum", Momentum);
        Check(Beta1 is >= 0 and < 1, "beta1 must be in [0, 1)", Beta1);
        Check(Beta2 is >= 0 and < 1, "beta2 must be in [0, 1)", Beta2);
        Check(Rho is >= 0 and < 1, "rho must be in [0, 1)", Rho);
        Check(float.IsFinite(Epsilon) && Epsilon > 0, "epsilon must be finite and positive", Epsilon);
        Check(float.IsFinite(InitialAccumulator) && InitialAccumulator >= 0, "the initial accumulator must not be negative", InitialAccumulator);
        Check(float.IsFinite(WeightDecay) && WeightDecay >= 0, "weight decay must be finite and not negative", WeightDecay);
        Check(float.IsFinite(ClipNorm) && ClipNorm >= 0, "the clip norm must be finite and not negative", ClipNorm);
    }

    private static void Check(bool holds, string rule, float value)
    {
        if (!holds)
            throw new ArgumentException($"{rule}, not {value}");
    }
}
