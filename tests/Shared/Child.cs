using System.Diagnostics;

namespace CudaMlp.TestSupport;

/// <summary>A finished program: how it ended and what it said.</summary>
internal sealed record Child(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">File or name on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set beyond the inherited ones.</param>
    public static Child Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the caller of the tests set for itself is not for the programs under test.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("CUDAMLP_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(10)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within ten minutes");
        }
        return new Child(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Full path of a program that can be started, or null.</summary>
    public static string? Which(params string[] names) =>
        (from name in names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}
