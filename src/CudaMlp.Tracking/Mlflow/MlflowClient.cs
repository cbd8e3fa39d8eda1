using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>What an MLflow server answers with that is no success, or that it could not be reached.</summary>
public sealed class MlflowException(string message, bool isAway, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where trying again later may help: no answer, a time-out, or a 5xx or 429.</summary>
    public bool IsAway { get; } = isAway;
}

/// <summary>The few requests of MLflow's REST API 2.0 (https://mlflow.org/docs/latest/rest-api.html) that a training run needs.</summary>
internal sealed class MlflowClient : IDisposable
{
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly string _experiment;
    private string? _artifactPath;

    public MlflowClient(Uri server, string experiment)
    {
        _experiment = experiment;
        _http = new HttpClient { BaseAddress = new Uri(server.ToString().TrimEnd('/') + "/"), Timeout = RequestTime };
        // MLflow's own environment variables for servers behind a login.
        if (Environment.GetEnvironmentVariable("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else if (Environment.GetEnvironmentVariable("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } user)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Environment.GetEnvironmentVariable("MLFLOW_TRACKING_PASSWORD")}")));
    }

    /// <summary>The run's number on the server; null until it is created or taken up again.</summary>
    public string? RunId { get; set; }

    /// <exception cref="MlflowException">It was not taken.</exception>
    public async Task Send(MlflowRecord record, CancellationToken cancellation)
    {
        switch (record.Kind)
        {
            case "create":
                await Create(record.Body, cancellation).ConfigureAwait(false);
                break;
            case "artifact":
                await Upload(record.Body["path"]!.GetValue<string>(), record.Body["name"]!.GetValue<string>(), cancellation).ConfigureAwait(false);
                break;
            default:
                var body = record.Body.DeepClone().AsObject();
                body["run_id"] = RunId;
                await Post(record.Kind == "batch" ? "runs/log-batch" : "runs/update", body, cancellation).ConfigureAwait(false);
                break;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task Create(JsonObject body, CancellationToken cancellation)
    {
        var request = body.DeepClone().AsObject();
        request["experiment_id"] = await ExperimentId(cancellation).ConfigureAwait(false);
        var answer = await Post("runs/create", request, cancellation).ConfigureAwait(false);
        RunId = answer["run"]?["info"]?["run_id"]?.GetValue<string>() ?? throw new MlflowException("the server's answer to runs/create names no run", isAway: false);
        KeepArtifactPath(answer);
    }

    private async Task<string> ExperimentId(CancellationToken cancellation)
    {
        const string Prefix = "api/2.0/mlflow/experiments/";
        var found = await Request(HttpMethod.Get, Prefix + "get-by-name?experiment_name=" + Uri.EscapeDataString(_experiment), null, cancellation, mayBeMissing: true).ConfigureAwait(false);
        if (found?["experiment"]?["experiment_id"]?.GetValue<string>() is { } id)
            return id;
        var created = await Post("experiments/create", new JsonObject { ["name"] = _experiment }, cancellation).ConfigureAwait(false);
        return created["experiment_id"]?.GetValue<string>() ?? throw new MlflowException("the server's answer to experiments/create names no experiment", isAway: false);
    }

    private async Task Upload(string path, string name, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            return;
        if (_artifactPath is null)
            KeepArtifactPath((await Request(HttpMethod.Get, "api/2.0/mlflow/runs/get?run_id=" + RunId, null, cancellation).ConfigureAwait(false))!);
        if (_artifactPath is null)
            throw new MlflowException("the server keeps artifacts outside itself; start it with --serve-artifacts to receive them", isAway: false);
        using var content = new StreamContent(File.OpenRead(path));
        await Request(HttpMethod.Put, $"api/2.0/mlflow-artifacts/artifacts/{_artifactPath}/{Uri.EscapeDataString(name)}", content, cancellation).ConfigureAwait(false);
    }

    private void KeepArtifactPath(JsonObject answer)
    {
        const string Scheme = "mlflow-artifacts:/";
        var uri = answer["run"]?["info"]?["artifact_uri"]?.GetValue<string>();
        _artifactPath = uri is not null && uri.StartsWith(Scheme, StringComparison.Ordinal) ? uri[Scheme.Length..].Trim('/') : null;
    }

    private async Task<JsonObject> Post(string method, JsonObject body, CancellationToken cancellation)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return (await Request(HttpMethod.Post, "api/2.0/mlflow/" + method, content, cancellation).ConfigureAwait(false))!;
    }

    private async Task<JsonObject?> Request(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation, bool mayBeMissing = false)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? [];
            var status = (int)response.StatusCode;
            if (status == 404 && mayBeMissing)
                return null;
            throw new MlflowException($"{path.Split('?')[0]} answered {status}: {text[..Math.Min(200, text.Length)].ReplaceLineEndings(" ")}", status >= 500 || status == 429);
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new MlflowException(e is TaskCanceledException ? $"no answer within {RequestTime.TotalSeconds} s" : e.Message, isAway: true, e);
        }
    }
}
