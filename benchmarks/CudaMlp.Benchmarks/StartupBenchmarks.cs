using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace CudaMlp.Benchmarks;

/// <summary>
/// `cudamlp --help` and `cudamlp diagnose` as whole processes, from start to end. Wants `./build.sh publish` before it: what is timed is the command
/// as users get it, compiled ahead; the plain build's command is timed where there is none.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 3, iterationCount: 20, invocationCount: 1)]
public class StartupBenchmarks
{
    private string _command = "";

    [Params("--help", "diagnose")]
    public string Arguments { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CudaMlp.sln")))
            root = root.Parent ?? throw new InvalidOperationException("the benchmark runs below the repository");
        var ending = OperatingSystem.IsWindows() ? ".exe" : "";
        string[] places = [Path.Combine(root.FullName, "artifacts", "cudamlp", "cudamlp" + ending), Path.Combine(root.FullName, "src", "CudaMlp.Cli", "bin", "Release", "net10.0", "cudamlp" + ending)];
        _command = places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("build the command first: ./build.sh publish");
    }

    [Benchmark]
    public int Start()
    {
        using var process = Process.Start(new ProcessStartInfo(_command, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? 0 : throw new InvalidOperationException($"{_command} {Arguments} ended with {process.ExitCode}");
    }
}
