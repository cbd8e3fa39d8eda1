using System.Text.RegularExpressions;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>ILGPU as NuGet serves it, in a process of its own, on the emulated libraries.</summary>
public sealed class IlgpuTests
{
    private static readonly Lazy<Child> Run = new(() => Start());

    [Fact]
    public void Ilgpu_finds_the_emulated_device()
    {
        _ = NativeLibraries.Folder;
        Assert.Contains("device NVIDIA H100 80GB HBM3 sm_90 warp 32", Run.Value.Output);
    }

    [Theory]
    [InlineData("arithmetic")]
    [InlineData("double")]
    [InlineData("integers")]
    [InlineData("mathematics")]
    [InlineData("branches")]
    [InlineData("structures")]
    [InlineData("plane")]
    [InlineData("shared")]
    [InlineData("dynamic-shared")]
    [InlineData("atomics")]
    [InlineData("histogram")]
    [InlineData("shuffles")]
    [InlineData("barriers")]
    [InlineData("streams")]
    [InlineData("page-locked")]
    [InlineData("reduce")]
    [InlineData("scan")]
    [InlineData("radix-sort")]
    [InlineData("gemm-float")]
    [InlineData("gemm-double")]
    [InlineData("gemm-half")]
    [InlineData("gemm-transposed")]
    public void Ilgpu_computes_what_it_should(string check)
    {
        _ = NativeLibraries.Folder;
        Assert.True(Regex.IsMatch(Run.Value.Output, $"^PASS {check}$", RegexOptions.Multiline), Run.Value.ToString());
    }

    [Fact]
    public void The_sanitizer_has_nothing_against_ilgpus_kernels()
    {
        Child run = Start(("CUDAMLP_SANITIZER", "1"));
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("cudamlp sanitizer: 0 findings, 0 leaks", run.Errors.Trim());
    }

    [Fact]
    public void Ilgpu_ends_without_an_error()
    {
        _ = NativeLibraries.Folder;
        Assert.True(Run.Value.ExitCode == 0 && Run.Value.Errors.Length == 0, Run.Value.ToString());
    }

    private static Child Start(params (string, string)[] environment)
    {
        string client = Repository.At("tests", "CudaMlp.Emulator.IlgpuClient", "bin", Repository.Configuration, "net10.0", "CudaMlp.Emulator.IlgpuClient.dll");
        return Child.Run("dotnet", [client], [("LD_LIBRARY_PATH", NativeLibraries.Folder), .. environment]);
    }
}
