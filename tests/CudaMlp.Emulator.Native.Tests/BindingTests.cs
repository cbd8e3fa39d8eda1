using System.Text.RegularExpressions;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>This library's own bindings as a program would use them, in a process of its own, on the emulated libraries.</summary>
public sealed class BindingTests
{
    private static readonly Lazy<Child> Run = new(() =>
    {
        string client = Repository.At("tests", "CudaMlp.Interop.Client", "bin", Repository.Configuration, "net10.0", "CudaMlp.Interop.Client.dll");
        return Child.Run(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [client], ("LD_LIBRARY_PATH", NativeLibraries.Folder));
    });

    public static MatrixTheoryData<string, string> Checks => new(
        ["native", "managedcuda"],
        ["device", "kernel", "large-shared-memory", "graph", "graph-update", "copies", "module-global", "events", "gemm-row-major", "gemm-half", "error-of-ptx", "error-of-memory", "error-of-cublas", "another-thread"]);

    [Theory]
    [MemberData(nameof(Checks))]
    public void Binding_does_what_it_should(string binding, string check)
    {
        _ = NativeLibraries.Folder;
        Assert.True(Regex.IsMatch(Run.Value.Output, $"^PASS {binding} {check}$", RegexOptions.Multiline), Run.Value.ToString());
    }

    [Fact]
    public void Own_binding_tells_the_path_of_the_library_it_loaded()
    {
        string folder = NativeLibraries.Folder;
        Assert.Contains($"native: native, {Path.Combine(folder, "libcuda.so.1")};", Run.Value.Output);
    }

    [Fact]
    public void Bindings_end_without_an_error()
    {
        _ = NativeLibraries.Folder;
        Assert.True(Run.Value.ExitCode == 0 && Run.Value.Errors.Length == 0, Run.Value.ToString());
    }
}
