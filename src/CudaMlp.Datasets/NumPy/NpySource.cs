using CudaMlp.Data;

namespace CudaMlp.Datasets.NumPy;

/// <summary>
/// Two arrays as a data source: features (rows first; unsigned bytes stay bytes, everything else becomes float32) and labels (integers, or a
/// one-hot matrix) or regression targets (floating point). Rows are read from the disk as they are asked for.
/// </summary>
public sealed class NpySource : IDataSource
{
    private readonly NpyArray _x;
    private readonly NpyArray? _y;
    private readonly bool _oneHot;
    private float[] _row = [];

    /// <param name="name">For messages.</param>
    /// <param name="x">Features; owned from now on.</param>
    /// <param name="y">Labels or targets, or null where there are none (predicting); owned from now on.</param>
    /// <param name="like">The schema expected, or null to derive it from the arrays.</param>
    /// <exception cref="DataException">The arrays do not fit each other or the schema.</exception>
    public NpySource(string name, NpyArray x, NpyArray? y, DataSchema? like = null)
    {
        (Name, _x, _y) = (name, x, y);
        var features = x.Header.RowLength;
        if (x.Header.Rows < 1 || features < 1 || features > Model.Architecture.MaximumWidth)
            throw new DataException(x.Name, $"expected rows of 1 to {Model.Architecture.MaximumWidth} features, found {x.Header.Rows} rows of {features}");
        if (y is not null && y.Header.Rows != x.Header.Rows)
            throw new DataException(y.Name, $"{y.Header.Rows} labels for the {x.Header.Rows} rows of {x.Name}");
        if (like is not null && like.Features != features)
            throw new DataException(x.Name, $"rows have {features} features where {like.Features} are expected");
        _oneHot = y is { IsInteger: true } && y.Header.RowLength > 1;
        Schema = Derive((int)features, like);
    }

    public string Name { get; }

    public DataSchema Schema { get; }

    public long Rows => _x.Header.Rows;

    public int ChunkRows => (int)Math.Clamp((256L << 10) / Math.Max(1, _x.Header.RowLength * _x.Header.ElementSize), 1, 1024);

    public void Read(long first, int count, DataWindow window)
    {
        if (_x.IsBytes)
            _x.ReadBytes(first, window.AddBytes(count));
        else
            _x.ReadFloats(first, window.AddFloats(count));
        if (_y is null)
            return;
        if (!Schema.IsClassification)
        {
            ReadTargets(first, window.TargetsOfLast(count));
            return;
        }

        var labels = window.LabelsOfLast(count);
        if (_oneHot)
        {
            ReadOneHot(first, labels);
            return;
        }

        _y.ReadLabels(first, labels);
        for (var i = 0; i < count; i++)
        {
            if ((uint)labels[i] >= (uint)Schema.ClassNames.Count)
                throw new DataException(_y.Name, $"label {labels[i]} is out of range: expected 0 to {Schema.ClassNames.Count - 1}", $"row {first + i}");
        }
    }

    public void Dispose()
    {
        _x.Dispose();
        _y?.Dispose();
    }

    private DataSchema Derive(int features, DataSchema? like)
    {
        // For a picture the shape is rows × height × width or rows × height × width × channels.
        var shape = _x.Header.Shape;
        var picture = shape.Length == 3 ? new PictureShape(shape[1], shape[2], 1)
            : shape.Length == 4 && shape[3] is 1 or 3 ? new PictureShape(shape[1], shape[2], shape[3])
            : (PictureShape?)null;
        var schema = new DataSchema(features) { IsBytes = _x.IsBytes, Picture = picture };
        if (like is not null)
            return schema with { ClassNames = like.ClassNames, TargetNames = like.TargetNames, FeatureNames = like.FeatureNames };
        if (_y is null)
            throw new DataException(Name, "there are no labels: give them as y (y.npy beside X.npy, or an array y in the .npz)");
        if (_oneHot)
            return schema with { ClassNames = DataSchema.NumberedClasses(Width(_y)) };
        return _y.IsInteger
            ? schema with { ClassNames = DataSchema.NumberedClasses(LargestLabel() + 1) }
            : schema with { TargetNames = [.. Enumerable.Range(0, Width(_y)).Select(i => $"y{i}")] };
    }

    private static int Width(NpyArray y) =>
        y.Header.RowLength is >= 1 and <= Model.Architecture.MaximumWidth
            ? (int)y.Header.RowLength
            : throw new DataException(y.Name, $"{y.Header.RowLength} outputs a row are more than {Model.Architecture.MaximumWidth}");

    private int LargestLabel()
    {
        var largest = 0;
        var labels = new int[(int)Math.Min(Rows, 65_536)];
        for (long first = 0; first < Rows; first += labels.Length)
        {
            var some = labels.AsSpan(0, (int)Math.Min(labels.Length, Rows - first));
            _y!.ReadLabels(first, some);
            for (var i = 0; i < some.Length; i++)
            {
                if (some[i] is < 0 or >= Model.Architecture.MaximumWidth)
                    throw new DataException(_y.Name, $"label {some[i]} is out of range: expected 0 to {Model.Architecture.MaximumWidth - 1}", $"row {first + i}");
                largest = Math.Max(largest, some[i]);
            }
        }

        return largest;
    }

    private void ReadTargets(long first, Span<float> targets)
    {
        _y!.ReadFloats(first, targets);
        var width = Schema.TargetNames.Count;
        for (var i = 0; i < targets.Length; i++)
        {
            if (!float.IsFinite(targets[i]))
                throw new DataException(_y.Name, $"expected a finite number, found {targets[i]}", $"row {first + (i / width)}, {Schema.TargetNames[i % width]}");
        }
    }

    private void ReadOneHot(long first, Span<int> labels)
    {
        var classes = Schema.ClassNames.Count;
        if (_row.Length < classes)
            _row = new float[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            _y!.ReadFloats(first + i, _row.AsSpan(0, classes));
            var label = -1;
            for (var c = 0; c < classes; c++)
            {
                if (_row[c] == 0)
                    continue;
                if (_row[c] != 1 || label >= 0)
                    throw new DataException(_y.Name, "expected a single 1 among zeros", $"row {first + i}, column {c}");
                label = c;
            }

            labels[i] = label >= 0 ? label : throw new DataException(_y.Name, "expected a single 1 among zeros, found zeros only", $"row {first + i}");
        }
    }
}
