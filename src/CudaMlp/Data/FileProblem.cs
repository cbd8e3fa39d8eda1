namespace CudaMlp.Data;

/// <summary>What the operating system had against a file, in one line for people.</summary>
public static class FileProblem
{
    public static string Describe(Exception e) => e switch
    {
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
