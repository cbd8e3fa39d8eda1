using CudaMlp.Model;
using CudaMlp.Optimizers;

namespace CudaMlp.Plan;

/// <summary>
/// Everything that a step changes, on the host: what a checkpoint holds and what a session starts from. The same state and
/// the same batches give the same bits on the same device with the same number of threads.
/// </summary>
public sealed class TrainingState
{
    /// <summary>Where dynamic loss scaling starts.</summary>
    public const float InitialLossScale = 65536;

    /// <summary>Good steps in a row after which the loss scale doubles.</summary>
    public const int LossScaleGrowthInterval = 2000;

    /// <summary>The loss scale never grows beyond this: float32 gradients of the output layer must hold it.</summary>
    public const float MaximumLossScale = 16777216;

    /// <summary>
    /// Overflow never halves the loss scale below this: what overflows unscaled is not the scale's doing, and at 0 no step could train again. A scale
    /// that starts below it is left there by overflow, neither lowered nor raised, and doubles as any other.
    /// </summary>
    public const float MinimumLossScale = 1;

    /// <param name="layout">The arena.</param>
    /// <param name="optimizer">Tells how many moments there are and where they start; null for none.</param>
    public TrainingState(ParameterLayout layout, OptimizerSpec? optimizer)
    {
        Parameters = new float[layout.ArenaLength];
        Moments = new float[optimizer?.Moments ?? 0][];
        for (var i = 0; i < Moments.Length; i++)
        {
            Moments[i] = new float[layout.ArenaLength];
            if (optimizer!.InitialAccumulator != 0)
                Array.Fill(Moments[i], optimizer.InitialAccumulator);
        }
    }

    /// <summary>The master weights, laid out by <see cref="ParameterLayout"/>.</summary>
    public float[] Parameters { get; }

    /// <summary>The optimizer's arenas: Adam's m and v, momentum's v, and so on.</summary>
    public float[][] Moments { get; }

    /// <summary>Batches seen since training began: the step in the dropout counter.</summary>
    public long Step { get; set; }

    /// <summary>Updates applied (skipped ones excluded): Adam's t.</summary>
    public long Updates { get; set; }

    public float LossScale { get; set; } = InitialLossScale;

    /// <summary>Steps without overflow since the scale last changed.</summary>
    public int GoodSteps { get; set; }
}
