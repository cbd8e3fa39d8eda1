using CudaMlp.Cli.Commands;
using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Metrics;
using CudaMlp.Pictures;
using CudaMlp.Tracking.Reports;
using CudaMlp.Tracking.Runs;

namespace CudaMlp.Cli.Runs;

/// <summary>The pictures of a finished run and its report.html.</summary>
internal static class RunPage
{
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public static void Write(RunFolder folder, Sequential model, Evaluation? test, IDataSource? data, IReadOnlyList<string> advice)
    {
        var run = RunSummary.Read(folder.Path);
        var pictures = new List<(string, Picture)>();
        if (RunPictures.Curves([run]) is { } curves)
        {
            EvaluationPictures.Save(curves, folder.At("curves"));
            pictures.Add(("Loss and accuracy", curves));
        }

        if (test is not null && data is not null)
        {
            foreach (var (name, heading, picture) in EvaluationPictures.Draw(test, model, data))
            {
                EvaluationPictures.Save(picture, folder.At(name));
                pictures.Add((heading, picture));
            }
        }

        AtomicFile.WriteText(folder.At("report.html"), HtmlReport.Write(run, pictures, test?.Report?.ToText(), advice));
    }
}
