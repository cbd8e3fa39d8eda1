using CudaMlp.Data;

namespace CudaMlp.Datasets.NumPy;

/// <summary>
/// Two arrays as a data source: features (rows first; unsigned bytes stay bytes, everything else becomes float32) and labels or
/// targets. Rows are read from the disk as they are asked for.
/// </summary>
public sealed class NpySource : IDataSource
{
    private readonly NpyArray _x;
    private readonly NpyLabels? _y;

    /// <param name="name">For messages.</param>
    /// <param name="x">Features; owned from now on, and closed where an error is thrown.</param>
    /// <param name="y">Labels or targets, or null where there are none (predicting); owned as x is.</param>
    /// <param name="like">The schema expected, or null to derive it from the arrays.</param>
    /// <param name="classification">What y is to be, where there is no schema; null to find it out.</param>
    /// <exception cref="DataException">The arrays do not fit each other or the schema.</exception>
    public NpySource(string name, NpyArray x, NpyArray? y, DataSchema? like = null, bool? classification = null)
    {
        (Name, _x) = (name, x);
        try
        {
            var features = x.Header.RowLength;
            if (x.Header.Rows < 1 || features < 1 || features > Model.Architecture.MaximumWidth)
                throw new DataException(x.Name, $"expected rows of 1 to {Model.Architecture.MaximumWidth} features, found {x.Header.Rows} rows of {features}");
            if (y is not null && y.Header.Rows != x.Header.Rows)
                throw new DataException(y.Name, $"{y.Header.Rows} labels for the {x.Header.Rows} rows of {x.Name}");
            if (like is not null && like.Features != features)
                throw new DataException(x.Name, $"rows have {features} features where {like.Features} are expected");
            _y = y is null ? null : new NpyLabels(y, like, classification);
            Schema = Derive((int)features, like);
        }
        catch
        {
            x.Dispose();
            y?.Dispose();
            throw;
        }
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
            ReadFinite(first, window.AddFloats(count));
        _y?.Read(first, count, window);
    }

    /// <summary>One NaN would make a loss or a prediction NaN, which tells nobody where it came from.</summary>
    private void ReadFinite(long first, Span<float> values)
    {
        _x.ReadFloats(first, values);
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new DataException(_x.Name, $"expected a finite float32, found {values[i]}", $"row {first + (i / Schema.Features)}, feature {i % Schema.Features}");
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
        return schema with { ClassNames = _y.ClassNames, TargetNames = _y.TargetNames };
    }
}
