using CudaMlp.Cli.Output;
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

    private const int WindowBytes = 64 << 20;

    /// <exception cref="DataException">The folder cannot be written.</exception>
    public static void Save(Evaluation evaluation, Sequential model, IDataSource data, string folder)
    {
        foreach (var (name, _, picture) in Draw(evaluation, model, data))
            Save(picture, Path.Combine(folder, name));
    }

    /// <summary>As PNG and as SVG, under a path without an ending.</summary>
    /// <exception cref="DataException">One of them cannot be written.</exception>
    public static void Save(Picture picture, string path)
    {
        PictureFile.Write(picture, path + ".png");
        PictureFile.Write(picture, path + ".svg");
    }

    public static IEnumerable<(string Name, string Heading, Picture Picture)> Draw(Evaluation evaluation, Sequential model, IDataSource data)
    {
        if (evaluation.Report is not { } report || report.Classes.Count > MostClasses)
            yield break;
        yield return ("confusion", "Confusion matrix", RunPictures.Heatmap(evaluation.Confusion!, report.ClassNames));
        yield return ("classes", "Precision, recall and F1 of every class", RunPictures.Bars(report));
        if (data.Schema is { Picture: { Channels: 1 or 3 } shape } && WorstMistakes(model, data, shape) is { Count: > 0 } mistakes)
            yield return ("mistakes", "The mistakes the model was surest of", SampleGrid.Draw(mistakes, 8, "true class, then the one predicted and its probability"));
    }

    /// <summary>Window by window: a folder of images may be larger than memory.</summary>
    private static List<SampleImage> WorstMistakes(Sequential model, IDataSource data, PictureShape shape)
    {
        var (names, pixels) = (ClassLabels.Of(model.Schema!.ClassNames), new float[data.Schema.Features]);
        var window = new DataWindow(data.Schema, (int)Math.Min(data.Rows, Math.Max(1, WindowBytes / pixels.Length)));
        // The least sure of those kept is the first to leave; of equals the later one.
        var worst = new PriorityQueue<SampleImage, (float Probability, long Row)>();
        for (long first = 0; first < data.Rows; first += window.Rows)
        {
            window.Clear();
            data.Read(first, (int)Math.Min(window.Capacity, data.Rows - first), window);
            var predictions = model.Predict(window);
            for (var row = 0; row < window.Rows; row++)
            {
                var (truth, predicted) = (window.Labels[row], predictions.ClassOf(row));
                var probability = predictions.Row(row)[predicted];
                if (truth == predicted || (worst.Count == Mistakes && worst.TryPeek(out _, out var least) && probability <= least.Probability))
                    continue;
                window.CopyRow(row, pixels);
                byte[] bytes = data.Schema.IsBytes ? [.. pixels.Select(p => (byte)p)] : SampleImage.ToBytes(pixels);
                worst.Enqueue(
                    new SampleImage(bytes, shape.Width, shape.Height, shape.Channels, $"{names[truth]} → {names[predicted]} {100 * probability:0} %", true),
                    (probability, -(first + row)));
                if (worst.Count > Mistakes)
                    worst.Dequeue();
            }
        }

        var images = new List<SampleImage>();
        while (worst.TryDequeue(out var image, out _))
            images.Insert(0, image);
        return images;
    }
}
