using System.Text.Json;
using System.Text.Json.Nodes;
using CudaMlp.Files;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>
/// What waits to be sent to a server, in a file of the run's folder: a first line that names server and experiment, then a record a line. It is written
/// before anything is sent and deleted when all is sent, so that a run that ends or is killed while the server is away loses nothing. Marks between the
/// records tell which run of the server they belong to and how many are there already: what a killed run left is not sent twice.
/// </summary>
public sealed class MlflowSpool
{
    public const string FileName = "mlflow.jsonl";

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly JsonObject _head;
    private bool _misses;

    private MlflowSpool(string path, JsonObject head) => (_path, _head) = (path, head);

    public string Path => _path;

    /// <summary>Where what an earlier run of the folder had not sent is kept; null where there was nothing.</summary>
    internal string? Earlier { get; private set; }

    /// <summary>The run's folder: artifacts are named within it.</summary>
    internal string Folder => System.IO.Path.GetDirectoryName(_path)!;

    internal Uri Server => new(_head["server"]!.GetValue<string>());

    internal string Experiment => _head["experiment"]!.GetValue<string>();

    internal static MlflowSpool Create(string folder, Uri server, string experiment)
    {
        Directory.CreateDirectory(folder);
        var spool = new MlflowSpool(System.IO.Path.Combine(folder, FileName), new JsonObject { ["server"] = server.ToString(), ["experiment"] = experiment });
        if (File.Exists(spool._path))
        {
            // What an earlier run of this folder left is sent first by Send; here it is kept beside.
            spool.Earlier = spool._path + "." + DateTime.UtcNow.Ticks;
            File.Move(spool._path, spool.Earlier);
        }

        File.WriteAllText(spool._path, spool._head.ToJsonString() + "\n");
        return spool;
    }

    /// <returns>False where the file cannot be written: training does not end for that.</returns>
    internal bool Append(MlflowRecord record)
    {
        try
        {
            lock (_lock)
                File.AppendAllText(_path, record.ToLine() + "\n");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _misses = true;
            return false;
        }
    }

    internal void MarkCreated(string runId) => Append(new MlflowRecord("created", new JsonObject { ["run_id"] = runId }));

    internal void MarkSent(int count)
    {
        // Where a record could not be written, the count would be taken from others.
        if (!_misses)
            Append(new MlflowRecord("sent", new JsonObject { ["count"] = count }));
    }

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
        AtomicFile.WriteText(_path, string.Concat(left.Select(r => r.ToLine()).Prepend(_head.ToJsonString()).Select(line => line + "\n")));
    }

    /// <summary>Sends what waits in the folder of a run that has ended; one that was killed is ended on the server as well.</summary>
    /// <param name="folder">The run's folder. No other process may train in it.</param>
    /// <param name="server">Another address than the one it was meant for, or null.</param>
    /// <param name="say">Takes one line for the user where the server refuses a record, which is then left out; null for nobody.</param>
    /// <returns>Records sent; 0 where nothing waits.</returns>
    /// <exception cref="MlflowException">The server is away or refuses; what is not sent goes on waiting.</exception>
    public static int Send(string folder, Uri? server = null, Action<string>? say = null)
    {
        var sent = 0;
        foreach (var path in Directory.GetFiles(folder, FileName + "*").Where(IsSpool).OrderByDescending(p => p.Length).ThenBy(p => p, StringComparer.Ordinal))
            sent += SendFile(path, server, say ?? (_ => { }));
        return sent;
    }

    /// <summary>mlflow.jsonl, or one that was kept beside it under a number: a copy that a user made is none.</summary>
    private static bool IsSpool(string path) =>
        System.IO.Path.GetFileName(path)[FileName.Length..] is { } rest && (rest.Length == 0 || (rest[0] == '.' && rest[1..].All(char.IsAsciiDigit)));

    private static int SendFile(string path, Uri? server, Action<string> say)
    {
        var lines = File.ReadAllLines(path);
        var head = MlflowRecord.ParseObject(lines.FirstOrDefault() ?? "");
        if (!Uri.TryCreate(head?["server"]?.ToString(), UriKind.Absolute, out _) || head?["experiment"]?.GetValueKind() != JsonValueKind.String)
            throw new MlflowException($"{path}: the first line names no server and experiment", isAway: false);
        var spool = new MlflowSpool(path, head);
        using var client = new MlflowClient(server ?? spool.Server, spool.Experiment) { RunId = head["runId"]?.ToString() };
        var outbox = new MlflowOutbox(client, spool, say);
        Fill(outbox.Waiting, lines.Skip(1).Select(MlflowRecord.Parse).OfType<MlflowRecord>(), File.GetLastWriteTimeUtc(path), client);
        var sent = 0;
        try
        {
            while (outbox.Waiting.Count > 0)
                sent += outbox.SendNext(CancellationToken.None).GetAwaiter().GetResult();
        }
        finally
        {
            spool.Keep(client.RunId, outbox.Waiting);
        }

        return sent;
    }

    private static void Fill(Queue<MlflowRecord> waiting, IEnumerable<MlflowRecord> records, DateTime lastWritten, MlflowClient client)
    {
        var hasEnd = false;
        foreach (var record in records)
        {
            switch (record.Kind)
            {
                case "created":
                    client.RunId = record.Body["run_id"]?.ToString();
                    break;
                case "sent":
                    for (var i = record.Body["count"] is JsonValue value && value.TryGetValue(out int count) ? count : 0; i > 0; i--)
                        waiting.TryDequeue(out _);
                    break;
                default:
                    hasEnd |= record.Kind is "update" or "artifact";
                    waiting.Enqueue(record);
                    break;
            }
        }

        // It was killed: without a word it would be running on the server for ever.
        if (!hasEnd)
            waiting.Enqueue(MlflowRecord.End("KILLED", new DateTimeOffset(lastWritten)));
    }
}
