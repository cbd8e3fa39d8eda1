using System.Globalization;
using CudaMlp.Training;

namespace CudaMlp.Callbacks;

/// <summary>Writes a line for each epoch to a CSV file: the epoch, its step and its values under a header that names them.</summary>
public sealed class CsvLogger(string path) : Callback
{
    public override void OnEpochEnd(TrainingRun run, EpochReport report)
    {
        // The whole history each time: a resumed training then never doubles a line or leaves one out.
        var names = run.History.Names;
        var lines = run.History.Epochs.Select(e =>
            string.Join(',', [e.Epoch.ToString(), e.Step.ToString(), .. names.Select(n => e[n].ToString("R", CultureInfo.InvariantCulture))]));
        Files.AtomicFile.WriteText(path, string.Join('\n', [string.Join(',', ["epoch", "step", .. names]), .. lines]) + "\n");
    }
}
