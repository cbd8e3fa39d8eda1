using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Data;
using CudaMlp.Tracking.Runs;
using CudaMlp.Training;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp compare`: several runs one after the other, ending in a table and a picture. Called again with the same --out it does only what is missing.</summary>
internal static class CompareCommand
{
    public static int Run(string[] arguments, CommandOutput output)
    {
        var sweep = SweepFlags.Parse(arguments);
        // All flags are looked at before the first run: a slip in the last should not cost the time of the others.
        foreach (var (_, flags) in sweep.Runs)
        {
            if (flags.FirstOrDefault(f => f is "--resume" or "--overwrite") is { } flag)
                throw new UsageException($"{flag} goes with train: compare does what is missing in its --out and overwrites nothing");
            TrainCommand.Check(flags);
        }

        var folder = sweep.Folder ?? Path.Combine(RunStore.UsualFolder, $"{DateTime.Now:yyyyMMdd-HHmmss}-compare");
        var (runs, failed) = (new List<RunSummary>(), 0);
        var progress = sweep.Quiet ? new CommandOutput(TextWriter.Null, output.Errors) : output;
        for (var i = 0; i < sweep.Runs.Count; i++)
        {
            var (name, flags) = sweep.Runs[i];
            var path = Path.Combine(folder, name);
            if (IsDone(path, flags))
            {
                progress.Out.WriteLine($"[{i + 1}/{sweep.Runs.Count}] {name}: done already");
            }
            else
            {
                progress.Out.WriteLine($"[{i + 1}/{sweep.Runs.Count}] {name}");
                try
                {
                    var code = TrainCommand.Run([.. flags, "--out", path, "--resume"], progress);
                    if (code != Application.Done)
                        return code;
                }
                catch (TrainingDivergedException e)
                {
                    // One rate too high is a result of a comparison as well: the others go on.
                    output.Errors.WriteLine($"{name}: {e.Message}");
                    failed++;
                }
            }

            runs.Add(RunSummary.Read(path));
        }

        progress.Out.WriteLine();
        Conclude(folder, runs, output);
        return failed == 0 ? Application.Done : Application.Failed;
    }

    /// <summary>True where the folder holds this very run, finished.</summary>
    /// <exception cref="UsageException">It holds another run.</exception>
    private static bool IsDone(string folder, string[] flags)
    {
        if (!RunSummary.IsRun(folder))
            return false;
        var options = OptionTable.Parse<TrainOptions>(flags);
        options.Complete();
        var run = RunSummary.Read(folder);
        if (RunFlags.Difference(RunFlags.Asked(options), Flags("asked"), Flags("parameters")) is { } difference)
            throw new UsageException($"{folder} holds another run: {difference}; compare into another --out");
        return run.Status == "finished";

        JsonObject Flags(string section) => run.Record[section] as JsonObject ?? [];
    }

    /// <summary>An object a run: what it was, what it was asked for, and what came of it.</summary>
    public static JsonArray ToJson(IEnumerable<RunSummary> runs) => new([.. runs.Select(r => new JsonObject
    {
        ["run"] = r.Name,
        ["network"] = r.Architecture,
        ["parameters"] = r.Record["parameters"]?.DeepClone(),
        ["seconds"] = r.Seconds,
        ["metrics"] = r.Record["metrics"]?.DeepClone(),
    })]);

    private static void Conclude(string folder, List<RunSummary> runs, CommandOutput output)
    {
        var columns = new TextTable("run", "network", "parameters", "test", "validation", "best epoch", "seconds");
        foreach (var run in runs)
        {
            columns.Add(
                run.Name, run.Architecture, run.ParameterCount, RunsCommand.Score(run, "test_"), RunsCommand.Score(run, "val_"),
                run.BestEpoch.ToString(), $"{run.Seconds:0.0}");
        }

        output.Out.Write(columns);
        var table = Path.Combine(folder, "compare.json");
        OptionFile.Write(table, ToJson(runs));
        if (RunPictures.Curves(runs) is { } picture)
            EvaluationPictures.Save(picture, Path.Combine(folder, "compare"));

        output.Out.WriteLine($"table in {table}, curves in {Path.Combine(folder, "compare.png")}");
    }
}
