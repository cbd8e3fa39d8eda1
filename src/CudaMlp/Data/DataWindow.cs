namespace CudaMlp.Data;

/// <summary>
/// Rows in memory that a source fills: features as bytes or float32, with labels or targets. It is allocated once for its capacity and used again.
/// </summary>
public sealed class DataWindow
{
    private readonly byte[] _bytes = [];
    private readonly float[] _floats = [];
    private readonly int[] _labels = [];
    private readonly float[] _targets = [];

    /// <exception cref="ArgumentException">The window would be larger than an array can be.</exception>
    public DataWindow(DataSchema schema, int capacity)
    {
        var values = (long)capacity * schema.Features;
        if (capacity < 1 || values > Array.MaxLength || (long)capacity * schema.TargetNames.Count > Array.MaxLength)
            throw new ArgumentException($"a window of {capacity} rows of {schema.Features} features is empty or too large");
        (Schema, Capacity) = (schema, capacity);
        if (schema.IsBytes)
            _bytes = GC.AllocateUninitializedArray<byte>((int)values);
        else
            _floats = GC.AllocateUninitializedArray<float>((int)values);
        if (schema.IsClassification)
            _labels = new int[capacity];
        else
            _targets = new float[capacity * schema.TargetNames.Count];
    }

    public DataSchema Schema { get; }

    public int Capacity { get; }

    /// <summary>Rows filled so far.</summary>
    public int Rows { get; private set; }

    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Schema.IsClassification ? Rows : 0);

    public ReadOnlySpan<float> Targets => _targets.AsSpan(0, Rows * Schema.TargetNames.Count);

    public void Clear() => Rows = 0;

    /// <summary>Adds <paramref name="rows"/> rows to be written through the spans given back. Only for schemas of bytes.</summary>
    public Span<byte> AddBytes(int rows) => _bytes.AsSpan(Reserve(rows) * Schema.Features, rows * Schema.Features);

    /// <summary>Adds <paramref name="rows"/> rows to be written through the span given back. Only for schemas of float32.</summary>
    public Span<float> AddFloats(int rows) => _floats.AsSpan(Reserve(rows) * Schema.Features, rows * Schema.Features);

    /// <summary>Labels of the <paramref name="rows"/> rows added last.</summary>
    public Span<int> LabelsOfLast(int rows) => _labels.AsSpan(Rows - rows, rows);

    /// <summary>Targets of the <paramref name="rows"/> rows added last, row-major.</summary>
    public Span<float> TargetsOfLast(int rows) =>
        _targets.AsSpan((Rows - rows) * Schema.TargetNames.Count, rows * Schema.TargetNames.Count);

    /// <summary>Features of one filled row as float32, before any normalisation.</summary>
    public void CopyRow(int row, Span<float> features)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows);
        var width = Schema.Features;
        if (!Schema.IsBytes)
        {
            _floats.AsSpan(row * width, width).CopyTo(features);
            return;
        }

        for (var i = 0; i < width; i++)
            features[i] = _bytes[(row * width) + i];
    }

    /// <summary>
    /// The filled rows as a block that shares this window's memory: it is good until the window is cleared. Each call makes a new block, so
    /// that a device that knows blocks by reference uploads it again.
    /// </summary>
    public DataBlock ToBlock(Preprocessing preprocessing)
    {
        preprocessing.Check(Schema.Features, "the data");
        var (scale, shift) = (preprocessing.Scale, preprocessing.Shift);
        var labels = _labels.AsMemory(0, Schema.IsClassification ? Rows : 0);
        var targets = preprocessing.Targets?.ToNetwork(Targets) ?? _targets.AsMemory(0, Rows * Schema.TargetNames.Count);
        return Schema.IsBytes
            ? DataBlock.Of(_bytes.AsMemory(0, Rows * Schema.Features), Rows, scale, shift).With(labels, targets)
            : DataBlock.Of(_floats.AsMemory(0, Rows * Schema.Features), Rows, scale, shift).With(labels, targets);
    }

    /// <summary>A data set that takes the window's arrays over; the window must not be used any more.</summary>
    internal DataSet IntoDataSet(string name) => new(name, Schema, Rows, _bytes, _floats, _labels, _targets);

    private int Reserve(int rows)
    {
        if (rows < 0 || rows > Capacity - Rows)
            throw new ArgumentException($"{rows} more rows do not fit a window that holds {Rows} of {Capacity}");
        var first = Rows;
        Rows += rows;
        return first;
    }
}
