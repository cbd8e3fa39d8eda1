using System.Text.Json.Nodes;

namespace CudaMlp.Training;

/// <summary>
/// Something that is told how a training goes and may act on it. Derive from it, override what you need, and give it to Fit. Calls come from
/// the thread that called Fit, in the order in which the callbacks were given.
/// </summary>
public abstract class Callback
{
    /// <summary>Key of its state in a saved model. Several callbacks of one name are told apart by their order.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>True if <see cref="OnProgress"/> should be called; reading a device's figures makes it finish its queue.</summary>
    public virtual bool WantsProgress => false;

    public virtual void OnTrainBegin(TrainingRun run)
    {
    }

    public virtual void OnEpochBegin(TrainingRun run)
    {
    }

    /// <summary>Some steps are done; called where <see cref="WantsProgress"/> says so, about ten times a second and at every step that <see cref="FitOptions.LogEverySteps"/> names.</summary>
    public virtual void OnProgress(TrainingRun run, in ProgressReport report)
    {
    }

    /// <summary>An epoch and its validation are done; <paramref name="report"/> is already in the history.</summary>
    public virtual void OnEpochEnd(TrainingRun run, EpochReport report)
    {
    }

    /// <summary>The training ended as it should (not on an interrupt); weights may still be replaced, the final model is saved afterwards.</summary>
    public virtual void OnTrainEnd(TrainingRun run)
    {
    }

    /// <summary>What it must remember for the training to be resumed to the bit; null for nothing.</summary>
    public virtual JsonObject? Save() => null;

    /// <summary>Takes back what <see cref="Save"/> gave, before <see cref="OnTrainBegin"/>.</summary>
    public virtual void Load(JsonObject state)
    {
    }
}

/// <summary>Where an epoch stands.</summary>
/// <param name="Epoch">The first is 1.</param>
/// <param name="StepInEpoch">Steps of the epoch that are done.</param>
/// <param name="Steps">Steps of the epoch.</param>
/// <param name="Step">Steps since training began.</param>
/// <param name="Loss">Mean over the rows of the epoch so far.</param>
/// <param name="Accuracy">Share of the rows of the epoch so far; 0 in regression.</param>
/// <param name="LearningRate">Of the last step done.</param>
/// <param name="SamplesPerSecond">Over the epoch so far.</param>
/// <param name="Remaining">Estimated time to the end of training, validation included.</param>
/// <param name="IsLogStep">True at a step that <see cref="FitOptions.LogEverySteps"/> names.</param>
public readonly record struct ProgressReport(
    int Epoch,
    int StepInEpoch,
    int Steps,
    long Step,
    double Loss,
    double Accuracy,
    float LearningRate,
    double SamplesPerSecond,
    TimeSpan Remaining,
    bool IsLogStep);
