namespace CudaMlp.Emulator.Tests;

/// <summary>Files of the source tree that the tests read.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> KernelPtx() => Directory.EnumerateFiles(Path.Combine(Root, "kernels", "ptx"), "*.ptx").Order();

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "CudaMlp.sln")))
                return at.FullName;
        }
        throw new DirectoryNotFoundException("no CudaMlp.sln above the tests");
    }
}
