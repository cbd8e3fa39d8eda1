using Spectre.Console;

namespace CudaMlp.Cli.Output;

/// <summary>Where a command writes, and whether a person watches.</summary>
internal sealed class CommandOutput(TextWriter output, TextWriter errors, IAnsiConsole? terminal = null)
{
    public TextWriter Out => output;

    public TextWriter Errors => errors;

    /// <summary>True where lines may be written over: standard output itself, and it is a terminal.</summary>
    public bool IsTerminal { get; } = terminal is not null || (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);

    /// <summary>The terminal; looked at only where there is one and something moves on it, for that costs time at the start.</summary>
    public IAnsiConsole Terminal => terminal ?? AnsiConsole.Console;
}
