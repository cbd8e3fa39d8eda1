using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>The few requests of MLflow's REST API 2.0 (https://mlflow.org/docs/latest/rest-api.html) that a training run needs.</summary>
internal sealed class MlflowClient : IDisposable
{
    private const string Api = "api/2.0/mlflow/";
    private const string Artifacts = "api/2.0/mlflow-artifacts/artifacts/";

    /// <summary>The slowest line on which a file is still given its time.</summary>
    private const double LeastBytesPerSecond = 100_000;

    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly string _experiment;
    private string? _artifactUri;

    public MlflowClient(Uri server, string experiment)
    {
        _experiment = experiment;
        // How long a request may take depends on what it carries: see Request.
        _http = new HttpClient { BaseAddress = new Uri(server.ToString().TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 16 << 20 };
        // MLflow's own environment variables for servers behind a login; of a name and a token its own client takes the name.
        static string? Variable(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;
        if (Variable("MLFLOW_TRACKING_USERNAME") is { } user && Variable("MLFLOW_TRACKING_PASSWORD") is { } password)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        else if (Variable("MLFLOW_TRACKING_TOKEN") is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The run's number on the server; null until it is created or taken up again.</summary>
    public string? RunId { get; set; }

    /// <param name="record">What to send.</param>
    /// <param name="folder">The run's, in which an artifact lies.</param>
    /// <param name="cancellation">Gives the request up.</param>
    /// <exception cref="MlflowException">It was not taken.</exception>
    public async Task Send(MlflowRecord record, string folder, CancellationToken cancellation)
    {
        switch (record.Kind)
        {
            case "create":
                await Create(record.Body, cancellation).ConfigureAwait(false);
                break;
            case "artifact":
                await Upload(folder, Text(record.Body, "name") ?? "", cancellation).ConfigureAwait(false);
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
        RunId = Text(answer, "run", "info", "run_id") ?? throw new MlflowException("the server's answer to runs/create names no run", isAway: false);
        _artifactUri = Text(answer, "run", "info", "artifact_uri");
    }

    private async Task<string> ExperimentId(CancellationToken cancellation)
    {
        if (await Find().ConfigureAwait(false) is { } found)
            return found;
        try
        {
            var created = await Post("experiments/create", new JsonObject { ["name"] = _experiment }, cancellation).ConfigureAwait(false);
            return Text(created, "experiment_id") ?? throw new MlflowException("the server's answer to experiments/create names no experiment", isAway: false);
        }
        catch (MlflowException e) when (e.IsOfRecord)
        {
            // Of two runs that begin at once, one is told that the other has made it.
            return await Find().ConfigureAwait(false) ?? throw new MlflowException(e.Message, isAway: false, e);
        }

        async Task<string?> Find()
        {
            var answer = await Request(HttpMethod.Get, Api + "experiments/get-by-name?experiment_name=" + Uri.EscapeDataString(_experiment), null, cancellation, mayBeMissing: true).ConfigureAwait(false);
            return answer is null ? null : Text(answer, "experiment", "experiment_id");
        }
    }

    /// <summary>
    /// By the artifact interface of the server itself. A run whose files lie elsewhere (a folder, S3) has an address that only clients with the rights there can write to.
    /// </summary>
    private async Task Upload(string folder, string name, CancellationToken cancellation)
    {
        _artifactUri ??= Text((await Request(HttpMethod.Get, Api + "runs/get?run_id=" + RunId, null, cancellation).ConfigureAwait(false))!, "run", "info", "artifact_uri") ?? "";
        if (!Uri.TryCreate(_artifactUri, UriKind.Absolute, out var uri) || uri.Scheme != "mlflow-artifacts" || (uri.Authority.Length > 0 && uri.Authority != _http.BaseAddress!.Authority))
        {
            throw new MlflowException(
                $"files are not sent: the server has them kept at {_artifactUri}, not by itself (mlflow server --serve-artifacts); they are in {folder}", isAway: false)
            {
                IsOfRecord = true,
            };
        }

        var file = Open(Path.Combine(folder, name));
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var address = $"{Artifacts}{uri.AbsolutePath.Trim('/')}/{Uri.EscapeDataString(name)}";
        await Request(HttpMethod.Put, address, content, cancellation, bytes: file.Length).ConfigureAwait(false);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MlflowException($"{path} is not sent: {Data.FileProblem.Describe(e)}", isAway: false, e) { IsOfRecord = true };
        }
    }

    private async Task<JsonObject> Post(string method, JsonObject body, CancellationToken cancellation)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return (await Request(HttpMethod.Post, Api + method, content, cancellation).ConfigureAwait(false))!;
    }

    private async Task<JsonObject?> Request(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation, bool mayBeMissing = false, long bytes = 0)
    {
        var time = RequestTime + TimeSpan.FromSeconds(bytes / LeastBytesPerSecond);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? [];
            if (response.StatusCode == HttpStatusCode.NotFound && mayBeMissing)
                return null;
            throw Refusal(method == HttpMethod.Put, new Uri(_http.BaseAddress!, path.Split('?')[0]), response.StatusCode, text);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var why = e is OperationCanceledException ? $"no answer within {time.TotalSeconds:0} s" : e is JsonException ? "its answer is no JSON: this is no MLflow server" : e.Message;
            throw new MlflowException($"{_http.BaseAddress}: {why}", isAway: true, e);
        }
    }

    private static MlflowException Refusal(bool isFile, Uri address, HttpStatusCode status, string answer)
    {
        // 503 is also what a server says that was told not to take files: it will say so for ever.
        var never = isFile && answer.Contains("disabled", StringComparison.OrdinalIgnoreCase);
        var hint = status is HttpStatusCode.Unauthorized ? "; MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, tell it who you are" : "";
        var away = (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        return new MlflowException($"{address} answered {(int)status}: {answer[..Math.Min(200, answer.Length)].ReplaceLineEndings(" ")}{hint}", away && !never)
        {
            IsOfRecord = never || status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge,
        };
    }

    /// <summary>A text within objects; null where the answer has another shape.</summary>
    private static string? Text(JsonObject answer, params ReadOnlySpan<string> names)
    {
        JsonNode? node = answer;
        foreach (var name in names)
            node = (node as JsonObject)?[name];
        return (node as JsonValue)?.ToString();
    }
}
