using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Tracking.Runs;

namespace CudaMlp.Cli.Runs;

/// <summary>
/// Keeps a run's folder to one process while it trains. What counts is that the file is held open, not that it is there: the system lets go of it
/// however the process ends. It is not deleted, for another may have opened it in that moment and would then hold a file that nobody sees.
/// </summary>
internal static class RunLock
{
    private const string Name = RunSummary.LockName;

    /// <returns>Dispose of it to let go.</returns>
    /// <exception cref="DataException">Another process trains there, or the folder cannot be written.</exception>
    public static IDisposable Take(RunFolder folder)
    {
        FileStream? held = null;
        try
        {
            held = new FileStream(folder.At(Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            DropTemporaries(folder);
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var taken = held is null && e is IOException && File.Exists(folder.At(Name));
            held?.Dispose();
            throw new DataException(folder.Path, taken ? "another process trains in this folder" : FileProblem.Describe(e), inner: e);
        }
    }

    /// <summary>What a killed process left half written; this one has written nothing of it yet.</summary>
    private static void DropTemporaries(RunFolder folder)
    {
        foreach (var path in Directory.GetFiles(folder.Path))
        {
            if (AtomicFile.IsTemporary(path) && !path.Contains($".{Environment.ProcessId}-", StringComparison.Ordinal))
                File.Delete(path);
        }
    }
}
