using System.Text.Json;
using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Data;
using CudaMlp.Model;
using CudaMlp.Tracking.Mlflow;
using CudaMlp.Tracking.Runs;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp runs list | show | compare | delete | sync`.</summary>
internal static class RunsCommand
{
    private static readonly string[] Actions = ["list", "show", "compare", "delete", "sync"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static int Run(string[] arguments, CommandOutput output)
    {
        var options = OptionTable.Parse<RunsOptions>(arguments);
        var (folder, names) = (options.Folder ?? RunStore.UsualFolder, options.Runs.ToArray());
        RunSummary[] Named(int least) => names.Length >= least
            ? [.. names.Select(n => RunStore.Find(n, folder))]
            : throw new UsageException($"runs {options.Action} wants {(least == 1 ? "a run" : "two runs or more")}");
        switch (options.Action ?? "list")
        {
            case "list" when names.Length > 0:
                throw new UsageException($"runs list shows all runs of a folder, not \"{names[0]}\" alone: give --folder {names[0]}, or runs show {names[0]}");
            case "list" when options.Folder is not null && !Directory.Exists(folder):
                throw new DataException(folder, "the folder does not exist");
            case "list":
                List(RunStore.List(folder), folder, options.Json, output);
                break;
            case "show":
                foreach (var run in Named(1))
                    output.Out.WriteLine(run.Record.ToJsonString(Indented));
                break;
            case "compare":
                Compare(Named(2), options, output);
                break;
            case "delete":
                foreach (var run in Named(1))
                {
                    // Not while it trains: it would go on and leave half a folder.
                    RunLock.Take(new RunFolder(run.Folder)).Dispose();
                    RunStore.Delete(run);
                    output.Out.WriteLine($"deleted {run.Folder}");
                }

                break;
            case "sync":
                var server = TrainSettings.MlflowServer(options.Mlflow);
                foreach (var run in Named(1))
                {
                    using var held = RunLock.Take(new RunFolder(run.Folder));
                    var sent = MlflowSpool.Send(run.Folder, server, output.Errors.WriteLine);
                    output.Out.WriteLine($"{run.Name}: {(sent == 0 ? "nothing waits to be sent" : $"{sent} records sent")}");
                }

                break;
            case var action:
                var hint = Spelling.Nearest(action, Actions) is { } nearest ? $"; did you mean {nearest}?" : "";
                throw new UsageException($"there is no \"runs {action}\": expected one of {string.Join(", ", Actions)}{hint}");
        }

        return Application.Done;
    }

    private static void List((IReadOnlyList<RunSummary> Runs, IReadOnlyList<string> Problems) found, string folder, bool json, CommandOutput output)
    {
        foreach (var problem in found.Problems)
            output.Errors.WriteLine(problem);
        if (json)
        {
            output.Out.WriteLine(new JsonArray([.. found.Runs.Select(r =>
            {
                var record = r.Record.DeepClone();
                record["folder"] = r.Folder;
                return record;
            })]).ToJsonString());
            return;
        }

        if (found.Runs.Count == 0)
        {
            output.Out.WriteLine("there are no runs yet: cudamlp train makes one");
            return;
        }

        var table = new TextTable("run", "status", "data", "model", "test", "validation", "seconds");
        // By the name under which `runs show` finds it: a run of a comparison lies a folder deeper.
        foreach (var run in found.Runs)
            table.Add(Path.GetRelativePath(folder, run.Folder), run.Status, run.Data, run.Architecture, Score(run, "test_"), Score(run, "val_"), run.Seconds is { } s ? $"{s:0.0}" : "");
        output.Out.Write(table);
    }

    private static void Compare(RunSummary[] runs, RunsOptions options, CommandOutput output)
    {
        if (options.Json)
            output.Out.WriteLine(CompareCommand.ToJson(runs).ToJsonString());
        else
            output.Out.Write(Table(runs));
        if (options.Out is not { } picture)
            return;
        if (RunPictures.Curves(runs) is not { } curves)
            throw new DataException(picture, "none of the runs has an epoch to draw");
        PictureFile.Write(curves, picture);
        if (!options.Json)
            output.Out.WriteLine($"curves drawn in {picture}");
    }

    private static TextTable Table(RunSummary[] runs)
    {
        var differences = RunStore.Differences(runs);
        var table = new TextTable(["run", .. differences, "test", "validation", "seconds"]);
        foreach (var run in runs)
            table.Add([run.Name, .. differences.Select(d => run.Parameters.GetValueOrDefault(d, "")), Score(run, "test_"), Score(run, "val_"), run.Seconds is { } s ? $"{s:0.0}" : ""]);
        return table;
    }

    /// <summary>Accuracy, or else R², or else loss.</summary>
    public static string Score(RunSummary run, string prefix)
    {
        foreach (var name in new[] { "accuracy", "r2", "loss" })
        {
            if (run.Metrics.TryGetValue(prefix + name, out var value))
                return name == "accuracy" ? EpochLines.Format(name, value) : $"{name} {value:0.0000}";
        }

        return "";
    }
}
