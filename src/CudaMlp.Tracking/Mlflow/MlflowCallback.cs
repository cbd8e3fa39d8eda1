using System.Diagnostics;
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
    private const int MostCharactersOfParameter = 500;
    private const int MostPatience = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly Channel<MlflowRecord> _queue = Channel.CreateUnbounded<MlflowRecord>(new UnboundedChannelOptions { SingleReader = true });
    private readonly MlflowOutbox _outbox;
    private readonly MlflowSpool _spool;
    private readonly MlflowClient _client;
    private readonly Action<string> _say;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sender;
    private long _lastSent = Stopwatch.GetTimestamp();
    private bool _ended;
    private bool _spoolFailed;

    /// <param name="server">For example http://localhost:5000.</param>
    /// <param name="experiment">Created where the server does not know it.</param>
    /// <param name="runFolder">Where the spool lies.</param>
    /// <param name="runName">The run's name on the server.</param>
    /// <param name="parameters">Hyper-parameters.</param>
    /// <param name="tags">Code version, environment and the like.</param>
    /// <param name="say">Takes one line for the user when the server is away, comes back, or refuses.</param>
    /// <param name="patience">How long <see cref="Dispose"/> waits for the next of what is still to be sent, and ten times that for all of it; 3 s by default.</param>
    public MlflowCallback(
        Uri server, string experiment, string runFolder, string runName, IEnumerable<KeyValuePair<string, string>> parameters, IEnumerable<KeyValuePair<string, string>> tags, Action<string> say, TimeSpan? patience = null)
    {
        (_say, _patience) = (say, patience ?? TimeSpan.FromSeconds(3));
        _spool = MlflowSpool.Create(runFolder, server, experiment);
        if (_spool.Earlier is { } earlier)
            say($"MLflow: what an earlier run of this folder has not sent waits in {earlier}; when this one has ended, send it with: cudamlp runs sync {runFolder}");
        _client = new MlflowClient(server, experiment);
        _outbox = new MlflowOutbox(_client, _spool, say);
        Add(new MlflowRecord("create", new JsonObject { ["run_name"] = runName, ["start_time"] = Now, ["tags"] = Pairs(tags) }));
        foreach (var some in parameters.Chunk(MlflowBatch.MostParameters))
            Add(new MlflowRecord("batch", new JsonObject { ["params"] = Pairs(some) }));
        _sender = Task.Run(Work);
    }

    public override bool WantsProgress => true;

    public override void OnProgress(TrainingRun run, in ProgressReport report)
    {
        if (report.IsLogStep)
            Log(report.Step, BatchFigures.Of(run, report));
    }

    public override void OnEpochEnd(TrainingRun run, EpochReport report) => Log(report.Epoch, report.Values);

    /// <summary>Metrics at a step or epoch; values that are not finite are left out, as the server refuses them.</summary>
    public void Log(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        foreach (var some in values.Where(v => double.IsFinite(v.Value)).Chunk(MlflowBatch.MostMetrics))
        {
            Add(new MlflowRecord("batch", new JsonObject
            {
                ["metrics"] = new JsonArray([.. some.Select(v => (JsonNode)new JsonObject { ["key"] = v.Key, ["value"] = v.Value, ["timestamp"] = Now, ["step"] = step })]),
            }));
        }
    }

    /// <summary>A file of the run's folder to upload at its turn, as it is then.</summary>
    public void AddArtifact(string name) => Add(new MlflowRecord("artifact", new JsonObject { ["name"] = name }));

    /// <summary>How the run ended: FINISHED, FAILED or KILLED, MLflow's words.</summary>
    public void End(string status)
    {
        if (_ended)
            return;
        _ended = true;
        Add(MlflowRecord.End(status, DateTimeOffset.UtcNow));
    }

    /// <summary>Waits a little for what is still to be sent; the rest stays in the spool and is said.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        var begun = Stopwatch.GetTimestamp();
        while (!_sender.Wait(Look))
        {
            var last = Math.Max(begun, Volatile.Read(ref _lastSent));
            if (Stopwatch.GetElapsedTime(last) < _patience && Stopwatch.GetElapsedTime(begun) < MostPatience * _patience)
                continue;
            _stop.Cancel();
            _sender.Wait();
            break;
        }

        Take();
        Keep();
        _client.Dispose();
        _stop.Dispose();
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static JsonArray Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new([.. pairs.Select(p => (JsonNode)new JsonObject { ["key"] = p.Key, ["value"] = p.Value.Length <= MostCharactersOfParameter ? p.Value : p.Value[..MostCharactersOfParameter] })]);

    private void Add(MlflowRecord record)
    {
        if (!_spool.Append(record) && !_spoolFailed)
        {
            _spoolFailed = true;
            _say($"MLflow: {_spool.Path} cannot be written; what the server does not get while this run lasts is lost to it");
        }

        _queue.Writer.TryWrite(record);
    }

    private void Take()
    {
        while (_queue.Reader.TryRead(out var record))
            _outbox.Waiting.Enqueue(record);
    }

    /// <summary>The run itself has ended well: a spool that cannot be written is no reason to fail it.</summary>
    private void Keep()
    {
        var left = _outbox.Waiting.Count;
        try
        {
            _spool.Keep(_client.RunId, _outbox.Waiting);
        }
        catch (Exception e) when (e is Data.DataException or IOException or UnauthorizedAccessException)
        {
            _say($"MLflow: {(e is Data.DataException ? e.Message : $"{_spool.Path} cannot be deleted: {Data.FileProblem.Describe(e)}")}");
        }

        if (left > 0)
            _say($"MLflow: {left} records wait in {_spool.Path}; send them with: cudamlp runs sync {_spool.Folder}");
    }

    private async Task Work()
    {
        var pause = FirstPause;
        var away = false;
        try
        {
            while (_outbox.Waiting.Count > 0 || await _queue.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                Take();
                try
                {
                    await _outbox.SendNext(_stop.Token).ConfigureAwait(false);
                    Volatile.Write(ref _lastSent, Stopwatch.GetTimestamp());
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
