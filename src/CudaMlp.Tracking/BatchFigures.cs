using CudaMlp.Losses;
using CudaMlp.Training;

namespace CudaMlp.Tracking;

/// <summary>What is recorded of a step, as far as the task has it.</summary>
internal static class BatchFigures
{
    /// <summary>Under names of their own: under one name with the epochs' figures, steps and epochs would share an axis.</summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Of(TrainingRun run, in ProgressReport report)
    {
        List<KeyValuePair<string, double>> figures = [new("batch_loss", report.Loss), new("batch_learning_rate", report.LearningRate)];
        if (run.Plan.Loss.Kind == LossKind.SoftmaxCrossEntropy)
            figures.Add(new("batch_accuracy", report.Accuracy));
        return figures;
    }
}
