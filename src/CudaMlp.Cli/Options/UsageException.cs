namespace CudaMlp.Cli.Options;

/// <summary>The command was called in a way it does not know: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
