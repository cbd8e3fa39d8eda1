namespace CudaMlp.Tracking.Mlflow;

/// <summary>What an MLflow server answers with that is no success, or that it could not be reached.</summary>
public sealed class MlflowException(string message, bool isAway, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where trying again later may help: no answer, a time-out, a 5xx or 429, or a login that is refused.</summary>
    public bool IsAway { get; } = isAway;

    /// <summary>True where it is this one record that is refused: others may well be taken.</summary>
    internal bool IsOfRecord { get; init; }
}
