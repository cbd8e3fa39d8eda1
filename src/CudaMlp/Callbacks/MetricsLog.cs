using System.Text;
using System.Text.Json;
using CudaMlp.Data;
using CudaMlp.Training;

namespace CudaMlp.Callbacks;

/// <summary>
/// metrics.jsonl: one JSON object a line, {"step":…,"loss":…} at log steps and {"epoch":…,"step":…,"loss":…,"val_loss":…,"seconds":…} after epochs.
/// A resumed training drops the lines that lie beyond the checkpoint it starts from.
/// </summary>
public sealed class MetricsLog(string path) : Callback, IDisposable
{
    private FileStream? _file;

    public override bool WantsProgress => true;

    public override void OnTrainBegin(TrainingRun run) => Guard(() =>
    {
        var kept = KeptLength(run.StepsDone, run.Progress.Epoch);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _file.SetLength(kept);
        _file.Position = kept;
    });

    public override void OnProgress(TrainingRun run, in ProgressReport report)
    {
        if (!report.IsLogStep)
            return;
        var (step, loss, accuracy, rate) = (report.Step, report.Loss, report.Accuracy, report.LearningRate);
        var classifier = run.Plan.Loss.Kind == Losses.LossKind.SoftmaxCrossEntropy;
        Append(json =>
        {
            json.WriteNumber("step", step);
            Write(json, "loss", loss);
            if (classifier)
                Write(json, "accuracy", accuracy);
            Write(json, "learning_rate", rate);
        });
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report) => Append(json =>
    {
        json.WriteNumber("epoch", report.Epoch);
        json.WriteNumber("step", report.Step);
        foreach (var (name, value) in report.Values)
            Write(json, name, value);
        Write(json, "seconds", Math.Round(report.Seconds, 4));
        Write(json, "samples_per_second", Math.Round(report.SamplesPerSecond, 1));
    });

    public override void OnTrainEnd(TrainingRun run) => Dispose();

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private void Append(Action<Utf8JsonWriter> write) => Guard(() =>
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        // One write a line: a kill leaves whole lines, and a torn last one is dropped on resume.
        _file?.Write(line.GetBuffer(), 0, (int)line.Length);
        _file?.Flush();
    });

    /// <summary>Bytes of the lines up to a step: those of later steps, later epochs, and a torn last line go.</summary>
    private long KeptLength(long step, int epoch)
    {
        if (step == 0 || !File.Exists(path))
            return 0;
        long kept = 0;
        foreach (var line in Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split('\n')[..^1])
        {
            if (!IsWithin(line, step, epoch))
                break;
            kept += Encoding.UTF8.GetByteCount(line) + 1;
        }

        return kept;
    }

    private static bool IsWithin(string line, long step, int epoch)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("step").GetInt64() <= step
                && (!json.RootElement.TryGetProperty("epoch", out var e) || e.GetInt32() <= epoch);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, $"cannot be written: {FileProblem.Describe(e)}", inner: e);
        }
    }
}
