using System.Text.Json.Nodes;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>
/// Joins records that follow one another into one request: with a request a record, a server that takes its time would fall ever further behind.
/// The limits are those of runs/log-batch. Its 1 MB is out of reach with them, as no name or value here is long.
/// </summary>
internal static class MlflowBatch
{
    public const int MostMetrics = 1000;
    public const int MostParameters = 100;
    private const int MostTogether = 1000;

    /// <param name="waiting">At least one record.</param>
    /// <param name="most">Records to join at most.</param>
    /// <returns>What to send, and how many of the records it stands for.</returns>
    public static (MlflowRecord Request, int Count) Next(Queue<MlflowRecord> waiting, int most)
    {
        var first = waiting.Peek();
        if (first.Kind != "batch")
            return (first, 1);
        var (metrics, parameters, count) = (new JsonArray(), new JsonArray(), 0);
        foreach (var record in waiting)
        {
            var (m, p) = (Of(record, "metrics"), Of(record, "params"));
            var fits = metrics.Count + m.Count <= MostMetrics && parameters.Count + p.Count <= MostParameters && metrics.Count + m.Count + parameters.Count + p.Count <= MostTogether;
            if (count > 0 && (record.Kind != "batch" || count == most || !fits))
                break;
            Add(metrics, m);
            Add(parameters, p);
            count++;
        }

        var body = new JsonObject();
        if (metrics.Count > 0)
            body["metrics"] = metrics;
        if (parameters.Count > 0)
            body["params"] = parameters;
        return (new MlflowRecord("batch", body), count);
    }

    private static JsonArray Of(MlflowRecord record, string name) => record.Body[name] as JsonArray ?? [];

    private static void Add(JsonArray to, JsonArray from)
    {
        foreach (var item in from)
            to.Add(item?.DeepClone());
    }
}
