using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;

namespace CudaMlp.Cli.Runs;

/// <summary>What a flag of `train` means to a run that has begun.</summary>
internal static class RunFlags
{
    /// <summary>They take effect when a run goes on; all others have done their work when it began. Data may have been moved: what it holds is checked.</summary>
    private static readonly string[] Changeable =
    [
        "epochs", "device", "threads", "data", "labels", "window", "no-shuffle", "schedule", "step-epochs", "gamma", "min-lr", "warmup",
        "metrics", "early-stopping", "patience", "restore-best", "monitor", "best", "reduce-on-plateau",
        "tensorboard", "mlflow", "experiment", "no-pictures", "checkpoint-every", "log-every",
    ];

    /// <exception cref="UsageException">A flag given to --resume contradicts the run, whose own flags are in its config.</exception>
    public static void RefuseContradiction(JsonObject given, JsonObject own)
    {
        foreach (var (flag, value) in given)
        {
            // --precision auto leaves the choice open, and the run has made it.
            if (!Changeable.Contains(flag) && value!.ToString() is not "auto" and var text && own[flag]?.ToString() != text)
                throw new UsageException($"the run's --{flag} is {own[flag]?.ToString() ?? "the default"}, not {text}: of network, data and optimizer nothing can be changed by --resume, of --epochs it can");
        }
    }
}
