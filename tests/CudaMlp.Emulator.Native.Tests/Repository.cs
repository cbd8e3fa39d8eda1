using System.Runtime.CompilerServices;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>Where this source tree lies.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(Path.GetDirectoryName(Here())!);

    /// <summary>"Release" or "Debug", as these tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Program(string name) => Path.Combine(AppContext.BaseDirectory, "Programs", name);

    private static string Here([CallerFilePath] string path = "") => path;

    private static string Find(string folder)
    {
        for (DirectoryInfo? at = new(File.Exists(Path.Combine(folder, "Repository.cs")) ? folder : AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "CudaMlp.sln")))
                return at.FullName;
        }
        throw new DirectoryNotFoundException("CudaMlp.sln was not found above the tests");
    }
}
