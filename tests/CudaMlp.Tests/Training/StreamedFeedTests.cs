using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Layers;
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

    [Theory]
    [InlineData(0, 1)]
    [InlineData(103, 1)]
    [InlineData(102, 3)]
    public void What_one_window_holds_is_read_once_and_trained_on_as_data_in_memory_is(int window, int times)
    {
        using var device = new CpuDevice(1);
        using var source = new CountingSource(103, 7);
        using var heldOut = new CountingSource(103, 7);
        using var streamed = Model();
        var options = new FitOptions { Epochs = 3, BatchSize = 10, WindowRows = window };
        streamed.Fit(source, heldOut, options);
        Assert.Equal(103 * times, source.RowsRead);
        Assert.Equal(103 * times, heldOut.RowsRead);
        using var resident = Model();
        resident.Fit(DataSet.Load(source), DataSet.Load(heldOut), options);
        Assert.Equal(times == 1, Toy.Bytes(resident).AsSpan().SequenceEqual(Toy.Bytes(streamed)));

        Sequential Model()
        {
            var model = new Sequential(new Dense(3, "tanh"), new Dense(2)).Compile("sgd", seed: 2).On(device);
            model.Preprocessing = new Preprocessing(Normalization.Rescale, [1f / 103], [0]);
            return model;
        }
    }

    [Fact]
    public void A_source_that_one_window_would_hold_is_refused_where_it_gives_fewer_rows_than_it_claims()
    {
        using var device = new CpuDevice(1);
        using var source = new ShortSource(new CountingSource(103, 7), 50);
        using var model = new Sequential(new Dense(2)).Compile("sgd").On(device);
        var problem = Assert.Throws<DataException>(() => model.Fit(source, null, new FitOptions { BatchSize = 10 }));
        Assert.StartsWith("counting: 50 rows were read where 103 were due", problem.Message);
    }

    [Fact]
    public void A_window_larger_than_an_array_is_not_read_at_once()
    {
        using var source = new CountingSource(int.MaxValue, 512);
        Assert.Same(source, Windows.Kept(source, int.MaxValue));
        Assert.Equal(0, source.RowsRead);
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
