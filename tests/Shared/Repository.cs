namespace CudaMlp.TestSupport;

/// <summary>Where the source tree lies that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>"Release" or "Debug", as these tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Full path of a file or folder of the tree.</summary>
    public static string At(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    private static string Find(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "CudaMlp.sln")))
                return at.FullName;
        }

        throw new DirectoryNotFoundException($"no CudaMlp.sln above {folder}");
    }
}
