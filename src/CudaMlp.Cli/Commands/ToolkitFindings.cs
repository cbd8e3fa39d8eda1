using System.ComponentModel;
using System.Diagnostics;
using CudaMlp.Interop;

namespace CudaMlp.Cli.Commands;

/// <summary>Where the CUDA toolkit's compilers are and which version: only who changes kernels may want them.</summary>
internal static class ToolkitFindings
{
    public static DiagnosticSection Section()
    {
        // Side by side: where both hang, they are waited for as long as one.
        var nvcc = Task.Run(() => Tool("nvcc"));
        var ptxas = Tool("ptxas");
        return new("toolkit", [nvcc.GetAwaiter().GetResult(), ptxas]);
    }

    private static Finding Tool(string name)
    {
        string[] path = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var folder = path.Concat(CudaLibraryLocations.Toolkits().Select(r => Path.Combine(r, "bin")))
            .FirstOrDefault(f => Path.IsPathFullyQualified(f) && File.Exists(Path.Combine(f, file)));
        if (folder is null)
            return new(name, "none (not needed: the kernels are in the program as PTX)");
        return new(name, $"{Path.Combine(folder, file)}, {VersionOf(Path.Combine(folder, file))}", path.Contains(folder)
            ? null
            : $"not on PATH, where alone ./build.sh ptx and the tests of the kernels look for it: add {folder} to use it there");
    }

    // Both print "…, release 12.8, V12.8.61" on one of their lines.
    private static string VersionOf(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var text = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                process.Kill(entireProcessTree: true);
                return "which did not tell its version within 10 s";
            }

            return text.Result.Split('\n').FirstOrDefault(l => l.Contains("release", StringComparison.Ordinal))?.Trim() ?? "version unknown";
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return $"which does not start: {e.Message}";
        }
    }
}
