using CudaMlp.Data;

namespace CudaMlp.Cli.Sources;

/// <summary>Named pipes and a shell's &lt;(…): .NET takes them for files, but they can be read only once, from their start to their end.</summary>
internal static class Pipe
{
    /// <returns>Null where there is none: a file, a folder, or nothing.</returns>
    /// <exception cref="DataException">It cannot be opened.</exception>
    public static FileStream? Open(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var stream = File.OpenRead(path);
            if (!stream.CanSeek)
                return stream;
            stream.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e), inner: e);
        }
    }

    /// <exception cref="DataException">There is a pipe, or what cannot be opened.</exception>
    public static void Refuse(string path)
    {
        using var pipe = Open(path);
        if (pipe is not null)
            throw new DataException(path, "a pipe can be read only once, and this is read more often: write it into a file first");
    }
}
