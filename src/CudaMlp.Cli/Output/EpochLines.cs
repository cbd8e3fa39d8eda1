using CudaMlp.Training;

namespace CudaMlp.Cli.Output;

/// <summary>A line for each epoch; on a terminal the line grows with a bar while the epoch runs.</summary>
internal sealed class EpochLines(CommandOutput output) : Callback
{
    private const int BarWidth = 24;

    public override bool WantsProgress => output.IsTerminal;

    public override void OnProgress(TrainingRun run, in ProgressReport report)
    {
        var done = (int)((long)BarWidth * report.StepInEpoch / report.Steps);
        var bar = new string('━', done) + new string('─', BarWidth - done);
        var text = $"epoch {Of(report.Epoch, run)} {bar} {Rate(report.SamplesPerSecond)}  loss {report.Loss:0.0000}{Percent("accuracy", run, report.Accuracy)}  {Time(report.Remaining)} left";
        output.Out.Write("\r" + Fit(text));
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report)
    {
        var values = report.Values.Where(v => v.Key != "learning_rate").Select(v => $"{v.Key} {Format(v.Key, v.Value)}");
        var text = $"epoch {Of(report.Epoch, run)}  {string.Join("  ", values)}  {Rate(report.SamplesPerSecond)}  {report.Seconds:0.00} s";
        // It stays and is not written over, so it may go on in a further line: only what stands there is to be blanked.
        output.Out.WriteLine(output.IsTerminal ? "\r" + text.PadRight(output.Width - 1) : text);
    }

    /// <summary>Shares as percentages, the rest with four decimals.</summary>
    public static string Format(string name, double value) =>
        MonitoredMetric.Of(name).HigherIsBetter && !name.Contains("r2", StringComparison.Ordinal) ? $"{100 * value:0.00} %" : $"{value:0.0000}";

    private static string Of(int epoch, TrainingRun run) => $"{epoch.ToString().PadLeft(run.Options.Epochs.ToString().Length)}/{run.Options.Epochs}";

    private static string Percent(string name, TrainingRun run, double value) =>
        run.Plan.Loss.Kind == Losses.LossKind.SoftmaxCrossEntropy ? $"  {name} {100 * value:0.00} %" : "";

    private static string Rate(double samplesPerSecond) => $"{samplesPerSecond:N0} samples/s";

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary>One line of the terminal, blanked to its end.</summary>
    private string Fit(string text)
    {
        var width = output.Width - 1;
        return text.Length > width ? text[..width] : text.PadRight(width);
    }
}
