using System.Text.Json.Nodes;
using CudaMlp.Training;

namespace CudaMlp.Callbacks;

/// <summary>
/// Multiplies the learning rate by a factor when the monitored value has not improved for some epochs. Fit throws <see cref="ArgumentException"/> where a number is
/// out of its range or an epoch has no such value.
/// </summary>
/// <param name="monitor">As in <see cref="EpochReport.Values"/>.</param>
/// <param name="factor">In (0, 1).</param>
/// <param name="patience">Epochs without improvement before the rate falls: at least 1.</param>
/// <param name="minimumRate">The rate does not fall below it.</param>
/// <param name="minimumDelta">An improvement of no more than this is none; Keras's default.</param>
/// <param name="cooldown">Epochs after a fall of the rate that do not count towards the next; Keras's default is none.</param>
public sealed class ReduceLearningRateOnPlateau(
    string monitor = "val_loss", double factor = 0.1, int patience = 10, double minimumRate = 0, double minimumDelta = 1e-4, int cooldown = 0) : Callback
{
    private readonly MonitoredMetric _monitor = MonitoredMetric.Of(monitor);
    private double? _best;
    private int _wait;
    private int _cooling;

    public override void OnTrainBegin(TrainingRun run)
    {
        if (!(factor > 0 && factor < 1) || patience < 1 || !(minimumRate >= 0) || cooldown < 0)
            throw new ArgumentException($"a plateau's factor must be in (0, 1), its patience at least 1, its minimum and its cooldown not negative, not {factor}, {patience}, {minimumRate}, {cooldown}");
        MonitoredValue.Require(run, monitor, "the plateau");
        // Used before, in another training: that one's best is not this one's.
        if (run.Epoch == 0)
            (_best, _wait, _cooling) = (null, 0, 0);
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report)
    {
        var value = MonitoredValue.Of(report, monitor, "the plateau");
        // In Keras's order: the last epoch of a cooldown counts again.
        if (_cooling > 0)
            (_cooling, _wait) = (_cooling - 1, 0);
        if (_monitor.IsBetter(value, _best, minimumDelta))
        {
            (_best, _wait) = (value, 0);
            return;
        }

        if (_cooling > 0 || ++_wait < patience)
            return;
        (_wait, _cooling) = (0, cooldown);
        var rate = report["learning_rate"];
        if (rate > minimumRate && rate > 0)
            run.RateFactor *= Math.Max(factor, minimumRate / rate);
    }

    public override JsonObject Save() => new() { ["best"] = _best, ["wait"] = _wait, ["cooling"] = _cooling };

    // Models of before know of no cooldown.
    public override void Load(JsonObject state) => (_best, _wait, _cooling) = ((double?)state["best"], (int)state["wait"]!, (int?)state["cooling"] ?? 0);
}
