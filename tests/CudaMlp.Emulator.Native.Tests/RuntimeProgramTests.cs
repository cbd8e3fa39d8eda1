using System.Text.RegularExpressions;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>Programs of the CUDA runtime library, as nvcc makes them, with PTX inside.</summary>
public sealed class RuntimeProgramTests
{
    private const int Checks = 10;
    private const int ErrorChecks = 5;

    [Theory]
    [InlineData("h100")]
    [InlineData("t4")]
    [InlineData("b200")]
    public void A_program_runs(string device)
    {
        Child run = Run(NvccProgram.Compile("runtime", "runtime.cu"), "", ("CUDAMLP_EMULATED_DEVICE", device));
        Passed(run, Checks);
        Assert.Equal("", run.Errors);
    }

    [Fact]
    public void Errors_are_those_of_a_gpu()
    {
        Child run = Run(NvccProgram.Compile("runtime", "runtime.cu"), "errors");
        Passed(run, Checks + ErrorChecks);
    }

    [Fact]
    public void A_program_runs_under_the_sanitizer()
    {
        Child run = Run(NvccProgram.Compile("runtime", "runtime.cu"), "", ("CUDAMLP_SANITIZER", "1"));
        Passed(run, Checks);
        Assert.Contains("0 findings, 0 leaks", run.Errors);
    }

    [Fact]
    public void The_default_stream_may_be_each_threads_own() =>
        Passed(Run(NvccProgram.Compile("runtime-per-thread", "runtime.cu", "--default-stream", "per-thread"), ""), Checks);

    [Fact]
    public void The_runtime_may_be_a_library_of_its_own()
    {
        Child run = Run(NvccProgram.Compile("runtime-shared", "runtime.cu", "-cudart", "shared"), "");
        Assert.SkipWhen(run.Errors.Contains("libcudart.so", StringComparison.Ordinal), "libcudart.so is where the loader does not look");
        Passed(run, Checks);
    }

    [Fact]
    public void What_a_kernel_prints_stands_where_it_was_printed() =>
        Assert.Equal("before\nfrom thread 0\nfrom thread 1\nafter\n", Run(NvccProgram.Compile("runtime", "runtime.cu"), "say").Output);

    [Theory]
    [InlineData("arch=compute_70,code=compute_70")]
    [InlineData("arch=compute_70,code=[sm_70,compute_70]")]
    public void A_program_of_relocatable_parts_is_linked_from_their_ptx(string target)
    {
        string kind = target.Contains("sm_", StringComparison.Ordinal) ? "both" : "ptx";
        string part = NvccProgram.Compile($"part-{kind}.o", "-rdc=true", "-c", "-gencode", target, "parts.cu");
        string main = NvccProgram.Compile($"main-{kind}.o", "-rdc=true", "-c", "-gencode", target, "-DMAIN", "parts.cu");
        Child run = Run(NvccProgram.Compile($"parts-{kind}", "-rdc=true", "-gencode", target, main, part), "", ("CUDAMLP_EMULATOR_VERBOSE", "1"));
        Assert.Equal("0 42 32", run.Output.Trim());
        Assert.Equal("", run.Errors);
    }

    [Fact]
    public void Machine_code_alone_fails_the_launch_and_says_what_to_do()
    {
        Child run = Run(NvccProgram.Compile("launch-sass", "launch.cu", "-gencode", "arch=compute_80,code=sm_80"), "", ("CUDAMLP_EMULATOR_VERBOSE", "1"));
        Assert.Equal("malloc 0 launch 209 had 0", run.Output.Trim());
        Assert.Contains("machine code for sm_80 only", run.Errors);
        Assert.Contains("-gencode arch=compute_90,code=compute_90", run.Errors);
    }

    [Theory]
    [InlineData("LAZY")]
    [InlineData("EAGER")]
    public void Kernels_are_loaded_when_the_user_wants_them(string mode) =>
        Assert.Equal("malloc 0 launch 0 had 42", Run(NvccProgram.Compile("launch", "launch.cu"), "", ("CUDA_MODULE_LOADING", mode)).Output.Trim());

    private static void Passed(Child run, int count)
    {
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain("FAIL", run.Output);
        Assert.Equal(count, Regex.Count(run.Output, "^PASS ", RegexOptions.Multiline));
    }

    private static Child Run(string program, string argument, params (string, string)[] environment)
    {
        string inherited = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") is { Length: > 0 } path ? ":" + path : "";
        return Child.Run(program, argument.Length == 0 ? [] : [argument], [("LD_LIBRARY_PATH", NativeLibraries.Folder + inherited), .. environment]);
    }
}
