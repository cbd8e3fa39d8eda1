using System.Text.RegularExpressions;
using CudaMlp.Data;

namespace CudaMlp.Files;

/// <summary>
/// Writes a file so that whoever looks finds the old one or the new one, whole, whenever the process is killed: into a temporary
/// name in the same folder, flushed to the disk, and then renamed. A link stays and what it leads to is replaced; a device or a pipe is written to.
/// </summary>
public static partial class AtomicFile
{
    /// <summary>Whether a name is a temporary one: one that is left is of a process that was killed.</summary>
    public static bool IsTemporary(string path) => Temporary().IsMatch(path);

    /// <exception cref="DataException">The file cannot be written: no folder, no right, no space. Nothing is left behind.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (FileKind.IsSpecial(path))
        {
            WriteInto(path, write);
            return;
        }

        var target = TargetOf(path);
        // A name for each writer: two of one file must not tear each other's, and the last to finish is whole as well.
        var temporary = $"{target}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            Discard(temporary);
            if (e is IOException or UnauthorizedAccessException)
                throw new DataException(path, $"cannot be written: {FileProblem.Describe(e)}", inner: e);
            throw;
        }
    }

    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>The full name of the file itself: of a link, that of what it leads to.</summary>
    public static string TargetOf(string path) =>
        Path.GetFullPath(new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName);

    private static void WriteInto(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1 << 16);
            write(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, $"cannot be written: {FileProblem.Describe(e)}", inner: e);
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here is the one to report.
        }
    }

    [GeneratedRegex(@"\.[0-9]+-[0-9]+\.tmp$")]
    private static partial Regex Temporary();
}
