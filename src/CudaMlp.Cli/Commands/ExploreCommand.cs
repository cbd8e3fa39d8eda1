using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Sources;
using CudaMlp.Data;
using CudaMlp.Model;
using CudaMlp.Pictures;
using CudaMlp.Randomness;
using CudaMlp.Training;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp explore`.</summary>
internal static class ExploreCommand
{
    private const int Samples = 32;

    private const int MostFeatures = 40;

    public static int Run(string[] arguments, CommandOutput output)
    {
        var options = OptionTable.Parse<ExploreOptions>(arguments);
        options.Complete();
        TrainCommand.CheckFlags(options);
        if (options.Picture is { } name)
            Picture.RequireName(name);
        using var data = DataOpener.Open(options);
        var schema = data.Training.Schema;
        var statistics = FeatureStatistics.Of(data.Training);
        using var model = new Sequential(TrainSettings.Layers(options, schema.Outputs));
        var architecture = model.ArchitectureFor(schema.Features);
        var counts = schema.IsClassification ? ClassBalance.Count(data.Training) : [];
        if (options.Json)
            output.Out.WriteLine(ToJson(data, counts, architecture, options, statistics).ToJsonString());
        else
            Print(data, counts, statistics, architecture, options, output.Out);
        if (options.Picture is { } path)
            Draw(data.Training, path);
        return Application.Done;
    }

    private static void Print(TrainingData data, long[] counts, FeatureStatistics statistics, Architecture architecture, TrainOptions options, TextWriter writer)
    {
        var schema = data.Training.Schema;
        writer.WriteLine($"data      {data.Training.Name}: {data.Training.Rows:N0} rows to train on, {data.Validation?.Rows ?? 0:N0} to validate, {data.Test?.Rows ?? 0:N0} to test");
        writer.WriteLine($"features  {schema.Features:N0}{(schema.Picture is { } p ? $" (pictures of {p})" : "")}, {(schema.IsBytes ? "bytes" : "float32")}, {statistics.Minimum.Min():0.###} to {statistics.Maximum.Max():0.###}");
        foreach (var note in data.Notes)
            writer.WriteLine($"          {note}");
        var constant = Enumerable.Range(0, schema.Features).Count(i => statistics.Minimum[i] == statistics.Maximum[i]);
        if (constant > 0)
            writer.WriteLine($"          {constant:N0} of them never vary");
        writer.WriteLine();
        if (schema.IsClassification)
            writer.Write(ClassTable(schema, counts));
        if (schema.FeatureNames.Count > 0)
            writer.Write(FeatureTable(schema, statistics));
        writer.WriteLine();
        writer.Write(ModelSummary.Of(architecture, architecture.Layers));
        var batch = TrainSettings.BatchSize(options, data.Training.Rows);
        writer.WriteLine($"training with batch {batch} needs about {ModelSummary.Bytes(TrainingMemory.OnDevice(architecture, options, batch))} for weights, moments, gradients and activations");
    }

    private static TextTable ClassTable(DataSchema schema, long[] counts)
    {
        var table = new TextTable("class", "rows", "share", "");
        var (total, most) = (Math.Max(1, counts.Sum()), Math.Max(1, counts.Max()));
        for (var c = 0; c < counts.Length && c < MostFeatures; c++)
            table.Add(schema.ClassNames[c], $"{counts[c]:N0}", $"{100.0 * counts[c] / total:0.0} %", new string('█', (int)(30 * counts[c] / most)));
        if (counts.Length > MostFeatures)
            table.Add($"… {counts.Length - MostFeatures} more", "", "", "");
        return table;
    }

    private static TextTable FeatureTable(DataSchema schema, FeatureStatistics statistics)
    {
        var table = new TextTable("feature", "minimum", "mean", "deviation", "maximum");
        for (var i = 0; i < Math.Min(schema.Features, MostFeatures); i++)
        {
            table.Add(
                schema.FeatureNames[i], $"{statistics.Minimum[i]:0.####}", $"{statistics.Mean[i]:0.####}", $"{Math.Sqrt(statistics.Variance(i)):0.####}", $"{statistics.Maximum[i]:0.####}");
        }

        return table;
    }

    private static JsonObject ToJson(TrainingData data, long[] counts, Architecture architecture, TrainOptions options, FeatureStatistics statistics)
    {
        var schema = data.Training.Schema;
        var json = new JsonObject
        {
            ["name"] = data.Training.Name,
            ["trainingRows"] = data.Training.Rows,
            ["validationRows"] = data.Validation?.Rows ?? 0,
            ["testRows"] = data.Test?.Rows ?? 0,
            ["features"] = schema.Features,
            ["picture"] = schema.Picture is { } p ? new JsonArray(p.Height, p.Width, p.Channels) : null,
            ["minimum"] = statistics.Minimum.Min(),
            ["maximum"] = statistics.Maximum.Max(),
            ["parameters"] = architecture.Parameters.Count,
            ["trainingBytes"] = TrainingMemory.OnDevice(architecture, options, TrainSettings.BatchSize(options, data.Training.Rows)),
        };
        var classes = new JsonObject();
        for (var c = 0; c < counts.Length; c++)
            classes[schema.ClassNames[c]] = counts[c];
        json["classes"] = classes;
        return json;
    }

    private static void Draw(IDataSource data, string path)
    {
        if (data.Schema is not { Picture: { Channels: 1 or 3 } shape })
            throw new UsageException("--picture draws samples of pictures; this data holds none");
        var random = new RandomStream(0, RandomPurpose.Sample);
        var window = new DataWindow(data.Schema, Samples);
        var images = new List<SampleImage>();
        var row = new float[data.Schema.Features];
        var (names, targets) = (ClassLabels.Of(data.Schema.ClassNames), data.Schema.TargetNames.Count);
        var drawn = new HashSet<int>();
        for (var i = 0; i < Math.Min(Samples, data.Rows); i++)
        {
            int sample;
            do
                sample = random.NextBelow((int)Math.Min(data.Rows, int.MaxValue));
            while (!drawn.Add(sample));
            data.Read(sample, 1, window);
            window.CopyRow(i, row);
            var caption = data.Schema.IsClassification ? names[window.Labels[i]] : string.Join(", ", window.Targets.Slice(i * targets, targets).ToArray().Select(t => $"{t:0.####}"));
            images.Add(new SampleImage(data.Schema.IsBytes ? [.. row.Select(v => (byte)v)] : SampleImage.ToBytes(row), shape.Width, shape.Height, shape.Channels, caption));
        }

        PictureFile.Write(SampleGrid.Draw(images, 8, $"samples of {Path.GetFileName(Path.TrimEndingDirectorySeparator(data.Name))}"), path);
    }
}
