namespace CudaMlp.Devices;

/// <summary>What a session counted since it was last asked.</summary>
/// <param name="LossSum">Sum over the samples of each sample's weighted loss, unscaled; the mean is LossSum / Samples.</param>
/// <param name="Correct">Rows whose largest logit is the label's; 0 in regression.</param>
/// <param name="Samples">Rows seen.</param>
/// <param name="SkippedUpdates">Updates skipped because of overflow under loss scaling.</param>
/// <param name="LossScale">The scale as it stands now; 1 where there is none.</param>
/// <param name="FirstBadStep">Step (as in TrainingState.Step, the first is 0) at which loss or gradient stopped being finite, or -1.</param>
public readonly record struct StepFigures(
    double LossSum, long Correct, long Samples, long SkippedUpdates = 0, float LossScale = 1, long FirstBadStep = -1)
{
    public double Loss => LossSum / Samples;

    public double Accuracy => (double)Correct / Samples;
}
