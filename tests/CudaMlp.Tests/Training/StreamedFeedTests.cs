using CudaMlp.Data;
using CudaMlp.Tests.Data;
using CudaMlp.Training;

namespace CudaMlp.Tests.Training;

public class StreamedFeedTests
{
    private static List<int[]> Batches(int rows, int chunk, int batch, int window, bool shuffle, int epoch, int firstStep = 0)
    {
        using var source = new CountingSource(rows, chunk);
        using var feed = new StreamedFeed(source, Preprocessing.None(1), batch, 5, shuffle, window);
        var batches = new List<int[]>();
        foreach (var portion in feed.Portions(epoch, firstStep))
        {
            var ids = portion.Order.ToArray().Select(i => (int)portion.Data.Floats.Span[i]).ToArray();
            batches.AddRange(ids.Chunk(batch));
        }

        return batches;
    }

    [Theory]
    [InlineData(100, 1, 10, 30)]
    [InlineData(103, 7, 10, 30)]
    [InlineData(103, 64, 10, 1000)]
    [InlineData(5, 2, 8, 8)]
    public void Every_row_comes_once_an_epoch_in_whole_batches(int rows, int chunk, int batch, int window)
    {
        foreach (var shuffle in new[] { false, true })
        {
            var batches = Batches(rows, chunk, batch, window, shuffle, 0);
            Assert.Equal(Enumerable.Range(0, rows), batches.SelectMany(b => b).Order());
            Assert.All(batches.SkipLast(1), b => Assert.Equal(batch, b.Length));
            if (!shuffle)
                Assert.Equal(Enumerable.Range(0, rows), batches.SelectMany(b => b));
        }
    }

    [Theory]
    [InlineData(70)]
    [InlineData(0)]
    public void A_source_that_gives_fewer_rows_than_it_claims_is_refused(int rows)
    {
        using var source = new ShortSource(new CountingSource(103, 7), rows);
        using var feed = new StreamedFeed(source, Preprocessing.None(1), 10, 5, false, 30);
        var problem = Assert.Throws<DataException>(() => feed.Portions(0, 0).Count());
        Assert.StartsWith($"counting: {rows % 30} rows were read where 30 of its 103 were due", problem.Message);
    }

    private sealed class ShortSource(IDataSource whole, int rows) : IDataSource
    {
        public string Name => whole.Name;

        public DataSchema Schema => whole.Schema;

        public long Rows => whole.Rows;

        public int ChunkRows => whole.ChunkRows;

        public void Read(long first, int count, DataWindow window)
        {
            if (first < rows)
                whole.Read(first, (int)Math.Min(count, rows - first), window);
        }

        public void Dispose() => whole.Dispose();
    }

    [Fact]
    public void Epochs_differ_and_an_epoch_entered_late_goes_on_as_it_would_have()
    {
        var whole = Batches(103, 7, 10, 30, true, 2);
        Assert.NotEqual(whole.SelectMany(b => b), Batches(103, 7, 10, 30, true, 3).SelectMany(b => b));
        for (var first = 0; first <= whole.Count; first++)
            Assert.Equal(whole.Skip(first).SelectMany(b => b), Batches(103, 7, 10, 30, true, 2, first).SelectMany(b => b));
    }
}
