using CudaMlp.Data;
using CudaMlp.Metrics;
using CudaMlp.Pictures;
using CudaMlp.Tracking.Runs;

namespace CudaMlp.Cli.Commands;

/// <summary>Pictures of an evaluation: the confusion matrix, the scores of each class, and of images the mistakes the model was surest of.</summary>
internal static class EvaluationPictures
{
    /// <summary>Above so many classes a matrix can no longer be read.</summary>
    private const int MostClasses = 100;

    private const int Mistakes = 24;

    /// <exception cref="DataException">The folder cannot be written.</exception>
    public static void Save(Evaluation evaluation, Sequential model, IDataSource data, string folder)
    {
        foreach (var (name, _, picture) in Draw(evaluation, model, data))
        {
            try
            {
                Directory.CreateDirectory(folder);
                Save(picture, Path.Combine(folder, name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DataException(folder, $"cannot be written: {FileProblem.Describe(e)}", inner: e);
            }
        }
    }

    /// <summary>As PNG and as SVG, under a path without an ending.</summary>
    public static void Save(Picture picture, string path)
    {
        picture.Save(path + ".png");
        picture.Save(path + ".svg");
    }

    public static IEnumerable<(string Name, string Heading, Picture Picture)> Draw(Evaluation evaluation, Sequential model, IDataSource data)
    {
        if (evaluation.Report is not { } report || report.Classes.Count > MostClasses)
            yield break;
        yield return ("confusion", "Confusion matrix", RunPictures.Heatmap(evaluation.Confusion!, report.ClassNames));
        yield return ("classes", "Precision, recall and F1 of every class", RunPictures.Bars(report));
        if (data is DataSet set && set.Schema is { IsBytes: true, Picture: { Channels: 1 or 3 } shape } && WorstMistakes(model, set, shape) is { Count: > 0 } mistakes)
            yield return ("mistakes", "The mistakes the model was surest of", SampleGrid.Draw(mistakes, 8, "true class, then the one predicted and its probability"));
    }

    private static List<SampleImage> WorstMistakes(Sequential model, DataSet data, PictureShape shape)
    {
        var predictions = model.Predict(data);
        var (labels, names, width) = (data.Labels.ToArray(), model.Schema!.ClassNames, data.Schema.Features);
        return [.. Enumerable.Range(0, data.Rows)
            .Select(row => (Row: row, Class: predictions.ClassOf(row)))
            .Where(p => p.Class != labels[p.Row])
            .OrderByDescending(p => predictions.Row(p.Row)[p.Class])
            .Take(Mistakes)
            .Select(p => new SampleImage(
                data.Bytes.Slice(p.Row * width, width).ToArray(), shape.Width, shape.Height, shape.Channels,
                $"{names[labels[p.Row]]} → {names[p.Class]} {100 * predictions.Row(p.Row)[p.Class]:0} %", true))];
    }
}
