using CudaMlp.Data;
using CudaMlp.Randomness;

namespace CudaMlp.Training;

/// <summary>
/// A source that is read in windows while it is trained on. The shuffle: the source's chunks (<see cref="IDataSource.ChunkRows"/>
/// rows each) in random order make one long row of rows, it is cut into windows, and the rows of each window are shuffled. The next window is read in the background.
/// Memory: three windows, one in use, one being read, and one that a device may still hold until the next is bound.
/// </summary>
internal sealed class StreamedFeed : EpochFeed
{
    private readonly IDataSource _source;
    private readonly Preprocessing _preprocessing;
    private readonly int _windowRows;
    private readonly DataWindow[] _windows;
    private readonly int[] _order;

    public StreamedFeed(IDataSource source, Preprocessing preprocessing, int batchSize, ulong seed, bool shuffle, int windowRows)
        : base(source.Rows, batchSize, seed, shuffle)
    {
        (_source, _preprocessing) = (source, preprocessing);
        // Whole batches, so that the last batch of an epoch alone is short.
        var rows = Math.Max(1, Math.Min(windowRows, source.Rows) / batchSize) * batchSize;
        _windowRows = (int)Math.Min(rows, int.MaxValue / 2);
        _windows = new DataWindow[Math.Min(3, (source.Rows + _windowRows - 1) / _windowRows)];
        for (var i = 0; i < _windows.Length; i++)
            _windows[i] = new DataWindow(source.Schema, _windowRows);
        _order = new int[_windowRows];
    }

    public override IEnumerable<Portion> Portions(int epoch, int firstStep)
    {
        var chunks = new ChunkSequence(_source, Shuffled ? new RandomStream(Seed, RandomPurpose.Windows, (ulong)epoch) : null);
        var stepsPerWindow = _windowRows / BatchSize;
        var first = firstStep / stepsPerWindow;
        var count = (int)((Rows + _windowRows - 1) / _windowRows);
        if (first >= count)
            yield break;
        var next = Load(chunks, first);
        try
        {
            for (var w = first; w < count; w++)
            {
                var window = next.GetAwaiter().GetResult();
                if (w + 1 < count)
                    next = Load(chunks, w + 1);
                var order = OrderOf(window, epoch, w);
                var skip = w == first ? Math.Min((firstStep - (first * stepsPerWindow)) * BatchSize, order.Length) : 0;
                yield return new Portion(window.ToBlock(_preprocessing), order[skip..]);
            }
        }
        finally
        {
            // Whoever leaves early must not leave a reader behind that still fills a window.
            ((IAsyncResult)next).AsyncWaitHandle.WaitOne();
        }
    }

    private Task<DataWindow> Load(ChunkSequence chunks, int index) => Task.Run(() =>
    {
        var window = _windows[index % _windows.Length];
        window.Clear();
        var first = (long)index * _windowRows;
        chunks.Read(first, _windowRows, window);
        // Its steps are planned by the rows that the source claims.
        var due = Math.Min(_windowRows, Rows - first);
        return window.Rows == due ? window : throw new DataException(_source.Name, $"{window.Rows} rows were read where {due} of its {Rows} were due");
    });

    private Memory<int> OrderOf(DataWindow window, int epoch, int index)
    {
        for (var i = 0; i < window.Rows; i++)
            _order[i] = i;
        if (Shuffled)
            new RandomStream(Seed, RandomPurpose.Shuffle, ((ulong)epoch << 32) | (uint)index).Shuffle(_order.AsSpan(0, window.Rows));
        return _order.AsMemory(0, window.Rows);
    }
}

/// <summary>The rows of a source chunk by chunk, the chunks in random order (or as they stand). Its short last chunk takes part like any other.</summary>
internal sealed class ChunkSequence
{
    private readonly IDataSource _source;
    private readonly int[] _chunks;
    private readonly long[] _starts;

    public ChunkSequence(IDataSource source, RandomStream? random)
    {
        _source = source;
        var size = source.ChunkRows;
        _chunks = new int[checked((int)((source.Rows + size - 1) / size))];
        for (var i = 0; i < _chunks.Length; i++)
            _chunks[i] = i;
        random?.Shuffle<int>(_chunks);
        _starts = new long[_chunks.Length + 1];
        for (var i = 0; i < _chunks.Length; i++)
            _starts[i + 1] = _starts[i] + LengthOf(_chunks[i]);
    }

    /// <summary>Reads positions <paramref name="first"/> and on of the sequence, at most <paramref name="count"/> rows.</summary>
    public void Read(long first, int count, DataWindow window)
    {
        var end = Math.Min(first + count, _starts[^1]);
        if (_source.ChunkRows == 1)
        {
            _source.Read(Array.ConvertAll(_chunks[(int)first..(int)end], row => (long)row), window);
            return;
        }

        var at = Array.BinarySearch(_starts, first);
        if (at < 0)
            at = ~at - 1;
        for (; first < end; at++)
        {
            var skip = first - _starts[at];
            var rows = (int)Math.Min(LengthOf(_chunks[at]) - skip, end - first);
            _source.Read(((long)_chunks[at] * _source.ChunkRows) + skip, rows, window);
            first += rows;
        }
    }

    private long LengthOf(int chunk) => Math.Min(_source.ChunkRows, _source.Rows - ((long)chunk * _source.ChunkRows));
}
