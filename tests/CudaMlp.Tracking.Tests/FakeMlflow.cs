using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CudaMlp.Tracking.Tests;

/// <summary>
/// A server on loopback that answers MLflow's REST requests as its documentation says, keeps what it was sent, and refuses with 400 what the real one
/// refuses: more than a batch may hold, names and values that are too long, parameters that change, runs it does not know.
/// </summary>
internal sealed partial class FakeMlflow : IDisposable
{
    private const string Artifact = "/api/2.0/mlflow-artifacts/artifacts/";
    private const string Api = "/api/2.0/mlflow/";
    private const int MostBytes = 1_000_000;

    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private readonly Dictionary<string, string> _parameters = [];
    private bool _hasExperiment;

    public FakeMlflow(int port = 0)
    {
        Port = port > 0 ? port : FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _loop = Task.Run(Answer);
    }

    public int Port { get; }

    public Uri Uri => new($"http://127.0.0.1:{Port}");

    /// <summary>Where it says that a run's files are kept.</summary>
    public string ArtifactUri { get; init; } = "mlflow-artifacts:/5/abc/artifacts";

    /// <summary>What every request has to wait for.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The header that lets a request in; null for an open door.</summary>
    public string? Login { get; set; }

    /// <summary>False for a server started with --no-serve-artifacts.</summary>
    public bool ServesArtifacts { get; init; } = true;

    /// <summary>Looks at a metric and refuses the batch where it says so.</summary>
    public Func<JsonNode, bool> Refuses { get; init; } = _ => false;

    /// <summary>Path after the interface's own with the body, in the order of arrival; what was refused is among <see cref="Refused"/> instead.</summary>
    public ConcurrentQueue<(string Path, JsonObject Body)> Requests { get; } = new();

    public ConcurrentQueue<string> Refused { get; } = new();

    public ConcurrentDictionary<string, byte[]> Artifacts { get; } = new();

    /// <summary>Key, step and value of every metric, in the order of arrival.</summary>
    public IEnumerable<(string Key, long Step, double Value)> Metrics =>
        Requests.SelectMany(r => r.Body["metrics"] as JsonArray ?? []).Select(m => (m!["key"]!.ToString(), m["step"]!.GetValue<long>(), m["value"]!.GetValue<double>()));

    public static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _listener.Stop();
        _loop.Wait();
        _listener.Close();
    }

    private async Task Answer()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var memory = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(memory);
            await Task.Delay(Delay);
            var (status, answer) = Login is null || context.Request.Headers["Authorization"] == Login
                ? Reply(context.Request, memory.ToArray())
                : (401, "You are not authenticated.");
            if (status >= 400 && status != 404)
                Refused.Enqueue($"{context.Request.RawUrl}: {answer}");
            try
            {
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Whoever asked has not waited.
            }
        }
    }

    private (int, string) Reply(HttpListenerRequest request, byte[] body)
    {
        var path = request.Url!.AbsolutePath;
        if (path.StartsWith(Artifact, StringComparison.Ordinal))
            return Keep(request.HttpMethod, Uri.UnescapeDataString(path[Artifact.Length..]), body);
        if (!path.StartsWith(Api, StringComparison.Ordinal))
            return (404, "<!doctype html>Not Found");
        var method = path[Api.Length..];
        var isGet = method is "experiments/get-by-name" or "runs/get";
        if (request.HttpMethod != (isGet ? "GET" : "POST"))
            return (405, "Method Not Allowed");
        if (!isGet && request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
            return (400, Error("BAD_REQUEST", "the content type is not application/json"));
        var json = body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : [];
        if (Fault(method, request, json, body.Length) is { } fault)
            return fault;
        Requests.Enqueue((method, json));
        var run = new JsonObject { ["run"] = new JsonObject { ["info"] = new JsonObject { ["run_id"] = "abc", ["artifact_uri"] = ArtifactUri } } };
        switch (method)
        {
            case "experiments/get-by-name":
                return _hasExperiment ? (200, """{"experiment":{"experiment_id":"5"}}""") : (404, Error("RESOURCE_DOES_NOT_EXIST", "no experiment"));
            case "experiments/create":
                _hasExperiment = true;
                return (200, """{"experiment_id":"5"}""");
            case "runs/create" or "runs/get":
                return (200, run.ToJsonString());
            default:
                return (200, "{}");
        }
    }

    private (int, string) Keep(string method, string path, byte[] body)
    {
        if (!ServesArtifacts)
            return (503, "Endpoint disabled due to the mlflow server running with `--no-serve-artifacts`.");
        if (method != "PUT")
            return (405, "Method Not Allowed");
        if (path.Split('/').Any(p => p is "" or "." or ".."))
            return (400, Error("INVALID_PARAMETER_VALUE", "Invalid path"));
        Artifacts[path] = body;
        return (200, "{}");
    }

    private (int, string)? Fault(string method, HttpListenerRequest request, JsonObject json, int bytes)
    {
        (int, string) Bad(string why) => (400, Error("INVALID_PARAMETER_VALUE", why));
        JsonObject[] Of(string name) => [.. (json[name] as JsonArray ?? []).Select(n => n!.AsObject())];
        var id = method == "runs/get" ? request.QueryString["run_id"] : json["run_id"]?.ToString();
        if (method is "runs/get" or "runs/log-batch" or "runs/update" && id != "abc")
            return (404, Error("RESOURCE_DOES_NOT_EXIST", $"no run {id}"));
        var (metrics, parameters, tags) = (Of("metrics"), Of("params"), Of("tags"));
        switch (method)
        {
            case "experiments/create" when _hasExperiment:
                return (400, Error("RESOURCE_ALREADY_EXISTS", "it exists"));
            case "experiments/create" when string.IsNullOrEmpty(json["name"]?.ToString()):
            case "runs/create" when json["experiment_id"]?.ToString() != "5" || json["start_time"] is null:
                return Bad("a field is missing");
            case "runs/update" when json["status"]?.ToString() is not ("RUNNING" or "SCHEDULED" or "FINISHED" or "FAILED" or "KILLED"):
                return Bad("no such status");
            case "runs/log-batch" when bytes > MostBytes || metrics.Length > 1000 || parameters.Length > 100 || tags.Length > 100 || metrics.Length + parameters.Length + tags.Length > 1000:
                return Bad("A batch logging request can contain at most 1000 metrics, 100 params, 100 tags, 1000 items and 1 MB");
        }

        foreach (var item in metrics.Concat(parameters).Concat(tags))
        {
            if (item["key"]?.ToString() is not { Length: > 0 and <= 250 } key || !Names().IsMatch(key))
                return Bad("Invalid name");
        }

        if (metrics.FirstOrDefault(m => m["value"]?.GetValueKind() != System.Text.Json.JsonValueKind.Number || m["timestamp"] is null || Refuses(m)) is { } metric)
            return Bad($"Invalid metric {metric["key"]}");
        if (tags.Any(t => t["value"]!.ToString().Length > 5000) || parameters.Any(p => p["value"]!.ToString().Length > 500))
            return Bad("Value too long");
        foreach (var parameter in parameters)
        {
            var (key, value) = (parameter["key"]!.ToString(), parameter["value"]!.ToString());
            if (_parameters.TryGetValue(key, out var had) && had != value)
                return Bad($"Changing param values is not allowed: {key}");
            _parameters[key] = value;
        }

        return null;
    }

    private static string Error(string code, string message) => new JsonObject { ["error_code"] = code, ["message"] = message }.ToJsonString();

    [GeneratedRegex(@"^[/\w.\- ]*$")]
    private static partial Regex Names();
}
