namespace CudaMlp.Datasets.Tables;

/// <summary>Which rows of a table belong to one part of a split. A byte a row, and the number of rows before every 512th.</summary>
internal sealed class TablePart
{
    private const int Stride = 512;

    private readonly byte[] _parts;
    private readonly byte _which;
    private readonly int[] _before;

    public TablePart(byte[] parts, byte which)
    {
        (_parts, _which) = (parts, which);
        _before = new int[(parts.Length / Stride) + 1];
        var rows = 0;
        for (var row = 0; row < parts.Length; row++)
        {
            if (row % Stride == 0)
                _before[row / Stride] = rows;
            rows += parts[row] == which ? 1 : 0;
        }

        if (parts.Length % Stride == 0)
            _before[^1] = rows;
        Rows = rows;
    }

    public int Rows { get; }

    public bool Holds(long row) => _parts[row] == _which;

    /// <summary>The row of the table that is row <paramref name="index"/> of the part.</summary>
    public long FileRow(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Rows);
        var block = Array.BinarySearch(_before, (int)index);
        // Of several blocks that begin at the same count, the last one holds the row.
        block = block < 0 ? ~block - 1 : block;
        while (block + 1 < _before.Length && _before[block + 1] <= index)
            block++;
        var (row, left) = (block * Stride, (int)index - _before[block]);
        while (true)
        {
            if (_parts[row] == _which && left-- == 0)
                return row;
            row++;
        }
    }
}
