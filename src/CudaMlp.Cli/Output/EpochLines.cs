using CudaMlp.Training;
using Spectre.Console;

namespace CudaMlp.Cli.Output;

/// <summary>A line for each epoch; on a terminal with a bar below while the epoch runs.</summary>
internal sealed class EpochLines(CommandOutput output) : Callback
{
    private ProgressContext? _live;
    private ProgressTask? _bar;

    public override bool WantsProgress => _bar is not null;

    /// <summary>Runs a training that this watches.</summary>
    public void Watch(Action fit)
    {
        if (!output.IsTerminal)
        {
            fit();
            return;
        }

        // Drawn by the training's own reports: a thread of its own would take time from the training.
        output.Terminal.Progress().AutoRefresh(false).AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(live =>
            {
                (_live, _bar) = (live, live.AddTask("epoch 1"));
                AppDomain.CurrentDomain.ProcessExit += ShowCursor;
                try
                {
                    fit();
                }
                finally
                {
                    AppDomain.CurrentDomain.ProcessExit -= ShowCursor;
                }
            });
    }

    public override void OnProgress(TrainingRun run, in ProgressReport report)
    {
        (_bar!.MaxValue, _bar.Value) = (report.Steps, report.StepInEpoch);
        _bar.Description = $"epoch {Of(report.Epoch, run)}  {Rate(report.SamplesPerSecond)}  loss {report.Loss:0.0000}{Percent("accuracy", run, report.Accuracy)}  {Time(report.Remaining)} left";
        _live!.Refresh();
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report)
    {
        var values = report.Values.Where(v => v.Key != "learning_rate").Select(v => $"{v.Key} {Format(v.Key, v.Value)}");
        var text = $"epoch {Of(report.Epoch, run)}  {string.Join("  ", values)}  {Rate(report.SamplesPerSecond)}  {report.Seconds:0.00} s";
        if (_live is null)
            output.Out.WriteLine(text);
        else
            output.Terminal.WriteLine(text);
    }

    /// <summary>Shares as percentages, the rest with four decimals.</summary>
    public static string Format(string name, double value) =>
        MonitoredMetric.Of(name).HigherIsBetter && !name.Contains("r2", StringComparison.Ordinal) ? $"{100 * value:0.00} %" : $"{value:0.0000}";

    private static string Of(int epoch, TrainingRun run) => $"{epoch.ToString().PadLeft(run.Options.Epochs.ToString().Length)}/{run.Options.Epochs}";

    private static string Percent(string name, TrainingRun run, double value) =>
        run.Plan.Loss.Kind == Losses.LossKind.SoftmaxCrossEntropy ? $"  {name} {100 * value:0.00} %" : "";

    private static string Rate(double samplesPerSecond) => $"{samplesPerSecond:N0} samples/s";

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary>A bar hides it; who ends the process at once shall find it again.</summary>
    private void ShowCursor(object? sender, EventArgs e) => output.Terminal.Cursor.Show();
}
