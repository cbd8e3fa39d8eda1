using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Cli.Sources;
using CudaMlp.Data;
using CudaMlp.Metrics;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp evaluate`.</summary>
internal static class EvaluateCommand
{
    public static int Run(string[] arguments, CommandOutput output)
    {
        var options = OptionTable.Parse<EvaluateOptions>(arguments);
        if (options.Model is not { } path)
            throw new UsageException("which model? Name a model.cudamlp or a run's folder");
        // First, so that it goes last: what the model has on it must be freed before.
        using var device = DeviceChoice.Open(options).Device;
        using var model = Sequential.Load(RunFolder.ModelOf(path));
        using var data = Open(options, path, model);
        var evaluation = model.On(device).Evaluate(data);
        if (options.Json)
            output.Out.WriteLine(ToJson(evaluation).ToJsonString());
        else
            Print(evaluation, data.Name, options.Quiet, output.Out);
        if (options.Pictures is { } folder)
            EvaluationPictures.Save(evaluation, model, data, folder);
        return Application.Done;
    }

    private static void Print(Evaluation evaluation, string data, bool quiet, TextWriter writer)
    {
        if (!quiet && evaluation.Report is { } report)
            writer.WriteLine(report.ToText());
        var values = evaluation.Values.Select(v => $"{v.Key} {EpochLines.Format(v.Key, v.Value)}");
        writer.WriteLine($"{evaluation.Rows:N0} rows of {data}: {string.Join(", ", values)}");
    }

    /// <summary>The data named, or the test part of what the run was trained on, cut as it was then.</summary>
    private static IDataSource Open(EvaluateOptions options, string path, Sequential model)
    {
        if ((options.Data ?? options.What) is { } what)
            return ModelInputs.ForEvaluation(what, model);
        var config = new RunFolder(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!).Config;
        if (!File.Exists(config))
            throw new UsageException("which data? Name a folder or file, or a model in its run's folder");
        var trained = new TrainOptions();
        OptionFile.Apply(config, trained);
        var data = DataOpener.Open(trained);
        return data.Test ?? data.Validation ?? data.Training;
    }

    private static JsonObject ToJson(Evaluation evaluation)
    {
        var json = new JsonObject { ["rows"] = evaluation.Rows };
        foreach (var (name, value) in evaluation.Values)
            json[name] = double.IsFinite(value) ? value : null;
        if (evaluation.Report is not { } report)
            return json;
        var classes = new JsonArray();
        for (var c = 0; c < report.Classes.Count; c++)
        {
            var scores = report.Classes[c];
            classes.Add(new JsonObject
            {
                ["name"] = report.ClassNames[c],
                ["precision"] = scores.Precision,
                ["recall"] = scores.Recall,
                ["f1"] = scores.F1,
                ["support"] = scores.Support,
            });
        }

        json["classes"] = classes;
        var matrix = evaluation.Confusion!;
        json["confusion"] = new JsonArray([.. Enumerable.Range(0, matrix.Classes).Select(
            t => new JsonArray([.. Enumerable.Range(0, matrix.Classes).Select(p => (JsonNode)matrix[t, p])]))]);
        return json;
    }
}
