using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Cli.Sources;
using CudaMlp.Data;
using CudaMlp.Datasets.Images;
using CudaMlp.Metrics;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp predict`.</summary>
internal static class PredictCommand
{
    private static readonly string[] Formats = ["table", "csv", "json"];

    public static int Run(string[] arguments, CommandOutput output)
    {
        var options = OptionTable.Parse<PredictOptions>(arguments);
        string[] inputs = options.Data is { } named ? [named, .. options.Inputs] : [.. options.Inputs];
        if (options.Model is not { } path || inputs.Length == 0)
            throw new UsageException("name the model and the input: cudamlp predict MODEL INPUT");
        var format = options.Format ?? (output.IsTerminal ? "table" : "csv");
        if (!Formats.Contains(format))
            throw new UsageException($"there is no format \"{format}\": expected one of {string.Join(", ", Formats)}");
        if (options.Top < 1 || options.Limit < 1)
            throw new UsageException("--top and --limit must be at least 1");
        // First, so that it goes last: what the model has on it must be freed before.
        using var device = DeviceChoice.Open(options).Device;
        using var model = Sequential.Load(RunFolder.ModelOf(path));
        if (options.Top is not null && !model.Schema!.IsClassification)
            throw new UsageException("--top goes with classes; this model predicts numbers");
        using var data = ModelInputs.ForPrediction(inputs, model);
        var (schema, top, left) = (model.Schema!, options.Top ?? 1, options.Limit ?? long.MaxValue);
        // Of images the file says more than the number of its row.
        Func<long, string>? file = data is ImageFolder folder ? folder.NameOf : null;
        if (format == "csv")
            output.Out.WriteLine(string.Join(',', Header(schema, top, file is not null)));
        long first = 0;
        foreach (var window in model.On(device).PredictWindows(data, (int)Math.Min(left, 4096)))
        {
            Print(window, first, (int)Math.Min(window.Rows, left), schema, top, format, file, output.Out);
            first += window.Rows;
            left -= window.Rows;
            if (left <= 0)
                break;
        }

        return Application.Done;
    }

    private static void Print(Predictions predictions, long first, int count, DataSchema schema, int top, string format, Func<long, string>? file, TextWriter writer)
    {
        for (var row = 0; row < count; row++)
        {
            var cells = schema.IsClassification ? Classes(predictions, schema, row, top) : Values(predictions, schema, row);
            var name = file?.Invoke(first + row);
            writer.WriteLine(format switch
            {
                "csv" => $"{(name is null ? "" : Quoted(name) + ",")}{first + row},{string.Join(',', cells.Select(c => c.Quote ? Quoted(c.Text) : c.Text))}",
                "json" => Json(predictions, name, first + row, row, schema, top).ToJsonString(),
                _ => $"{(name is null ? "" : name.PadRight(24) + "  ")}{first + row,8}  {string.Join("  ", cells.Select(c => c.Text.PadRight(8)))}".TrimEnd(),
            });
        }
    }

    private static IEnumerable<string> Header(DataSchema schema, int top, bool files)
    {
        if (files)
            yield return "file";
        yield return "row";
        if (!schema.IsClassification)
        {
            foreach (var name in schema.TargetNames)
                yield return Quoted(name);
            yield break;
        }

        for (var k = 1; k <= Math.Min(top, schema.Outputs); k++)
        {
            yield return k == 1 ? "class" : $"class{k}";
            yield return k == 1 ? "probability" : $"probability{k}";
        }
    }

    private static IEnumerable<(string Text, bool Quote)> Classes(Predictions predictions, DataSchema schema, int row, int top)
    {
        foreach (var c in predictions.TopClasses(row, top))
        {
            yield return (schema.ClassNames[c], true);
            yield return (predictions.Row(row)[c].ToString("0.000000"), false);
        }
    }

    private static IEnumerable<(string Text, bool Quote)> Values(Predictions predictions, DataSchema schema, int row) =>
        Enumerable.Range(0, schema.Outputs).Select(i => (predictions.Row(row)[i].ToString("R"), false));

    private static JsonObject Json(Predictions predictions, string? file, long number, int row, DataSchema schema, int top)
    {
        var json = new JsonObject();
        if (file is not null)
            json["file"] = file;
        json["row"] = number;
        if (!schema.IsClassification)
        {
            for (var i = 0; i < schema.Outputs; i++)
                json[schema.TargetNames[i]] = Number(predictions.Row(row)[i]);
            return json;
        }

        var best = predictions.TopClasses(row, top);
        json["class"] = schema.ClassNames[best[0]];
        json["probability"] = Number(predictions.Row(row)[best[0]]);
        if (top > 1)
            json["top"] = new JsonArray([.. best.Select(c => new JsonObject { ["class"] = schema.ClassNames[c], ["probability"] = Number(predictions.Row(row)[c]) })]);
        return json;
    }

    /// <summary>JSON has neither NaN nor infinities: null stands for them, as the web has it.</summary>
    private static JsonNode? Number(float value) => float.IsFinite(value) ? (JsonNode)value : null;

    /// <summary>RFC 4180: in quotes where a comma, a quote or a line end is inside.</summary>
    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
