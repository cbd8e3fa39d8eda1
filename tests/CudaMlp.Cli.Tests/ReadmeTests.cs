using System.Diagnostics;

namespace CudaMlp.Cli.Tests;

/// <summary>The README's tour, run command by command as a user would, in a folder of its own.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-tour-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_command_of_the_tour_works()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "data", "mnist"), Repository.At("data", "mnist"));
        var tour = File.ReadAllText(Repository.At("README.md"));
        tour = tour[tour.IndexOf("## A tour", StringComparison.Ordinal)..];
        tour = tour[..tour.IndexOf("\n## ", 4, StringComparison.Ordinal)];
        var commands = tour.Split('\n').Where(line => line.StartsWith("cudamlp ", StringComparison.Ordinal)).ToArray();
        Assert.True(commands.Length >= 8, $"the tour has only {commands.Length} commands");
        var outputs = commands.ToDictionary(command => command, Run);

        Assert.Contains(outputs, o => o.Key.Contains("train mnist", StringComparison.Ordinal) && o.Value.Contains("test accuracy 9", StringComparison.Ordinal));
        // Git ignores runs/, and data/ is there already: the tour leaves nothing else in the tree.
        Assert.Equal(["data", "runs"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
        foreach (var file in new[] { "samples.png", "mnist/report.html", "mnist/model.cudamlp", "mnist/curves.png", "pictures/confusion.png", "optimizers/compare.png", "mnist.onnx", "mnist.safetensors" })
            Assert.True(File.Exists(Path.Combine(_folder, "runs", "tour", file)), $"the tour left no {file}");
    }

    private string Run(string command)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "CudaMlp.Cli.dll"));
        foreach (var argument in command.Split(' ').Skip(1))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command}: exit code {process.ExitCode}\n{output}\n{errors.Result}");
        return output;
    }
}
