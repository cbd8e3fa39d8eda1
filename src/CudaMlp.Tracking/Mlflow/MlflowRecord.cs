using System.Text.Json.Nodes;

namespace CudaMlp.Tracking.Mlflow;

/// <summary>One thing to tell the server: a request of its REST API, or a file to be uploaded. The run's number is filled in when it is sent.</summary>
/// <param name="Kind">"create", "batch", "update" or "artifact".</param>
/// <param name="Body">The request's body without run_id; for an artifact its path.</param>
internal sealed record MlflowRecord(string Kind, JsonObject Body)
{
    public string ToLine() => new JsonObject { ["kind"] = Kind, ["body"] = Body.DeepClone() }.ToJsonString();

    /// <summary>Null for a line that is no record: the last one of a run that was killed may be cut off.</summary>
    public static MlflowRecord? Parse(string line)
    {
        try
        {
            var json = JsonNode.Parse(line)?.AsObject();
            return json?["kind"]?.GetValue<string>() is { } kind && json["body"] is JsonObject body ? new MlflowRecord(kind, body.DeepClone().AsObject()) : null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
