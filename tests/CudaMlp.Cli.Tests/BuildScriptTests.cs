namespace CudaMlp.Cli.Tests;

/// <summary>build.sh and build.ps1 start the same programs with the same arguments. Stand-ins of those programs write down how they were called.</summary>
public sealed class BuildScriptTests : IDisposable
{
    private const string StandIn = """
        #!/usr/bin/env bash
        name=$(basename "$0")
        case "${1:-}" in *CudaMlp.Cli.dll) name=cudamlp; shift ;; esac
        { printf '%s' "$name"; [ $# -eq 0 ] || printf ' <%s>' "$@"; echo; } >>"$CALLS"
        echo "words of $name ${1:-}"
        [ "${1:-}" != test ] || printf 'Passed!  - Failed:     %s, Passed:    1%s, Skipped:     1, Total: 9\n' 0 0 2 2
        [ "$name ${1:-}" != "${FAILING:-}" ] || exit 3
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-build-").FullName;

    public BuildScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh and the stand-ins want bash");
        foreach (var script in new[] { "build.sh", "build.ps1" })
            File.Copy(Repository.At(script), Path.Combine(_folder, script));
        foreach (var program in new[]
        {
            "bin/dotnet", "src/CudaMlp.Cli/bin/Release/net10.0/cudamlp", "kernels/build-ptx.sh", "src/CudaMlp.Emulator.Native/build-native.sh", "tests/cuda-toolkit.sh",
        })
        {
            var path = Path.Combine(_folder, program);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, StandIn.ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("dotnet <build> <CudaMlp.sln> <-c> <Release> <-v> <quiet>")]
    [InlineData("dotnet <build> <CudaMlp.sln> <-c> <Release> <-v> <quiet> <--no-restore>", "build", "--no-restore")]
    [InlineData("dotnet <build> <src/CudaMlp.Cli> <-c> <Release> <-v> <quiet>\ncudamlp <train>", "train")]
    [InlineData("dotnet <build> <src/CudaMlp.Cli> <-c> <Release> <-v> <quiet>\ncudamlp <train> <my data.csv> <--epochs> <2>", "train", "my data.csv", "--epochs", "2")]
    [InlineData("dotnet <build> <src/CudaMlp.Cli> <-c> <Release> <-v> <quiet>\ncudamlp <--help>", "run", "--help")]
    [InlineData("dotnet <build> <CudaMlp.sln> <-c> <Release> <-v> <quiet>\ndotnet <test> <CudaMlp.sln> <-c> <Release> <--no-build> <-m:1> <--filter> <Gemm>", "test", "--filter", "Gemm")]
    [InlineData("dotnet <run> <-c> <Release> <--project> <benchmarks/CudaMlp.Benchmarks> <--> <--filter> <**>", "bench")]
    [InlineData("dotnet <run> <-c> <Release> <--project> <benchmarks/CudaMlp.Benchmarks> <--> <--filter> <*Gemm*> <--job> <short>", "bench", "Gemm", "--job", "short")]
    [InlineData("build-ptx.sh <--check>", "ptx", "--check")]
    [InlineData("dotnet <format> <CudaMlp.sln>", "format")]
    [InlineData("dotnet <format> <CudaMlp.sln> <--verify-no-changes>", "format", "--check")]
    [InlineData("build-native.sh", "emulator-native")]
    [InlineData("cuda-toolkit.sh", "toolkit")]
    [InlineData("dotnet <publish> <src/CudaMlp.Cli> <-c> <Release> <-v> <quiet> <-p:PublishReadyToRun=true> <--use-current-runtime> <--self-contained> <false> <-o> <artifacts/cudamlp>", "publish")]
    [InlineData("dotnet <publish> <src/CudaMlp.Cli> <-c> <Release> <-v> <quiet> <-p:PublishReadyToRun=true> <--use-current-runtime> <--self-contained> <false> <-o> <a b>", "publish", "a b")]
    public void Both_make_the_same_calls(string calls, params string[] arguments)
    {
        foreach (var script in new[] { "build.sh", "build.ps1" })
        {
            var run = Run(script, arguments);
            Assert.True(run.ExitCode == 0, $"{script}: {run}");
            Assert.Equal(calls, Calls());
        }
    }

    [Theory]
    [InlineData("train --hidden 128,64 --lr 1e-3", "<train> <--hidden> <128,64> <--lr> <1e-3>")]
    [InlineData("train -p:Name=a,b 'my data.csv'", "<train> <-p:Name=a,b> <my data.csv>")]
    public void What_a_session_of_PowerShell_makes_of_words_is_undone(string words, string expected)
    {
        var run = Start("dotnet", [PowerShell, "-NoProfile", "-Command", $"& '{Path.Combine(_folder, "build.ps1")}' {words}"]);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal($"cudamlp {expected}", Calls().Split('\n')[^1]);
    }

    [Fact]
    public void Both_add_up_what_the_test_projects_report()
    {
        foreach (var script in new[] { "build.sh", "build.ps1" })
        {
            var run = Run(script, ["test"]);
            Assert.Equal("22 passed, 2 failed, 2 skipped", run.Output.TrimEnd().Split('\n')[^1]);
        }
    }

    [Fact]
    public void The_output_of_a_command_is_free_of_what_its_build_says()
    {
        foreach (var script in new[] { "build.sh", "build.ps1" })
        {
            var run = Run(script, ["run", "predict"]);
            Assert.Equal("words of cudamlp predict", run.Output.Trim());
            Assert.Contains("words of dotnet build", run.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("dotnet build")]
    [InlineData("dotnet build", "train")]
    [InlineData("cudamlp train", "train")]
    [InlineData("dotnet build", "test")]
    [InlineData("dotnet test", "test")]
    [InlineData("dotnet run", "bench")]
    [InlineData("dotnet publish", "publish")]
    public void A_failure_is_passed_on(string failing, params string[] arguments)
    {
        foreach (var script in new[] { "build.sh", "build.ps1" })
        {
            var run = Run(script, arguments, ("FAILING", failing));
            Assert.True(run.ExitCode == 3, $"{script}: {run}");
            Assert.StartsWith(failing, Calls().Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal).Split('\n')[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Help_lists_the_verbs_and_an_unknown_one_is_refused_with_them()
    {
        var lists = new List<string>();
        foreach (var script in new[] { "build.sh", "build.ps1" })
        {
            var help = Run(script, ["help"]);
            Assert.Equal((0, ""), (help.ExitCode, help.Errors));
            lists.Add(help.Output.Replace("build.ps1", "build.sh", StringComparison.Ordinal).ReplaceLineEndings("\n"));
            var wrong = Run(script, ["buld"]);
            Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
            Assert.Equal($"{script}: 'buld' is none of its verbs\n{help.Output}", wrong.Errors);
        }

        Assert.Contains("publish [DIR]", lists[0], StringComparison.Ordinal);
        Assert.Equal(lists[0], lists[1]);
    }

    private static string PowerShell => Repository.At("tests", "CudaMlp.PowerShell", "bin", Repository.Configuration, "net10.0", "CudaMlp.PowerShell.dll");

    private Child Run(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        var path = Path.Combine(_folder, script);
        return script == "build.sh"
            ? Start("bash", [path, .. arguments], environment)
            : Start("dotnet", [PowerShell, "-NoProfile", "-File", path, .. arguments], environment);
    }

    private Child Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        File.Delete(Path.Combine(_folder, "calls"));
        var path = Path.Combine(_folder, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        return Child.Run(program, arguments, [("CALLS", Path.Combine(_folder, "calls")), ("PATH", path), .. environment]);
    }

    private string Calls() => File.ReadAllText(Path.Combine(_folder, "calls")).TrimEnd();
}
