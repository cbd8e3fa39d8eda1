using CudaMlp.Data;

namespace CudaMlp.Cli.Sources;

/// <summary>Finds the data that travels with the repository.</summary>
internal static class DataLocation
{
    /// <summary>data/mnist in the current folder or above it, or above the program.</summary>
    /// <exception cref="DataException">It is in none of them.</exception>
    public static string Mnist()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var candidate = Path.Combine(folder.FullName, "data", "mnist");
                if (IdxFolder.Looks(candidate))
                    return Path.GetRelativePath(Environment.CurrentDirectory, candidate);
            }
        }

        throw new DataException("mnist", $"no folder data/mnist with its idx files is in {Environment.CurrentDirectory} or above it; name one with --data DIR");
    }
}
