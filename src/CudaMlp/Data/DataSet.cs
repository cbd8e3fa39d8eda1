using System.Runtime.InteropServices;

namespace CudaMlp.Data;

/// <summary>
/// A data set in memory: row-major rows × features as bytes or float32, with integer labels (classification) or float32 targets (regression).
/// Immutable; parts of it are copies.
/// </summary>
public sealed partial class DataSet : IDataSource
{
    private readonly byte[] _bytes;
    private readonly float[] _floats;
    private readonly int[] _labels;
    private readonly float[] _targets;

    internal DataSet(string name, DataSchema schema, int rows, byte[] bytes, float[] floats, int[] labels, float[] targets)
    {
        (Name, Schema, Rows) = (name, schema, rows);
        (_bytes, _floats, _labels, _targets) = (bytes, floats, labels, targets);
    }

    public string Name { get; }

    public DataSchema Schema { get; }

    public int Rows { get; }

    /// <summary>Class of each row; empty in regression.</summary>
    public ReadOnlyMemory<int> Labels => _labels.AsMemory(0, Schema.IsClassification ? Rows : 0);

    /// <summary>Row-major rows × targets; empty in classification.</summary>
    public ReadOnlyMemory<float> Targets => _targets.AsMemory(0, Rows * Schema.TargetNames.Count);

    /// <summary>Features as bytes; empty where they are float32.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Schema.IsBytes ? Rows * Schema.Features : 0);

    /// <summary>Features as float32; empty where they are bytes.</summary>
    public ReadOnlyMemory<float> Floats => _floats.AsMemory(0, Schema.IsBytes ? 0 : Rows * Schema.Features);

    long IDataSource.Rows => Rows;

    int IDataSource.ChunkRows => 1;

    /// <summary>A block over the same memory, but for targets that are scaled. Keep it: a device knows a block by reference and uploads it once.</summary>
    public DataBlock ToBlock(Preprocessing preprocessing)
    {
        preprocessing.Check(Schema.Features, Name);
        var targets = preprocessing.Targets?.ToNetwork(Targets.Span) ?? Targets;
        return Schema.IsBytes
            ? DataBlock.Of(Bytes, Rows, preprocessing.Scale, preprocessing.Shift).With(Labels, targets)
            : DataBlock.Of(Floats, Rows, preprocessing.Scale, preprocessing.Shift).With(Labels, targets);
    }

    /// <summary>A copy of the named rows, in the order given.</summary>
    public DataSet Select(ReadOnlySpan<int> rows, string? name = null)
    {
        var (width, targets) = (Schema.Features, Schema.TargetNames.Count);
        var window = new DataWindow(Schema, Math.Max(1, rows.Length));
        foreach (var row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows);
            if (Schema.IsBytes)
                _bytes.AsSpan(row * width, width).CopyTo(window.AddBytes(1));
            else
                _floats.AsSpan(row * width, width).CopyTo(window.AddFloats(1));
            if (Schema.IsClassification)
                window.LabelsOfLast(1)[0] = _labels[row];
            else
                _targets.AsSpan(row * targets, targets).CopyTo(window.TargetsOfLast(1));
        }

        return window.IntoDataSet(name ?? Name);
    }

    /// <summary>The first <paramref name="count"/> rows, or all where there are fewer.</summary>
    public DataSet Take(int count) => count >= Rows ? this : Select([.. Enumerable.Range(0, count)]);

    /// <summary>The first feature or target that is no finite number, and its place; null where all are finite.</summary>
    internal (float Value, string Place)? FirstNotFinite()
    {
        var features = Floats.Span;
        for (var i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
                return (features[i], $"row {i / Schema.Features}, {FeatureStatistics.NameOf(Schema, i % Schema.Features)}");
        }

        var targets = Targets.Span;
        for (var i = 0; i < targets.Length; i++)
        {
            if (!float.IsFinite(targets[i]))
                return (targets[i], $"row {i / Schema.Outputs}, target \"{Schema.TargetNames[i % Schema.Outputs]}\"");
        }

        return null;
    }

    /// <summary>Reads a whole source into memory.</summary>
    /// <exception cref="DataException">It has more values than an array can hold, a row cannot be read, or there are fewer than it claims.</exception>
    public static DataSet Load(IDataSource source)
    {
        if (source is DataSet loaded)
            return loaded;
        if (source.Rows > Array.MaxLength / source.Schema.Features)
            throw new DataException(source.Name, $"{source.Rows} rows of {source.Schema.Features} features do not fit in memory; stream them instead");
        var window = new DataWindow(source.Schema, (int)Math.Max(1, source.Rows));
        for (long row = 0; row < source.Rows;)
        {
            var count = (int)Math.Min(Math.Max(source.ChunkRows, 4096), source.Rows - row);
            source.Read(row, count, window);
            row += count;
        }

        return window.Rows == source.Rows ? window.IntoDataSet(source.Name) : throw new DataException(source.Name, $"{window.Rows} rows were read where {source.Rows} were due");
    }

    void IDataSource.Read(long first, int count, DataWindow window)
    {
        var (row, width) = (checked((int)first), Schema.Features);
        if (Schema.IsBytes)
            _bytes.AsSpan(row * width, count * width).CopyTo(window.AddBytes(count));
        else
            _floats.AsSpan(row * width, count * width).CopyTo(window.AddFloats(count));
        if (Schema.IsClassification)
            _labels.AsSpan(row, count).CopyTo(window.LabelsOfLast(count));
        else
            MemoryMarshal.AsBytes(_targets.AsSpan(row * Schema.TargetNames.Count, count * Schema.TargetNames.Count))
                .CopyTo(MemoryMarshal.AsBytes(window.TargetsOfLast(count)));
    }

    /// <summary>Nothing to give back: it lies in managed memory.</summary>
    public void Dispose()
    {
    }
}
