using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary>
/// Names and folders of the CUDA libraries. Sources: the CUDA installation guides for Linux and Windows, and the library names
/// of the toolkits 12 and 13 (which moved the Windows DLLs from <c>bin</c> to <c>bin\x64</c>).
/// </summary>
public static class CudaLibraryLocations
{
    public const string DriverVariable = "CUDAMLP_CUDA_LIBRARY";
    public const string CublasVariable = "CUDAMLP_CUBLAS_LIBRARY";

    /// <summary>The driver library: it comes with the display driver, never with the toolkit (whose <c>stubs/libcuda.so</c> only links).</summary>
    public static NativeLibrarySpec Driver() => OperatingSystem.IsWindows()
        ? new("The CUDA driver library", DriverVariable, ["nvcuda.dll"], [Environment.SystemDirectory], "Install NVIDIA's display driver")
        : new(
            "The CUDA driver library",
            DriverVariable,
            ["libcuda.so.1", "libcuda.so"],
            [$"/usr/lib/{Triplet}", "/usr/lib64", "/usr/lib", "/usr/lib/wsl/lib", "/usr/local/nvidia/lib64", "/run/opengl-driver/lib"],
            "Install NVIDIA's display driver (in a container, start it with the GPU passed through)");

    /// <summary>cuBLAS 12 or 13: it comes with the CUDA toolkit or as a package of its own.</summary>
    /// <param name="driverVersion">
    /// As <c>cuDriverGetVersion</c> tells it; 0 when unknown. cuBLAS 13 does not run on a driver of CUDA 12, the reverse does.
    /// </param>
    public static NativeLibrarySpec Cublas(int driverVersion)
    {
        int[] majors = driverVersion >= 13000 ? [13, 12] : [12, 13];
        return OperatingSystem.IsWindows()
            ? new("The cuBLAS library", CublasVariable, [.. majors.Select(m => $"cublas64_{m}.dll")], WindowsToolkits(), CublasRemedy)
            : new("The cuBLAS library", CublasVariable, [.. majors.Select(m => $"libcublas.so.{m}"), "libcublas.so"], LinuxToolkits(), CublasRemedy);
    }

    /// <summary>The folders that a CUDA toolkit may be installed in, there or not, in the order in which they are to be looked at.</summary>
    public static IEnumerable<string> Toolkits() => OperatingSystem.IsWindows()
        ? ToolkitRoots(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "NVIDIA GPU Computing Toolkit", "CUDA"), "v1*", [])
        : ToolkitRoots("/usr/local", "cuda-*", ["/usr/local/cuda", "/opt/cuda", "/usr/lib/cuda", "/usr/lib/nvidia-cuda-toolkit"]);

    private const string CublasRemedy = "Install cuBLAS 12 or 13 (part of the CUDA toolkit)";

    private static string Triplet => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    private static List<string> LinuxToolkits()
    {
        var target = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "sbsa-linux" : "x86_64-linux";
        var folders = new List<string>();
        foreach (var root in Toolkits())
        {
            folders.Add(Path.Combine(root, "lib64"));
            folders.Add(Path.Combine(root, "targets", target, "lib"));
        }

        folders.AddRange([$"/usr/lib/{Triplet}", "/usr/lib64"]);
        return folders;
    }

    private static List<string> WindowsToolkits()
    {
        var folders = new List<string>();
        foreach (var root in Toolkits())
        {
            folders.Add(Path.Combine(root, "bin", "x64"));
            folders.Add(Path.Combine(root, "bin"));
        }

        // Absolute entries only: a relative one would mean the current folder.
        folders.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(f => Path.IsPathFullyQualified(f) && File.Exists(Path.Combine(f, "cublas64_13.dll")) | File.Exists(Path.Combine(f, "cublas64_12.dll"))));
        return folders;
    }

    // The toolkit that the user's variables name comes first, then the fixed places, then every version, newest first.
    private static IEnumerable<string> ToolkitRoots(string parent, string pattern, string[] fixedRoots)
    {
        string?[] variables = [Environment.GetEnvironmentVariable("CUDA_PATH"), Environment.GetEnvironmentVariable("CUDA_HOME")];
        var named = variables.OfType<string>().Where(Path.IsPathFullyQualified);
        var versions = Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern).OrderByDescending(VersionOf) : Enumerable.Empty<string>();
        return named.Concat(fixedRoots).Concat(versions).Distinct();
    }

    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder).Replace("cuda-", "", StringComparison.Ordinal).TrimStart('v'), out var version) ? version : new Version(0, 0);
}
