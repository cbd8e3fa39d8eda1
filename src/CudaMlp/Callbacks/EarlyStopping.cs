using System.Text.Json.Nodes;
using CudaMlp.Training;

namespace CudaMlp.Callbacks;

/// <summary>
/// Ends a training whose monitored value has not improved for some epochs. Fit throws <see cref="ArgumentException"/> where the patience is out of its range or an epoch
/// has no such value.
/// </summary>
/// <param name="monitor">As in <see cref="EpochReport.Values"/>; val_loss is Keras's default.</param>
/// <param name="patience">Epochs without improvement after which it ends: at least 1.</param>
/// <param name="minimumDelta">An improvement of no more than this is none.</param>
/// <param name="restoreBestWeights">At the end, put the weights of the best epoch back.</param>
public sealed class EarlyStopping(string monitor = "val_loss", int patience = 5, double minimumDelta = 0, bool restoreBestWeights = false) : Callback
{
    private readonly MonitoredMetric _monitor = MonitoredMetric.Of(monitor);
    private double? _best;
    private int _bestEpoch;
    private int _wait;

    public override void OnTrainBegin(TrainingRun run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        MonitoredValue.Require(run, monitor, "early stopping");
        // Used before, in another training: that one's best is not this one's.
        if (run.Epoch == 0)
            (_best, _bestEpoch, _wait) = (null, 0, 0);
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report)
    {
        var value = MonitoredValue.Of(report, monitor, "early stopping");
        if (_monitor.IsBetter(value, _best, minimumDelta))
        {
            (_best, _bestEpoch, _wait) = (value, report.Epoch, 0);
            if (restoreBestWeights)
                run.Arenas[ArenaIn(run)] = run.CopyParameters();
        }
        else if (++_wait >= patience)
        {
            run.Stop($"{monitor} has not improved for {patience} epochs, {(_best is null ? "it was never a finite number" : $"the best was epoch {_bestEpoch}")}");
        }
    }

    public override void OnTrainEnd(TrainingRun run)
    {
        if (!run.Arenas.Remove(ArenaIn(run), out var best))
            return;
        run.Progress.RestoredEpoch = _bestEpoch;
        run.ReplaceParameters(best);
    }

    /// <summary>Of several that stop one training, each keeps weights of its own.</summary>
    private string ArenaIn(TrainingRun run) => "earlyStopping.best" + run.KeyOf(this)[Name.Length..];

    public override JsonObject Save() => new() { ["best"] = _best, ["bestEpoch"] = _bestEpoch, ["wait"] = _wait };

    public override void Load(JsonObject state) =>
        (_best, _bestEpoch, _wait) = ((double?)state["best"], (int)state["bestEpoch"]!, (int)state["wait"]!);
}
