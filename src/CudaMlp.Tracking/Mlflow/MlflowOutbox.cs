namespace CudaMlp.Tracking.Mlflow;

/// <summary>Sends what waits, in its order, and marks in the spool what has been sent: while a run trains, and afterwards what it left.</summary>
internal sealed class MlflowOutbox(MlflowClient client, MlflowSpool spool, Action<string> say)
{
    private const int MostComplaints = 3;

    private readonly HashSet<string> _complaints = [];
    private int _alone;

    public Queue<MlflowRecord> Waiting { get; } = new();

    /// <summary>Sends one request. A record that the server refuses is left out and said; were it kept, nothing after it would ever be sent.</summary>
    /// <returns>The records that are dealt with, refused ones included.</returns>
    /// <exception cref="MlflowException">The server is away or takes nothing of this run: all that waits goes on waiting.</exception>
    public async Task<int> SendNext(CancellationToken cancellation)
    {
        var (request, count) = MlflowBatch.Next(Waiting, _alone > 0 ? 1 : int.MaxValue);
        try
        {
            await client.Send(request, spool.Folder, cancellation).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.IsOfRecord && request.Kind != "create")
        {
            // One bad record among many must not cost the others.
            if (count > 1)
            {
                _alone = count;
                return 0;
            }

            if (_complaints.Count < MostComplaints && _complaints.Add(e.Message))
                say($"MLflow: {e.Message}");
        }

        if (request.Kind == "create")
            spool.MarkCreated(client.RunId!);
        _alone = Math.Max(0, _alone - count);
        for (var i = 0; i < count; i++)
            Waiting.Dequeue();
        spool.MarkSent(count);
        return count;
    }
}
