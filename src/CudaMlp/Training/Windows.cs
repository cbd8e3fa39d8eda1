using CudaMlp.Data;

namespace CudaMlp.Training;

/// <summary>A source from start to end in windows, each a block that is good until the next is taken.</summary>
internal static class Windows
{
    /// <summary>Bytes of a window unless something else is asked for.</summary>
    private const long UsualBytes = 64 << 20;

    public static IEnumerable<DataBlock> Of(IDataSource source, Preprocessing preprocessing, int windowRows)
    {
        var rows = (int)Math.Clamp(source.Rows, 1, RowsOf(source.Schema, windowRows));
        var window = new DataWindow(source.Schema, rows);
        for (long first = 0; first < source.Rows; first += rows)
        {
            window.Clear();
            source.Read(first, (int)Math.Min(rows, source.Rows - first), window);
            yield return window.ToBlock(preprocessing);
        }
    }

    /// <summary>A source that one window holds is read once and stays in memory: the epochs after the first would read the same rows again.</summary>
    /// <exception cref="DataException">A row cannot be read.</exception>
    public static IDataSource Kept(IDataSource source, int windowRows)
    {
        // A window that was asked for may be larger than an array can be: that is the window's to refuse.
        var most = Math.Min(RowsOf(source.Schema, windowRows), Array.MaxLength / source.Schema.Features);
        return source.Rows <= most ? DataSet.Load(source) : source;
    }

    /// <summary>Rows of a window: as asked for, or as many as fit the usual size.</summary>
    public static int RowsOf(DataSchema schema, int windowRows) =>
        windowRows > 0 ? windowRows : (int)Math.Max(1, UsualBytes / ((long)schema.Features * (schema.IsBytes ? 1 : 4)));
}
