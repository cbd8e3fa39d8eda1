using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace CudaMlp.Tracking.Tests;

/// <summary>A server on loopback that answers MLflow's REST requests as its documentation says and keeps what it was sent.</summary>
internal sealed class FakeMlflow : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public FakeMlflow(int port = 0)
    {
        Port = port > 0 ? port : FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _loop = Task.Run(Answer);
    }

    public int Port { get; }

    public Uri Uri => new($"http://127.0.0.1:{Port}");

    /// <summary>Method and path with the body, in the order of arrival.</summary>
    public ConcurrentQueue<(string Path, JsonObject Body)> Requests { get; } = new();

    public ConcurrentDictionary<string, byte[]> Artifacts { get; } = new();

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
            var path = context.Request.Url!.AbsolutePath;
            var (status, answer) = Reply(path, memory.ToArray());
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }

    private (int, string) Reply(string path, byte[] body)
    {
        if (path.StartsWith("/api/2.0/mlflow-artifacts/artifacts/", StringComparison.Ordinal))
        {
            Artifacts[path["/api/2.0/mlflow-artifacts/artifacts/".Length..]] = body;
            return (200, "{}");
        }

        var json = body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : [];
        Requests.Enqueue((path["/api/2.0/mlflow/".Length..], json));
        return path switch
        {
            "/api/2.0/mlflow/experiments/get-by-name" => (404, """{"error_code":"RESOURCE_DOES_NOT_EXIST"}"""),
            "/api/2.0/mlflow/experiments/create" => (200, """{"experiment_id":"5"}"""),
            "/api/2.0/mlflow/runs/create" => (200, """{"run":{"info":{"run_id":"abc","artifact_uri":"mlflow-artifacts:/5/abc/artifacts"}}}"""),
            _ => (200, "{}"),
        };
    }
}
