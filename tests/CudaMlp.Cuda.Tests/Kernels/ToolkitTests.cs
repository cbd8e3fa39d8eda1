using System.Text.RegularExpressions;
using CudaMlp.Cuda.Devices;
using CudaMlp.Cuda.Diagnosis;
using CudaMlp.Cuda.Kernels;
using CudaMlp.Emulator.Driver;

namespace CudaMlp.Cuda.Tests.Kernels;

/// <summary>What the CUDA toolkit's own compilers make of the kernels; skipped where they are not on PATH.</summary>
public partial class ToolkitTests
{
    /// <summary>Into machine code, as the driver will; with 64 registers at most, so that a multiprocessor holds four blocks at once.</summary>
    [Theory]
    [InlineData("sm_70")]
    [InlineData("sm_75")]
    [InlineData("sm_80")]
    [InlineData("sm_86")]
    [InlineData("sm_89")]
    [InlineData("sm_90")]
    public void The_assembler_takes_every_kernel_without_spilling(string architecture)
    {
        Assert.SkipUnless(PtxAssembler.IsPresent && !OperatingSystem.IsWindows(), PtxAssembler.MissingReason);
        using var embedded = new KernelFolder(null);
        foreach (var op in KernelImages.Names)
        {
            var (code, text) = PtxAssembler.Run("-v", $"-arch={architecture}", Repository.At("kernels", "ptx", op + ".ptx"), "-o", "/dev/null");
            if (code != 0 && text.Contains("option 'gpu-name'", StringComparison.Ordinal))
                Assert.Skip($"this ptxas does not know {architecture}");
            Assert.True(code == 0 && !text.Contains("warning", StringComparison.OrdinalIgnoreCase), text);
            var kernels = KernelImages.EntriesOf(op).Count;
            Assert.Equal(kernels, text.Split("0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads").Length - 1);
            var registers = Registers().Matches(text).Select(m => int.Parse(m.Groups[1].Value)).ToArray();
            Assert.Equal(kernels, registers.Length);
            Assert.All(registers, r => Assert.InRange(r, 1, 64));
        }
    }

    /// <summary>Compiled by the script that people use, where a warning is an error, and run on the emulated device.</summary>
    [Fact]
    public void What_nvcc_makes_of_the_sources_computes_the_same()
    {
        Assert.SkipWhen(Child.Which("nvcc") is null, "no nvcc: the CUDA toolkit is not on PATH");
        var folder = Directory.CreateTempSubdirectory();
        var compiled = Child.Run("bash", [Repository.At("kernels", "build-ptx.sh"), "--nvcc", folder.FullName]);
        Assert.True(compiled.ExitCode == 0, compiled.ToString());
        using (new KernelFolder(folder.FullName))
        {
            var emulated = EmulatedCuda.Create(new EmulatorOptions { Sanitize = true });
            using var device = GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator");
            Assert.Equal(KernelImages.Names.Count, KernelImages.Names.Count(op => KernelImages.Get(op).AsSpan().IndexOf("NVIDIA NVVM"u8) >= 0));
            Assert.All(KernelCheck.Run(device), report => Assert.True(report.Works, $"{report.Op}: {report.Failure}"));
        }

        folder.Delete(recursive: true);
    }

    [GeneratedRegex("Used (\\d+) registers")]
    private static partial Regex Registers();
}
