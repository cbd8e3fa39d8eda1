using System.Text.Json.Nodes;
using System.Threading.Channels;
using CudaMlp.Training;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>
/// Tells an MLflow server of a training: parameters, tags, metrics of steps and epochs, the outcome, and files. Training never waits for it: everything is
/// written to a spool file and sent from a thread of its own. When the server is away it is said once and tried again with growing
/// pauses; what has not been sent at the end stays in the spool for later.
/// </summary>
public sealed class MlflowCallback : Callback, IDisposable
{
    private const int MostMetricsInBatch = 1000;
    private const int MostParametersInBatch = 100;
    private const int MostCharactersOfParameter = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly Channel<MlflowRecord> _queue = Channel.CreateUnbounded<MlflowRecord>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<MlflowRecord> _left = new();
    private readonly MlflowSpool _spool;
    private readonly MlflowClient _client;
    private readonly Action<string> _say;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sender;
    private bool _ended;

    /// <param name="server">For example http://localhost:5000.</param>
    /// <param name="experiment">Created where the server does not know it.</param>
    /// <param name="runFolder">Where the spool lies.</param>
    /// <param name="runName">The run's name on the server.</param>
    /// <param name="parameters">Hyper-parameters.</param>
    /// <param name="tags">Code version, environment and the like.</param>
    /// <param name="say">Takes one line for the user when the server is away, comes back, or refuses.</param>
    /// <param name="patience">How long <see cref="Dispose"/> waits for what is still to be sent; 3 s by default.</param>
    public MlflowCallback(
        Uri server, string experiment, string runFolder, string runName, IEnumerable<KeyValuePair<string, string>> parameters, IEnumerable<KeyValuePair<string, string>> tags, Action<string> say, TimeSpan? patience = null)
    {
        (_say, _patience) = (say, patience ?? TimeSpan.FromSeconds(3));
        _spool = MlflowSpool.Create(runFolder, server, experiment);
        _client = new MlflowClient(server, experiment);
        Add("create", new JsonObject { ["run_name"] = runName, ["start_time"] = Now, ["tags"] = Pairs(tags) });
        foreach (var some in parameters.Chunk(MostParametersInBatch))
            Add("batch", new JsonObject { ["params"] = Pairs(some) });
        _sender = Task.Run(Work);
    }

    public override bool WantsProgress => true;

    public override void OnProgress(TrainingRun run, in ProgressReport report)
    {
        if (report.IsLogStep)
            Log(report.Step, [new("batch_loss", report.Loss), new("batch_accuracy", report.Accuracy), new("learning_rate", report.LearningRate)]);
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report) => Log(report.Epoch, report.Values);

    /// <summary>Metrics at a step or epoch; values that are not finite are left out, as the server refuses them.</summary>
    public void Log(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        foreach (var some in values.Where(v => double.IsFinite(v.Value)).Chunk(MostMetricsInBatch))
        {
            Add("batch", new JsonObject
            {
                ["metrics"] = new JsonArray([.. some.Select(v => (JsonNode)new JsonObject { ["key"] = v.Key, ["value"] = v.Value, ["timestamp"] = Now, ["step"] = step })]),
            });
        }
    }

    /// <summary>A file to upload at its turn; it must still be there then.</summary>
    public void AddArtifact(string path) =>
        Add("artifact", new JsonObject { ["path"] = Path.GetFullPath(path), ["name"] = Path.GetFileName(path) });

    /// <summary>How the run ended: FINISHED, FAILED or KILLED, MLflow's words.</summary>
    public void End(string status)
    {
        if (_ended)
            return;
        _ended = true;
        Add("update", new JsonObject { ["status"] = status, ["end_time"] = Now });
    }

    /// <summary>Waits a little for what is still to be sent; the rest stays in the spool and is said.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        if (!_sender.Wait(_patience))
        {
            _stop.Cancel();
            _sender.Wait();
        }

        while (_queue.Reader.TryRead(out var record))
            _left.Enqueue(record);
        _spool.Keep(_client.RunId, _left);
        if (_left.Count > 0)
            _say($"MLflow: {_left.Count} records wait in {_spool.Path}; send them with: cudamlp runs sync {Path.GetDirectoryName(_spool.Path)}");
        _client.Dispose();
        _stop.Dispose();
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static JsonArray Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new([.. pairs.Select(p => (JsonNode)new JsonObject { ["key"] = p.Key, ["value"] = p.Value.Length <= MostCharactersOfParameter ? p.Value : p.Value[..MostCharactersOfParameter] })]);

    private void Add(string kind, JsonObject body)
    {
        var record = new MlflowRecord(kind, body);
        _spool.Append(record);
        _queue.Writer.TryWrite(record);
    }

    private async Task Work()
    {
        var pause = FirstPause;
        var away = false;
        try
        {
            while (_left.Count > 0 || await _queue.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                if (_left.Count == 0 && _queue.Reader.TryRead(out var next))
                    _left.Enqueue(next);
                if (!_left.TryPeek(out var record))
                    continue;
                try
                {
                    await _client.Send(record, _stop.Token).ConfigureAwait(false);
                    _left.Dequeue();
                    if (away)
                        _say("MLflow: the server is back");
                    (away, pause) = (false, FirstPause);
                }
                catch (MlflowException e) when (e.IsAway)
                {
                    if (!away)
                        _say($"MLflow: the server is away ({e.Message.ReplaceLineEndings(" ")}); training goes on, records wait in {_spool.Path}");
                    away = true;
                    await Task.Delay(pause, _stop.Token).ConfigureAwait(false);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
                catch (MlflowException e) when (record.Kind != "create")
                {
                    _say($"MLflow: {e.Message}; this record is left out");
                    _left.Dequeue();
                }
                catch (MlflowException e)
                {
                    // Without a run nothing can be told: all of it waits in the spool for another try.
                    _say($"MLflow: {e.Message}; training goes on without it");
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed while the server was away: what is left waits in the spool.
        }
    }
}
