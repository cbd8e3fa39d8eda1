using System.Diagnostics;

namespace CudaMlp.Cli.Tests;

/// <summary>What a call of the command came to.</summary>
internal sealed record CommandRun(int Code, string Out, string Errors)
{
    public string LastLine => Out.TrimEnd('\n').Split('\n')[^1];

    /// <summary>In this process: no time for a start, and a debugger reaches it.</summary>
    public static CommandRun Of(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = Application.Run(arguments, output, errors);
        return new CommandRun(code, output.ToString(), errors.ToString());
    }

    /// <summary>The same, and it must succeed.</summary>
    public static CommandRun Good(params string[] arguments)
    {
        var run = Of(arguments);
        Assert.True(run.Code == 0, $"exit code {run.Code}: {run.Errors}");
        return run;
    }

    /// <summary>By a shell, in which $cudamlp is the command: for what only a shell can do, and for what is set around a process.</summary>
    public static CommandRun ByShell(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["cudamlp"] = Path.Combine(AppContext.BaseDirectory, "CudaMlp.Cli");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"it hangs: {script}");
        }

        return new CommandRun(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>As a process of its own, for signals.</summary>
    public static Process Start(params IEnumerable<string> arguments) => Start(input: null, arguments);

    /// <summary>The same with a text on standard input.</summary>
    public static Process Start(string? input, IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "CudaMlp.Cli.exe" : "CudaMlp.Cli");
        // Under nohup, or as a job in the background, the tests have signals ignored, and what they start would inherit that.
        var start = OperatingSystem.IsLinux() ? new ProcessStartInfo("env", ["--default-signal", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (input is not null, true, true);
        var process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }

        return process;
    }
}
