using System.Text.Json.Nodes;
using CudaMlp.Training;

namespace CudaMlp.Callbacks;

/// <summary>Saves the model after every epoch, or after those alone in which the monitored value was best so far.</summary>
/// <param name="path">The file; <c>{epoch}</c> in it becomes the epoch's number.</param>
/// <param name="monitor">As in <see cref="EpochReport.Values"/>; without <paramref name="bestOnly"/> it does nothing.</param>
/// <param name="bestOnly">Save only the best so far: of all trainings it is given to, since they write one file.</param>
public sealed class ModelCheckpoint(string path, string monitor = "val_loss", bool bestOnly = true) : Callback
{
    private readonly MonitoredMetric _monitor = MonitoredMetric.Of(monitor);
    private double? _best;

    public override void OnTrainBegin(TrainingRun run)
    {
        if (bestOnly)
            MonitoredValue.Require(run, monitor, "the checkpoint");
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report)
    {
        if (bestOnly)
        {
            var value = MonitoredValue.Of(report, monitor, "the checkpoint");
            if (!_monitor.IsBetter(value, _best))
                return;
            _best = value;
        }

        run.Save(path.Replace("{epoch}", report.Epoch.ToString(), StringComparison.Ordinal));
    }

    public override JsonObject Save() => new() { ["best"] = _best };

    public override void Load(JsonObject state) => _best = (double?)state["best"];
}
