using System.ComponentModel;
using System.Diagnostics;

namespace CudaMlp.Cli.Commands;

/// <summary>Where the CUDA toolkit's compilers are and which version: only who changes kernels may want them.</summary>
internal static class ToolkitFindings
{
    public static DiagnosticSection Section() => new("toolkit", [Tool("nvcc"), Tool("ptxas")]);

    private static Finding Tool(string name)
    {
        var path = Folders().Select(f => Path.Combine(f, OperatingSystem.IsWindows() ? name + ".exe" : name)).FirstOrDefault(File.Exists);
        return path is null
            ? new(name, "none (not needed: the kernels are in the program as PTX)")
            : new(name, $"{path}, {VersionOf(path)}");
    }

    private static IEnumerable<string> Folders()
    {
        string?[] roots = [Environment.GetEnvironmentVariable("CUDA_PATH"), Environment.GetEnvironmentVariable("CUDA_HOME"), OperatingSystem.IsWindows() ? null : "/usr/local/cuda"];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(roots.OfType<string>().Select(r => Path.Combine(r, "bin"))).Where(Path.IsPathFullyQualified);
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
