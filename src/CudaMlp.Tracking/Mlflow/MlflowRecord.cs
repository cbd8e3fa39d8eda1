using System.Text.Json;
using System.Text.Json.Nodes;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>One thing to tell the server: a request of its REST API, or a file to be uploaded. The run's number is filled in when it is sent.</summary>
/// <param name="Kind">"create", "batch", "update" or "artifact"; in a spool also "created" and "sent".</param>
/// <param name="Body">The request's body without run_id; for an artifact its name within the run's folder.</param>
internal sealed record MlflowRecord(string Kind, JsonObject Body)
{
    /// <param name="status">FINISHED, FAILED or KILLED, MLflow's words.</param>
    public static MlflowRecord End(string status, DateTimeOffset time) =>
        new("update", new JsonObject { ["status"] = status, ["end_time"] = time.ToUnixTimeMilliseconds() });

    public string ToLine() => new JsonObject { ["kind"] = Kind, ["body"] = Body.DeepClone() }.ToJsonString();

    /// <summary>Null for a line that is no record: the last one of a run that was killed may be cut off.</summary>
    public static MlflowRecord? Parse(string line)
    {
        var json = ParseObject(line);
        return json?["kind"] is JsonValue kind && json["body"] is JsonObject body ? new MlflowRecord(kind.ToString(), body.DeepClone().AsObject()) : null;
    }

    public static JsonObject? ParseObject(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
