namespace CudaMlp.Data;

/// <summary>What the operating system had against a file, in one line for people.</summary>
public static class FileProblem
{
    /// <param name="path">The file that was to be read, to tell a folder in its place; null where that cannot be.</param>
    public static string Describe(Exception e, string? path = null) => e switch
    {
        UnauthorizedAccessException when Directory.Exists(path) => "expected a file, found a folder",
        FileNotFoundException => "the file does not exist",
        DirectoryNotFoundException => "the folder does not exist",
        UnauthorizedAccessException => "access is denied",
        PathTooLongException => "the path is too long",
        IOException { HResult: 28 or unchecked((int)0x80070070) } => "the disk is full",
        IOException io when io.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase) => "the disk is full",
        _ => OneLine(e.Message),
    };

    /// <summary>A text without line breaks.</summary>
    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
