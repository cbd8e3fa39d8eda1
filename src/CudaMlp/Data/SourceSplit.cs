namespace CudaMlp.Data;

/// <summary>
/// Splits any source in two: a data set by rows (stratified), anything else by chunks, so that both parts stream. They read from the source: whichever of
/// the three is disposed first closes it.
/// </summary>
public static class SourceSplit
{
    /// <param name="source">What is split.</param>
    /// <param name="fraction">Share of the second part, in (0, 1).</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <exception cref="ArgumentException">The share is out of its range.</exception>
    /// <exception cref="DataException">A part would be empty.</exception>
    public static (IDataSource Training, IDataSource HeldOut) Of(IDataSource source, double fraction, ulong seed)
    {
        if (source is DataSet set)
        {
            var parts = DataSplit.ByFraction(set, fraction, 0, seed);
            return (parts.Training, parts.Validation!);
        }

        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentException($"expected a share in (0, 1), found {fraction}");
        var chunks = (int)((source.Rows + source.ChunkRows - 1) / source.ChunkRows);
        var held = (int)Math.Round(chunks * fraction, MidpointRounding.AwayFromZero);
        if (held == 0 || held == chunks)
            throw new DataException(source.Name, $"{source.Rows} rows in {chunks} chunks are too few for a part of {fraction}");
        var order = new int[chunks];
        for (var i = 0; i < chunks; i++)
            order[i] = i;
        new Randomness.RandomStream(seed, Randomness.RandomPurpose.Split).Shuffle<int>(order);
        // In the file's order again: what is read from start to end is then read in one direction.
        return (new ChunkPart(source, [.. order[held..].Order()]), new ChunkPart(source, [.. order[..held].Order()]));
    }

    /// <summary>Some chunks of a source as a source. The source's short last chunk, if it is here, is the last here too.</summary>
    private sealed class ChunkPart : IDataSource
    {
        private readonly IDataSource _source;
        private readonly int[] _chunks;

        public ChunkPart(IDataSource source, int[] chunks)
        {
            (_source, _chunks) = (source, chunks);
            Rows = ((long)(chunks.Length - 1) * source.ChunkRows) + Math.Min(source.ChunkRows, source.Rows - ((long)chunks[^1] * source.ChunkRows));
        }

        public string Name => _source.Name;

        public DataSchema Schema => _source.Schema;

        public long Rows { get; }

        public int ChunkRows => _source.ChunkRows;

        public void Read(long first, int count, DataWindow window)
        {
            if (ChunkRows == 1)
            {
                _source.Read(Array.ConvertAll(_chunks[(int)first..((int)first + count)], row => (long)row), window);
                return;
            }

            while (count > 0)
            {
                var (chunk, at) = Math.DivRem(first, ChunkRows);
                var rows = (int)Math.Min(count, ChunkRows - at);
                _source.Read(((long)_chunks[chunk] * ChunkRows) + at, rows, window);
                first += rows;
                count -= rows;
            }
        }

        public void Read(ReadOnlySpan<long> rows, DataWindow window)
        {
            var translated = new long[rows.Length];
            for (var i = 0; i < rows.Length; i++)
                translated[i] = ((long)_chunks[rows[i] / ChunkRows] * ChunkRows) + (rows[i] % ChunkRows);
            _source.Read(translated, window);
        }

        public void Dispose() => _source.Dispose();
    }
}
