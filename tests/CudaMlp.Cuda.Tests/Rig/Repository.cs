namespace CudaMlp.Cuda.Tests;

/// <summary>The folder that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "CudaMlp.sln")))
                return at.FullName;
        }

        throw new DirectoryNotFoundException($"no CudaMlp.sln above {folder}");
    }
}
