using System.Text.RegularExpressions;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>Programs in C and Python that know only NVIDIA's interface, on the emulated libraries.</summary>
public sealed class ClientTests
{
    [Fact]
    public void A_c_program_runs()
    {
        Child run = Run();
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain("FAIL", run.Output);
        Assert.Equal(21, Regex.Count(run.Output, "^PASS ", RegexOptions.Multiline));
        Assert.Equal("", run.Errors);
    }

    [Theory]
    [InlineData("CUDAMLP_EMULATED_DEVICE", "t4")]
    [InlineData("CUDAMLP_EMULATED_DEVICE", "rtx4090")]
    [InlineData("CUDAMLP_EMULATED_DEVICE", "b200")]
    [InlineData("CUDAMLP_EMULATED_DEVICE", "rtx5090")]
    [InlineData("CUDAMLP_EMULATOR_SHUFFLE", "1")]
    [InlineData("CUDAMLP_EMULATOR_SHUFFLE", "2")]
    public void A_c_program_runs_on_other_devices_and_in_other_orders(string variable, string value)
    {
        Child run = Run("", (variable, value));
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Fact]
    public void A_fault_in_another_order_is_told_by_the_call_that_waits()
    {
        Assert.Contains(Enumerable.Range(1, 8), seed => Run("fault", ("CUDAMLP_EMULATOR_SHUFFLE", $"{seed}")).Output.Contains("launch 0 synchronize 700", StringComparison.Ordinal));
        Assert.Contains("not a whole number", Run("", ("CUDAMLP_EMULATOR_SHUFFLE", "late")).Errors);
    }

    [Fact]
    public void An_unknown_device_is_said_and_there_is_none()
    {
        Child run = Run("", ("CUDAMLP_EMULATED_DEVICE", "voodoo2"));
        Assert.Contains("FAIL init", run.Output);
        Assert.Contains("voodoo2", run.Errors);
        Assert.Contains("h100", run.Errors);
    }

    [Fact]
    public void The_sanitizer_reports_leaks_at_exit()
    {
        Child clean = Run("", ("CUDAMLP_SANITIZER", "1"));
        Assert.True(clean.ExitCode == 0, clean.ToString());
        Assert.Contains("0 findings, 0 leaks", clean.Errors);
        Child leaky = Run("leak", ("CUDAMLP_SANITIZER", "1"));
        Assert.True(leaky.ExitCode == 0, leaky.ToString());
        Assert.Contains("0 findings, 7 leaks", leaky.Errors);
        Assert.Contains("leak: allocation", leaky.Errors);
    }

    [Fact]
    public void A_kernel_that_goes_too_far_is_found_with_its_line()
    {
        Child run = Run("fault", ("CUDAMLP_SANITIZER", "1"));
        Assert.Contains("launch 700 synchronize 700", run.Output);
        Assert.Contains("saxpy", run.Errors);
        Assert.Matches("line [0-9]+", run.Errors);
        Child silent = Run("fault");
        Assert.Contains("launch 700 synchronize 700", silent.Output);
        Assert.Equal("", silent.Errors);
        Assert.Contains("saxpy", Run("fault", ("CUDAMLP_EMULATOR_VERBOSE", "1")).Errors);
    }

    [Fact]
    public void A_failed_assertion_is_said_without_being_asked_for()
    {
        Child run = Run("assert");
        Assert.Contains("launch 710 synchronize 710", run.Output);
        Assert.Contains("foreign.cu:38: void check(int): block: [0,0,0], thread: [0,0,0] Assertion `i < 3` failed.", run.Errors);
    }

    [Theory]
    [InlineData("profile.txt", "least times for NVIDIA H100")]
    [InlineData("profile.json", "\"kernel\": \"saxpy\"")]
    [InlineData("profile.trace.json", "\"traceEvents\"")]
    public void The_profile_is_written_at_exit(string name, string part)
    {
        string path = Path.Combine(AppContext.BaseDirectory, name);
        File.Delete(path);
        Child run = Run("", ("CUDAMLP_PROFILE", path));
        Assert.True(run.ExitCode == 0, run.ToString());
        string profile = File.ReadAllText(path);
        Assert.Contains(part, profile);
        Assert.Contains("block_sum", profile);
        Child nowhere = Run("", ("CUDAMLP_PROFILE", "/nonexistent/profile.txt"));
        Assert.Equal(0, nowhere.ExitCode);
        Assert.Contains("/nonexistent/profile.txt", nowhere.Errors);
    }

    [Fact]
    public void A_python_program_runs()
    {
        string? python = Child.Which("python3");
        Assert.SkipWhen(python is null, "no python3 on the path");
        Child run = Child.Run(python!, [Programs.At("client.py"), ForeignPtx.File], ("LD_LIBRARY_PATH", NativeLibraries.Folder));
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("all right", run.Output);
    }

    private static Child Run(string mode = "", params (string, string)[] environment) => Child.Run(
        CProgram.Compile("client"), mode.Length == 0 ? [ForeignPtx.File] : [ForeignPtx.File, mode], [("LD_LIBRARY_PATH", NativeLibraries.Folder), .. environment]);
}
