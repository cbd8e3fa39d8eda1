using CudaMlp.Data;

namespace CudaMlp.Tracking.Runs;

/// <summary>The runs below a folder, runs/ by default.</summary>
public static class RunStore
{
    public const string UsualFolder = "runs";

    /// <summary>Runs of a folder and the folders directly below it, the latest first; what cannot be read is given as an error line instead.</summary>
    public static (IReadOnlyList<RunSummary> Runs, IReadOnlyList<string> Problems) List(string folder = UsualFolder)
    {
        var (runs, problems) = (new List<RunSummary>(), new List<string>());
        if (!Directory.Exists(folder))
            return (runs, problems);
        // A comparison keeps its runs one level deeper.
        foreach (var candidate in Directory.EnumerateDirectories(folder).Concat(Directory.EnumerateDirectories(folder).SelectMany(Directory.EnumerateDirectories)))
        {
            if (!RunSummary.IsRun(candidate))
                continue;
            try
            {
                runs.Add(RunSummary.Read(candidate));
            }
            catch (DataException e)
            {
                problems.Add(e.Message);
            }
        }

        return ([.. runs.OrderByDescending(r => r.StartedAt ?? DateTimeOffset.MinValue).ThenBy(r => r.Folder, StringComparer.Ordinal)], problems);
    }

    /// <summary>The run that a name or path means: the name of one below <paramref name="folder"/>, or a folder. What is no run is passed over where there is one.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static RunSummary Find(string nameOrPath, string folder = UsualFolder)
    {
        var below = Path.Combine(folder, nameOrPath);
        // A path is meant as it stands; a bare name is one of the list's.
        string[] places = Path.GetFileName(nameOrPath) == nameOrPath ? [below, nameOrPath] : [nameOrPath, below];
        return (places.FirstOrDefault(RunSummary.IsRun) ?? places.FirstOrDefault(Directory.Exists)) is { } found
            ? RunSummary.Read(found)
            : throw new DataException(nameOrPath, $"there is no run of this name, neither here nor in {folder}; `cudamlp runs list` shows those there are");
    }

    /// <summary>Names of hyper-parameters whose values differ between the runs, in order.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<RunSummary> runs)
    {
        var all = runs.Select(r => r.Parameters).ToArray();
        return [.. all.SelectMany(p => p.Keys).Distinct().Order(StringComparer.Ordinal)
            .Where(name => name is not "out" and not "resume" && all.Select(p => p.GetValueOrDefault(name)).Distinct().Count() > 1)];
    }

    /// <summary>Deletes a run's folder. Only a folder with a run.json is one.</summary>
    /// <exception cref="DataException">It cannot be deleted.</exception>
    public static void Delete(RunSummary run)
    {
        try
        {
            Directory.Delete(run.Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(run.Folder, FileProblem.Describe(e), inner: e);
        }
    }
}
