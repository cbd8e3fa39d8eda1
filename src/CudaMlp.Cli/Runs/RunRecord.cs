using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Metrics;
using CudaMlp.Tracking.Mlflow;
using CudaMlp.Tracking.Runs;
using CudaMlp.Training;

namespace CudaMlp.Cli.Runs;

/// <summary>run.json: what was asked for, on which code and machine, and what came of it.</summary>
internal sealed class RunRecord
{
    private readonly JsonObject _json;
    private readonly string _path;
    private readonly double _earlierSeconds;
    private readonly string? _monitor;

    /// <param name="asked">The flags as they were given, see <see cref="RunFlags.Asked"/>.</param>
    /// <param name="earlier">The record of the run that is resumed: what it was begun with stays in force.</param>
    public RunRecord(
        RunFolder folder, TrainOptions options, JsonObject asked, RunSummary? earlier, Sequential model, TrainingRows rows, string data, IDevice device)
    {
        (_path, _earlierSeconds, _monitor) = (folder.Record, earlier?.Seconds ?? 0, options.Monitor);
        var begun = earlier?.Record["asked"]?.DeepClone() as JsonObject ?? [];
        foreach (var (flag, value) in asked)
            begun[flag] = value!.DeepClone();
        _json = new JsonObject
        {
            ["format"] = 1,
            ["name"] = Path.GetFileName(Path.GetFullPath(folder.Path)),
            ["command"] = "train",
            ["status"] = "running",
            ["startedAt"] = earlier?.Record["startedAt"]?.DeepClone() ?? DateTimeOffset.Now.ToString("yyyy-MM-ddTHH:mm:sszzz"),
            ["data"] = new JsonObject { ["name"] = data, ["trainingRows"] = rows.Training, ["validationRows"] = rows.Validation, ["testRows"] = rows.Test },
            ["model"] = new JsonObject
            {
                ["architecture"] = model.Architecture!.ToString(),
                ["parameters"] = model.Architecture.Parameters.Count,
                ["precision"] = Model.ModelNames.Precisions.NameOf(model.Precision),
            },
            // Of a process that is killed it is all that stands there for the next.
            ["seconds"] = _earlierSeconds,
            ["asked"] = begun,
            ["parameters"] = OptionFile.ToJson(options),
            ["device"] = MachineRecord.Of(device),
            ["code"] = CodeVersion.Read(),
            ["environment"] = MachineRecord.Read(),
        };
    }

    /// <summary>Writes the record as it stands.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Write() => OptionFile.Write(_path, _json);

    /// <summary>Tells an MLflow server what this record holds, and goes on telling it.</summary>
    public MlflowCallback OpenMlflow(Uri server, string? experiment, RunFolder folder, Action<string> say) => new(
        server, experiment ?? "cudamlp", folder.Path, (string)_json["name"]!, Pairs("parameters"),
        [.. Pairs("code"), .. Pairs("environment"), .. Pairs("device", "device."), .. Pairs("data", "data."), .. Pairs("model", "model."), .. ShownByMlflow()], say);

    private IEnumerable<KeyValuePair<string, string>> Pairs(string section, string prefix = "") =>
        _json[section]!.AsObject().Where(p => p.Value is not null).Select(p => KeyValuePair.Create(prefix + p.Key, p.Value!.ToString()));

    /// <summary>Tags under the names by which MLflow's pages show source and version.</summary>
    private IEnumerable<KeyValuePair<string, string>> ShownByMlflow()
    {
        yield return new("mlflow.source.name", "cudamlp train");
        yield return new("mlflow.source.type", "LOCAL");
        if (_json["code"]!["commit"] is { } commit)
            yield return new("mlflow.source.git.commit", commit.ToString());
        if (_json["code"]!["branch"] is { } branch)
            yield return new("mlflow.source.git.branch", branch.ToString());
    }

    /// <summary>Writes down why the run failed, if that can be written: the error itself is reported by who threw it.</summary>
    public void Fail(TrainingProgress progress, double seconds, Evaluation? test, string error)
    {
        try
        {
            Finish("failed", progress, seconds, test, FileProblem.OneLine(error));
        }
        catch (DataException)
        {
            // A full disk is a likely reason for being here.
        }
    }

    public void Finish(string status, TrainingProgress progress, double seconds, Evaluation? test, string? error = null)
    {
        _json["status"] = status;
        _json["finishedAt"] = DateTimeOffset.Now.ToString("yyyy-MM-ddTHH:mm:sszzz");
        _json["seconds"] = Math.Round(_earlierSeconds + seconds, 3);
        _json["epochs"] = progress.Epoch;
        if (progress.StopReason is { } reason)
            _json["stopReason"] = reason;
        if (error is not null)
            _json["error"] = error;
        var metrics = new JsonObject();
        // Of the weights that were saved, as those of the test are.
        if (progress.EpochOfWeights is { } epoch)
            Add(metrics, epoch.Values, "");
        if (test is not null)
            Add(metrics, test.Values, "test_");
        _json["metrics"] = metrics;
        // By what --best and early stopping watch: the epoch named here is the one that they kept.
        var monitor = MonitoredMetric.Of(_monitor ?? (progress.History.Names.Contains("val_loss") ? "val_loss" : "loss"));
        if (progress.History.Best(monitor) is { } best)
            _json["best"] = new JsonObject { ["epoch"] = best.Epoch, ["monitor"] = monitor.Name, ["value"] = best[monitor.Name] };
        Write();
    }

    private static void Add(JsonObject to, IEnumerable<KeyValuePair<string, double>> values, string prefix)
    {
        foreach (var (name, value) in values)
            to[prefix + name] = double.IsFinite(value) ? value : null;
    }
}

/// <summary>Rows of the three parts.</summary>
internal readonly record struct TrainingRows(long Training, long Validation, long Test);
