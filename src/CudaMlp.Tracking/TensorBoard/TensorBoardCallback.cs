using CudaMlp.Training;

namespace CudaMlp.Tracking.TensorBoard;

/// <summary>
/// Writes event files for TensorBoard into two folders below its own, train and validation, so that both curves share a chart: epoch_loss, epoch_accuracy
/// and the like over epochs (Keras's tags), and batch_loss, batch_accuracy, batch_learning_rate over steps.
/// </summary>
public sealed class TensorBoardCallback(string folder) : Callback, IDisposable
{
    private EventFile? _train;
    private EventFile? _validation;

    public override bool WantsProgress => true;

    public override void OnTrainBegin(TrainingRun run)
    {
        if (_train is not null)
            return;
        // By steps, of which there are at least as many as epochs: the epochs that are kept lie before it too.
        _train = new EventFile(Path.Combine(folder, "train"));
        _train.Begin(run.StepsDone + 1);
        if (!run.HasValidation)
            return;
        _validation = new EventFile(Path.Combine(folder, "validation"));
        _validation.Begin(run.History.Epochs.Count + 1);
    }

    public override void OnProgress(TrainingRun run, in ProgressReport report)
    {
        if (report.IsLogStep)
            _train!.Add(report.Step, BatchFigures.Of(run, report));
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report)
    {
        _train!.Add(report.Epoch, report.Values.Where(v => !v.Key.StartsWith("val_", StringComparison.Ordinal)).Select(v => new KeyValuePair<string, double>("epoch_" + v.Key, v.Value)));
        var validation = report.Values.Where(v => v.Key.StartsWith("val_", StringComparison.Ordinal)).Select(v => new KeyValuePair<string, double>("epoch_" + v.Key[4..], v.Value)).ToArray();
        _validation?.Add(report.Epoch, validation);
    }

    public void Dispose()
    {
        _train?.Dispose();
        _validation?.Dispose();
    }
}
