using CudaMlp.Training;

namespace CudaMlp.Callbacks;

internal static class MonitoredValue
{
    /// <exception cref="ArgumentException">It is measured on the validation part, and the training has none.</exception>
    public static void Require(TrainingRun run, string monitor, string who)
    {
        if (monitor.StartsWith("val_", StringComparison.Ordinal) && !run.HasValidation)
            throw new ArgumentException($"{who} watches {monitor}, but there is no validation part");
    }

    /// <summary>The watched value of an epoch.</summary>
    /// <exception cref="ArgumentException">The epoch has no such value; the message lists those it has.</exception>
    public static double Of(EpochReport report, string monitor, string who) => report.Values.Any(v => v.Key == monitor)
        ? report[monitor]
        : throw new ArgumentException($"{who} watches \"{monitor}\", but an epoch has only {string.Join(", ", report.Values.Select(v => v.Key))}");
}
