namespace CudaMlp.Cpu;

/// <summary>A row-major matrix of float32 in memory, or a window of one: element (r, c) is at r·<see cref="Stride"/> + c.</summary>
public readonly unsafe struct Tile
{
    /// <param name="data">The first element; any alignment of 4 bytes.</param>
    /// <param name="rows">Not negative.</param>
    /// <param name="columns">Not negative.</param>
    /// <param name="stride">Elements from one row to the next, at least <paramref name="columns"/>.</param>
    public Tile(float* data, int rows, int columns, int stride)
    {
        if (rows < 0 || columns < 0 || stride < columns)
            throw new ArgumentException($"{rows} rows of {columns} elements, {stride} apart, are no matrix");
        Data = data;
        (Rows, Columns, Stride) = (rows, columns, stride);
    }

    /// <summary>Rows that follow each other without a gap.</summary>
    public Tile(float* data, int rows, int columns)
        : this(data, rows, columns, columns)
    {
    }

    public float* Data { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Stride { get; }

    /// <summary>True where the elements lie in one piece.</summary>
    public bool IsContiguous => Stride == Columns || Rows <= 1;

    /// <summary>First element of a row.</summary>
    public float* Row(int row) => Data + ((nint)row * Stride);

    public Tile SliceRows(Share share) => new(Row(share.Start), share.Length, Columns, Stride);

    public Tile SliceColumns(Share share) => new(Data + share.Start, Rows, share.Length, Stride);

    /// <summary>Rows and columns to walk: one long row where the elements lie in one piece.</summary>
    internal (int Rows, int Columns) Flattened() => IsContiguous && (long)Rows * Columns <= int.MaxValue ? (Rows > 0 ? 1 : 0, Rows * Columns) : (Rows, Columns);

    internal void CheckSame(Tile other, string name)
    {
        if (other.Rows != Rows || other.Columns != Columns)
            throw new ArgumentException($"{name} is {other.Rows} × {other.Columns}, not {Rows} × {Columns}");
    }
}
