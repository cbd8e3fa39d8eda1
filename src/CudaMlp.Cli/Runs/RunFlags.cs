using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;

namespace CudaMlp.Cli.Runs;

/// <summary>What a flag of `train` means to a run that has begun.</summary>
internal static class RunFlags
{
    /// <summary>They change nothing of what comes of a run.</summary>
    private static readonly string[] Telling = ["tensorboard", "mlflow", "experiment", "no-pictures", "checkpoint-every", "log-every"];

    /// <summary>They take effect when a run goes on; all others have done their work when it began. Data may have been moved: what it holds is checked.</summary>
    private static readonly string[] Changeable =
    [
        "epochs", "device", "threads", "data", "labels", "window", "no-shuffle", "schedule", "step-epochs", "gamma", "min-lr", "warmup",
        "metrics", "early-stopping", "patience", "restore-best", "monitor", "best", "reduce-on-plateau", .. Telling,
    ];

    /// <summary>The flags as they were given, on which "auto" and what was left away can be known again; paths hold in any folder.</summary>
    public static JsonObject Asked(TrainOptions options)
    {
        var asked = OptionFile.ToJson(options);
        foreach (var flag in new[] { "data", "labels" })
        {
            if (asked[flag]?.ToString() is { } path and not ("mnist" or "synthetic"))
                asked[flag] = Path.GetFullPath(path);
        }

        return asked;
    }

    /// <summary>How the run of these flags differs from one that is there, in words; null where it is the same.</summary>
    /// <param name="asked">As by <see cref="Asked"/>.</param>
    /// <param name="had">What was asked for when that run began.</param>
    /// <param name="resolved">What its flags and defaults came to.</param>
    public static string? Difference(JsonObject asked, JsonObject had, JsonObject resolved)
    {
        foreach (var flag in asked.Concat(had).Select(f => f.Key).Distinct().Except(Telling))
        {
            var (now, then) = (asked[flag]?.ToString(), (had[flag] ?? resolved[flag])?.ToString());
            if (now != then)
                return $"its --{flag} is {then ?? "the default"}, not {now ?? "the default"}";
        }

        return null;
    }

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
