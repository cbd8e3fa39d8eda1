using System.Diagnostics;

namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>Compiles CUDA C to PTX with clang-19, without any toolkit.</summary>
internal static class ClangCompiler
{
    public const string MissingReason = "clang-19 is not installed, so no CUDA C can be compiled here";

    /// <summary>What the toolkit's headers would define.</summary>
    public const string Header = """
        #define __global__ __attribute__((global))
        #define __device__ __attribute__((device))
        #define __shared__ __attribute__((shared))
        #define __constant__ __attribute__((constant))
        #define TID __nvvm_read_ptx_sreg_tid_x()
        #define BID __nvvm_read_ptx_sreg_ctaid_x()
        #define BDIM __nvvm_read_ptx_sreg_ntid_x()
        #define SYNC() __syncthreads()

        """;

    public static bool IsPresent { get; } = Present();

    /// <summary>PTX of a program.</summary>
    public static string Compile(string source, string architecture = "sm_70", string ptx = "ptx63")
    {
        Assert.SkipUnless(IsPresent, MissingReason);
        string folder = Directory.CreateTempSubdirectory("emulator-clang").FullName;
        try
        {
            string input = Path.Combine(folder, "k.cu");
            string output = Path.Combine(folder, "k.ptx");
            File.WriteAllText(input, Header + source);
            string[] arguments =
            [
                "-x", "cuda", "--cuda-device-only", $"--cuda-gpu-arch={architecture}", $"--cuda-feature=+{ptx}", "-nocudainc", "-nocudalib", "-O3", "-ffp-contract=fast",
                "-S", "-o", output, input,
            ];
            using Process process = Process.Start(new ProcessStartInfo("clang-19", arguments) { RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            return File.ReadAllText(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Present()
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo("clang-19", "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            process?.StandardOutput.ReadToEnd();
            process?.WaitForExit();
            return process?.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
