namespace CudaMlp.Training;

/// <summary>Loss or gradient stopped being a finite number, or every gradient overflows in mixed precision: nothing after it can be of use.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <param name="step">Of this training, those before it was resumed included; the first is 1.</param>
    /// <param name="epoch">The first is 1.</param>
    /// <param name="checkpoint">The last good one, or null.</param>
    public TrainingDivergedException(long step, int epoch, string? checkpoint)
        : base($"the loss stopped being finite at step {step}, in epoch {epoch}: try a lower learning rate, clipping (--clip-norm 1) or another precision"
            + (checkpoint is null ? "" : $"; the last good checkpoint is {checkpoint}")) => (Step, Epoch) = (step, epoch);

    public TrainingDivergedException()
    {
    }

    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The step at which loss or gradient was first not finite; 0 where it is no single step's doing.</summary>
    public long Step { get; }

    /// <summary>The epoch of <see cref="Step"/>; 0 where that is.</summary>
    public int Epoch { get; }
}
