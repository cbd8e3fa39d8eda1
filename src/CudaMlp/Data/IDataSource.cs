namespace CudaMlp.Data;

/// <summary>
/// Rows that can be read in any order of chunks, from memory or from disk, without ever being in memory as a whole. This is what a
/// reader of a format implements; splitting, shuffling, normalising and training are built on it.
/// </summary>
/// <remarks>
/// A source must give the same rows for the same numbers every time: a run is resumed by reading the same rows again.
/// <see cref="Read(long, int, DataWindow)"/> may be called from a background thread, never from two at once.
/// </remarks>
public interface IDataSource : IDisposable
{
    /// <summary>For messages: a path, or what the data is.</summary>
    string Name { get; }

    DataSchema Schema { get; }

    long Rows { get; }

    /// <summary>
    /// Rows that are cheap to read together: 1 where any row is as near as any other (pictures in a folder),
    /// some hundreds for a file that is read in stretches. The streamed shuffle moves chunks of this many rows.
    /// </summary>
    int ChunkRows { get; }

    /// <summary>
    /// Appends rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1 to the window, in order, with labels or targets.
    /// </summary>
    /// <exception cref="DataException">A row cannot be read; the message names the place.</exception>
    void Read(long first, int count, DataWindow window);

    /// <summary>
    /// Appends the named rows, in that order. A source whose rows lie apart (a file each) overrides it to read several at once.
    /// </summary>
    /// <exception cref="DataException">A row cannot be read; the message names the place.</exception>
    void Read(ReadOnlySpan<long> rows, DataWindow window)
    {
        for (var i = 0; i < rows.Length;)
        {
            var run = 1;
            while (i + run < rows.Length && rows[i + run] == rows[i] + run)
                run++;
            Read(rows[i], run, window);
            i += run;
        }
    }
}
