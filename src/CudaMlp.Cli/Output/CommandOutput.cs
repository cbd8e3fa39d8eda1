namespace CudaMlp.Cli.Output;

/// <summary>Where a command writes, and whether a person watches.</summary>
internal sealed class CommandOutput(TextWriter output, TextWriter errors, bool? isTerminal = null)
{
    public TextWriter Out => output;

    public TextWriter Errors => errors;

    /// <summary>True where lines may be written over: standard output itself, and it is a terminal.</summary>
    public bool IsTerminal { get; } = isTerminal ?? (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);

    /// <summary>Columns of the terminal; 120 where there is none.</summary>
    public int Width => IsTerminal ? Math.Max(40, Console.WindowWidth) : 120;
}
