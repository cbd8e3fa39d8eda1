using CudaMlp.Data;

namespace CudaMlp.Cli.Sources;

/// <summary>What `-` reads.</summary>
internal static class StandardInput
{
    public const string Name = "standard input";

    private const int CloseOnExec = 0x80000;

    /// <exception cref="DataException">It is closed.</exception>
    public static Stream Open() => IsClosed() ? throw new DataException(Name, "it is closed: pipe a table in, or name a file") : Console.OpenStandardInput();

    /// <summary>
    /// Where nothing stands at 0, the first that the runtime opens for itself comes to stand there, and is a pipe into which nobody writes. It has a mark
    /// that nothing can have which a process was begun with: to be closed on exec.
    /// </summary>
    private static bool IsClosed()
    {
        const string About = "/proc/self/fdinfo/0";
        try
        {
            return File.ReadLines(About).FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal)) is { } line
                && (Convert.ToInt64(line[6..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // Not Linux: nothing is known, and reading will tell.
            return false;
        }
    }
}
