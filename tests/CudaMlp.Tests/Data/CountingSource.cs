using CudaMlp.Data;

namespace CudaMlp.Tests.Data;

/// <summary>A source whose only feature is the number of the row; its label is the parity.</summary>
internal sealed class CountingSource(int rows, int chunk) : IDataSource
{
    public string Name => "counting";

    public DataSchema Schema { get; } = new(1) { ClassNames = ["even", "odd"] };

    public long Rows => rows;

    public int ChunkRows => chunk;

    public long RowsRead { get; private set; }

    public void Read(long first, int count, DataWindow window)
    {
        Assert.InRange(first + count, 1, rows);
        RowsRead += count;
        var values = window.AddFloats(count);
        var labels = window.LabelsOfLast(count);
        for (var i = 0; i < count; i++)
            (values[i], labels[i]) = (first + i, (int)((first + i) % 2));
    }

    public void Dispose()
    {
    }

    public static int[] ReadAll(IDataSource source) => [.. DataSet.Load(source).Floats.ToArray().Select(v => (int)v)];
}
