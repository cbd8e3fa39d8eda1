using CudaMlp.Training;

namespace CudaMlp.Callbacks;

/// <summary>A function that is called after every epoch.</summary>
public sealed class LambdaCallback(Action<TrainingRun, EpochReport> onEpochEnd) : Callback
{
    public override void OnEpochEnd(TrainingRun run, EpochReport report) => onEpochEnd(run, report);
}
