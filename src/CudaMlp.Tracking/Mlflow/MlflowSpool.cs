using System.Text.Json.Nodes;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>
/// What waits to be sent to a server, in a file of the run's folder: a first line that names server and experiment, then a record a line. It is written
/// before anything is sent and deleted when all is sent, so that a run that ends or is killed while the server is away loses nothing.
/// </summary>
public sealed class MlflowSpool
{
    public const string FileName = "mlflow.jsonl";

    private readonly string _path;
    private readonly JsonObject _head;

    private MlflowSpool(string path, JsonObject head) => (_path, _head) = (path, head);

    public string Path => _path;

    internal Uri Server => new(_head["server"]!.GetValue<string>());

    internal string Experiment => _head["experiment"]!.GetValue<string>();

    internal string? RunId => _head["runId"]?.GetValue<string>();

    internal static MlflowSpool Create(string folder, Uri server, string experiment)
    {
        Directory.CreateDirectory(folder);
        var spool = new MlflowSpool(System.IO.Path.Combine(folder, FileName), new JsonObject { ["server"] = server.ToString(), ["experiment"] = experiment });
        if (File.Exists(spool._path))
            // What an earlier run of this folder left is sent first by Send; here it is kept beside.
            File.Move(spool._path, spool._path + "." + DateTime.UtcNow.Ticks);
        File.WriteAllText(spool._path, spool._head.ToJsonString() + "\n");
        return spool;
    }

    internal void Append(MlflowRecord record) => File.AppendAllText(_path, record.ToLine() + "\n");

    /// <summary>Keeps what is not sent yet, or deletes the file where nothing is left.</summary>
    internal void Keep(string? runId, IReadOnlyCollection<MlflowRecord> left)
    {
        if (left.Count == 0)
        {
            File.Delete(_path);
            return;
        }

        if (runId is not null)
            _head["runId"] = runId;
        var temporary = _path + ".tmp";
        File.WriteAllLines(temporary, [_head.ToJsonString(), .. left.Select(r => r.ToLine())]);
        File.Move(temporary, _path, overwrite: true);
    }

    /// <summary>Sends what waits in a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="server">Another server than the one it was meant for, or null.</param>
    /// <returns>Records sent; 0 where nothing waits.</returns>
    /// <exception cref="MlflowException">The server is away or refuses; what is not sent goes on waiting.</exception>
    public static int Send(string folder, Uri? server = null)
    {
        var sent = 0;
        foreach (var path in Directory.GetFiles(folder, FileName + "*").Where(p => !p.EndsWith(".tmp", StringComparison.Ordinal)).OrderByDescending(p => p.Length).ThenBy(p => p, StringComparer.Ordinal))
            sent += SendFile(path, server);
        return sent;
    }

    private static int SendFile(string path, Uri? server)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || JsonNode.Parse(lines[0]) is not JsonObject head || head["server"] is null || head["experiment"] is null)
            throw new MlflowException($"{path}: the first line names no server and experiment", isAway: false);
        var spool = new MlflowSpool(path, head);
        var left = new Queue<MlflowRecord>(lines.Skip(1).Select(MlflowRecord.Parse).OfType<MlflowRecord>());
        var sent = 0;
        using var client = new MlflowClient(server ?? spool.Server, spool.Experiment) { RunId = spool.RunId };
        try
        {
            while (left.TryPeek(out var record))
            {
                client.Send(record, CancellationToken.None).GetAwaiter().GetResult();
                left.Dequeue();
                sent++;
            }
        }
        finally
        {
            spool.Keep(client.RunId, left);
        }

        return sent;
    }
}
