using CudaMlp.Cli.Options;
using CudaMlp.Cli.Sources;
using CudaMlp.Data;

namespace CudaMlp.Cli.Runs;

/// <summary>A run's folder and the names of what lies in it.</summary>
internal sealed class RunFolder(string path)
{
    public const string ModelName = "model.cudamlp";

    public const string BestName = "best.cudamlp";

    /// <summary>What a run leaves for others, beside its pictures.</summary>
    private static readonly string[] Results = [ModelName, BestName, "run.json", "metrics.jsonl", "config.json"];

    /// <summary>What <see cref="RunPage"/> makes of it.</summary>
    private static readonly string[] Pages = ["report.html", "curves.png", "confusion.png", "classes.png", "mistakes.png"];

    public string Path => path;

    public string Model => At(ModelName);

    /// <summary>True where a run, finished or not, has left a trained model.</summary>
    public bool HoldsModel => File.Exists(Model) || File.Exists(At(BestName));

    public string Record => At("run.json");

    public string Metrics => At("metrics.jsonl");

    public string Config => At("config.json");

    /// <summary>Names of the run's own files that are there: what a user has put beside them is not for others.</summary>
    /// <param name="pages">False where none was made: what lies there is of an earlier run.</param>
    public IEnumerable<string> Artifacts(bool pages) => Results.Concat(pages ? Pages : []).Where(name => File.Exists(At(name)));

    public string At(string name) => System.IO.Path.Combine(path, name);

    /// <summary>Makes the folder: the one asked for, or a new one under runs/ named by time and data.</summary>
    /// <exception cref="DataException">It cannot be made or written to.</exception>
    public static RunFolder Create(string? asked, string data)
    {
        var folder = asked ?? NewName(data);
        try
        {
            Directory.CreateDirectory(folder);
            // Found out now, not after the first epoch.
            var probe = System.IO.Path.Combine(folder, ".write-test");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(folder, $"the run's folder cannot be written: {FileProblem.Describe(e)}", inner: e);
        }

        return new RunFolder(folder);
    }

    /// <summary>Takes away what another run has trained, so that none of it is ever taken for a part of the run that starts here.</summary>
    /// <exception cref="DataException">It cannot be taken away.</exception>
    public void DropModels()
    {
        try
        {
            File.Delete(Model);
            File.Delete(At(BestName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, $"the model there cannot be deleted: {FileProblem.Describe(e)}", inner: e);
        }
    }

    /// <summary>The model that a path names: the file itself, or that of a run's folder.</summary>
    /// <exception cref="DataException">It is a pipe, or cannot be opened.</exception>
    public static string ModelOf(string path)
    {
        var model = Directory.Exists(path) ? System.IO.Path.Combine(path, ModelName) : path;
        Pipe.Refuse(model);
        return model;
    }

    private static string NewName(string data)
    {
        var stem = System.IO.Path.Combine("runs", $"{DateTime.Now:yyyyMMdd-HHmmss}-{data}");
        var name = stem;
        for (var i = 2; Directory.Exists(name); i++)
            name = $"{stem}-{i}";
        return name;
    }
}
