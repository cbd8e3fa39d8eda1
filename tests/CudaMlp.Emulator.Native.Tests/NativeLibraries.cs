using System.Security.Cryptography;
using System.Text;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>The native libraries, built once for the tests and again only when a source file has changed.</summary>
public sealed class NativeLibraries
{
    private static readonly Lazy<(string? Folder, string? Missing)> Built = new(Build);

    /// <summary>The folder for LD_LIBRARY_PATH. Skips the test, visibly, where they cannot be built.</summary>
    public static string Folder
    {
        get
        {
            Assert.SkipWhen(Built.Value.Missing is not null, Built.Value.Missing ?? "");
            return Built.Value.Folder!;
        }
    }

    /// <summary>Names of the functions that the library exports. Skips the test, visibly, where nothing lists them.</summary>
    public static IReadOnlyList<string> Exports()
    {
        string? nm = Child.Which("nm");
        Assert.SkipWhen(nm is null, "no nm (binutils) on the path");
        Child run = Child.Run(nm!, ["-D", "--defined-only", Path.Combine(Folder, "libcuda.so.1")]);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1].Split('@')[0])];
    }

    private static (string? Folder, string? Missing) Build()
    {
        if (!OperatingSystem.IsLinux())
            return (null, "the native libraries are built on Linux only");
        if (Child.Which("clang", "gcc") is null)
            return (null, "no C linker (clang or gcc) on the path: the native libraries cannot be built");
        string folder = Repository.At("artifacts", "emulator");
        string stamp = Path.Combine(folder, ".sources");
        string sources = Fingerprint();
        if (File.Exists(Path.Combine(folder, "libcuda.so.1")) && File.Exists(stamp) && File.ReadAllText(stamp) == sources)
            return (folder, null);
        string script = Repository.At("src", "CudaMlp.Emulator.Native", "build-native.sh");
        Child build = Child.Run("bash", [script, folder]);
        if (build.ExitCode != 0)
            throw new InvalidOperationException($"building the native libraries failed: {build}");
        File.WriteAllText(stamp, sources);
        return (folder, null);
    }

    private static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] projects = ["CudaMlp.Emulator.Native", "CudaMlp.Emulator", "CudaMlp.Interop", "CudaMlp.Numerics", "CudaMlp.Ptx"];
        foreach (string project in projects)
        {
            string folder = Repository.At("src", project);
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                string relative = Path.GetRelativePath(folder, file);
                if (relative.StartsWith("obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal) || relative.StartsWith("bin" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    continue;
                hash.AppendData(Encoding.UTF8.GetBytes(project + "/" + relative));
                hash.AppendData(File.ReadAllBytes(file));
            }
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
