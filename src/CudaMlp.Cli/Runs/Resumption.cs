using CudaMlp.Cli.Options;
using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Tracking.Runs;

namespace CudaMlp.Cli.Runs;

/// <summary>Finds what --resume goes on from.</summary>
internal static class Resumption
{
    /// <summary>
    /// Takes the lock of a run in whose own folder training is to go on. Before its checkpoint is read: another process could train on from there meanwhile,
    /// and this one would then undo its work.
    /// </summary>
    /// <returns>Null where there is nothing to hold yet.</returns>
    /// <exception cref="DataException">Another process trains there.</exception>
    public static IDisposable? Hold(TrainOptions options)
    {
        var named = options.Resume is { Length: > 0 } resume ? resume : options.Out;
        if (options.Resume is null || named is null)
            return null;
        var folder = File.Exists(named) ? Path.GetDirectoryName(Path.GetFullPath(named))! : named;
        return new RunFolder(folder).HoldsModel && Overwriting.IsSame(options.Out ?? folder, folder) ? RunLock.Take(new RunFolder(folder)) : null;
    }

    /// <summary>
    /// Reads the flags of the run to be resumed into those not given, and its checkpoint. A run that was killed before its first checkpoint starts anew.
    /// </summary>
    /// <returns>Null where training starts anew.</returns>
    /// <exception cref="DataException">There is nothing to go on with, or it is damaged.</exception>
    /// <exception cref="UsageException">A flag contradicts the run.</exception>
    public static ModelContent? Prepare(TrainOptions options)
    {
        if (options.Resume is null)
            return null;
        // --resume without a value means the folder of --out, whether it holds a run already or not.
        var implicitly = options.Resume.Length == 0;
        var folder = implicitly ? options.Out ?? throw new UsageException("--resume wants the run's folder, or --out DIR beside it") : options.Resume;
        if (File.Exists(folder))
            folder = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        else if (!Directory.Exists(folder) && !implicitly)
            throw new DataException(folder, "there is no such run to resume");
        var run = new RunFolder(folder);
        var (hasModel, hasConfig) = (File.Exists(run.Model), File.Exists(run.Config));
        if (!hasModel && !hasConfig && !implicitly)
            throw new DataException(folder, $"there is no checkpoint ({RunFolder.ModelName}) to resume from in this folder");
        if (hasConfig)
        {
            var (given, own) = (OptionFile.ToJson(options), new TrainOptions());
            OptionFile.Apply(run.Config, own);
            if (hasModel)
                RunFlags.RefuseContradiction(given, OptionFile.ToJson(own));
            OptionFile.Apply(run.Config, options);
        }

        (options.Resume, options.Out) = (folder, options.Out ?? folder);
        return hasModel ? ModelFile.Read(run.Model) : null;
    }

    /// <summary>Why nothing is left to do for a run whose record is complete, or null.</summary>
    /// <exception cref="UsageException">It has come further than the flags ask for.</exception>
    public static string? NothingLeft(ModelContent checkpoint, TrainOptions options)
    {
        if (checkpoint.Progress is not { } progress)
            return null;
        if (options.Epochs < progress.Epoch)
            throw new UsageException($"--epochs {options.Epochs}: the run has {progress.Epoch} epochs behind it");
        // One that was killed after its last epoch still wants its test and its record.
        if (!progress.Finished || Earlier(options)?.Status != "finished")
            return null;
        return progress.StopReason is { } reason ? $"it stopped early: {reason}"
            : progress.Epoch >= options.Epochs ? $"{progress.Epoch} epochs are trained; --epochs N goes on"
            : null;
    }

    /// <summary>The record of the run that is resumed; null where there is none.</summary>
    public static RunSummary? Earlier(TrainOptions options) => options.Resume is { } folder && RunSummary.IsRun(folder) ? RunSummary.Read(folder) : null;

    /// <summary>`--resume` may stand without a value: it becomes an empty one, which the parser can take.</summary>
    public static string[] GiveValue(string[] arguments)
    {
        var result = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var bare = arguments[i] == "--resume" && (i + 1 == arguments.Length || arguments[i + 1].StartsWith("--", StringComparison.Ordinal));
            result.Add(arguments[i]);
            if (bare)
                result.Add("");
        }

        return [.. result];
    }
}
