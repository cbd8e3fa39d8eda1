namespace CudaMlp.Training;

/// <summary>Loss or gradient stopped being a finite number, or every gradient overflows in mixed precision: nothing after it can be of use.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <param name="step">The first is 1.</param>
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

    public long Step { get; }

    public int Epoch { get; }
}
