using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CudaMlp.Data;

namespace CudaMlp.Tracking.Runs;

/// <summary>What a run's folder tells: run.json, and the epochs of metrics.jsonl.</summary>
public sealed class RunSummary
{
    /// <summary>The file in a run's folder that the process which trains there holds open for itself alone.</summary>
    public const string LockName = ".lock";

    private const long MaximumRecordBytes = 16 << 20;

    /// <summary>A key that stands twice would be found out only where it is looked up.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonObject _json;

    private RunSummary(string folder, JsonObject json) => (Folder, _json) = (folder, json);

    public string Folder { get; }

    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>running, finished, interrupted or failed; killed where the record still says running and no process trains there.</summary>
    public string Status => Text("status") ?? "unknown";

    public DateTimeOffset? StartedAt => DateTimeOffset.TryParse(Text("startedAt"), CultureInfo.InvariantCulture, out var time) ? time : null;

    public double? Seconds => Number(_json["seconds"]);

    /// <summary>Everything in run.json.</summary>
    public JsonObject Record => _json;

    public string Data => Within("data", "name")?.ToString() ?? "";

    public string Architecture => Within("model", "architecture")?.ToString() ?? "";

    /// <summary>Weights and biases of the model, as the record counts them.</summary>
    public string ParameterCount => Within("model", "parameters")?.ToString() ?? "";

    /// <summary>Final metrics: those of the epoch whose weights were saved, and of the test.</summary>
    public IReadOnlyDictionary<string, double> Metrics =>
        _json["metrics"] is JsonObject metrics
            ? metrics.Where(m => Number(m.Value) is not null).ToDictionary(m => m.Key, m => Number(m.Value)!.Value)
            : new Dictionary<string, double>();

    /// <summary>Hyper-parameters as they were asked for.</summary>
    public IReadOnlyDictionary<string, string> Parameters =>
        _json["parameters"] is JsonObject parameters
            ? parameters.Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!.ToString())
            : new Dictionary<string, string>();

    /// <summary>The epoch that was best by the run's monitor, or 0.</summary>
    public int BestEpoch => Within("best", "epoch") is JsonValue value && value.TryGetValue(out int epoch) ? epoch : 0;

    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, "run.json"));

    /// <exception cref="DataException">There is no readable run.json.</exception>
    public static RunSummary Read(string folder)
    {
        var path = Path.Combine(folder, "run.json");
        try
        {
            if (!Directory.Exists(folder))
                throw new DataException(folder, "there is no such run");
            if (!File.Exists(path))
                throw new DataException(folder, "this is no run's folder: it holds no run.json");
            if (new FileInfo(path).Length > MaximumRecordBytes)
                throw new DataException(path, $"it is larger than {MaximumRecordBytes} bytes");
            var run = new RunSummary(folder, Load(path));
            if (run.Status != "running" || IsTraining(folder))
                return run;
            // It may have ended between the two looks.
            run = new RunSummary(folder, Load(path));
            if (run.Status == "running")
                run.Record["status"] = "killed";
            return run;
        }
        catch (JsonException e)
        {
            throw new DataException(path, $"not valid JSON: {FileProblem.OneLine(e.Message)}", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e), inner: e);
        }
    }

    /// <summary>True while a process holds the folder's lock, and where it cannot be told.</summary>
    private static bool IsTraining(string folder)
    {
        try
        {
            using var free = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static JsonObject Load(string path) =>
        JsonNode.Parse(File.ReadAllText(path), documentOptions: Strict) as JsonObject ?? throw new DataException(path, "expected a JSON object");

    /// <summary>The values of every epoch by name, from metrics.jsonl; an epoch without a value has NaN. Lines that are cut off are passed over.</summary>
    public IReadOnlyDictionary<string, double[]> Epochs()
    {
        var path = Path.Combine(Folder, "metrics.jsonl");
        var epochs = new SortedDictionary<int, JsonObject>();
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path))
            {
                // A resumed run repeats the epochs after its checkpoint: the last word on an epoch counts.
                if (Parse(line) is { } json && json["epoch"] is JsonValue number && number.TryGetValue(out int epoch) && epoch is > 0 and < 1_000_000)
                    epochs[epoch] = json;
            }
        }

        var result = new Dictionary<string, double[]>();
        if (epochs.Count == 0)
            return result;
        var length = epochs.Keys.Max();
        foreach (var (epoch, json) in epochs)
        {
            foreach (var (name, value) in json)
            {
                if (Number(value) is not { } figure || name is "epoch" or "step")
                    continue;
                if (!result.TryGetValue(name, out var values))
                {
                    result[name] = values = new double[length];
                    Array.Fill(values, double.NaN);
                }

                values[epoch - 1] = figure;
            }
        }

        return result;
    }

    /// <summary>A line of metrics.jsonl as an object, or null where it is none; lines of steps have no "epoch".</summary>
    private static JsonObject? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null as well where the outer value is no object: people edit these files.</summary>
    private JsonNode? Within(string outer, string name) => (_json[outer] as JsonObject)?[name];

    private string? Text(string name) => _json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : null;
}
