using CudaMlp.Training;

namespace CudaMlp.Callbacks;

internal static class MonitoredValue
{
    /// <summary>The watched value of an epoch.</summary>
    /// <exception cref="ArgumentException">The epoch has no such value; the message lists those it has.</exception>
    public static double Of(EpochReport report, string monitor, string who) => report.Values.Any(v => v.Key == monitor)
        ? report[monitor]
        : throw new ArgumentException($"{who} watches \"{monitor}\", but an epoch has only {string.Join(", ", report.Values.Select(v => v.Key))}");
}
