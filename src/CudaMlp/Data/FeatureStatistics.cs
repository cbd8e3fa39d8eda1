namespace CudaMlp.Data;

/// <summary>Mean, variance, minimum and maximum of every feature, or of every target, gathered in one pass in float64 (Welford's recurrence).</summary>
public sealed class FeatureStatistics
{
    private readonly double[] _squares;

    private FeatureStatistics(int features)
    {
        (Mean, _squares, Minimum, Maximum) = (new double[features], new double[features], new float[features], new float[features]);
        Array.Fill(Minimum, float.PositiveInfinity);
        Array.Fill(Maximum, float.NegativeInfinity);
    }

    public long Rows { get; private set; }

    public double[] Mean { get; }

    public float[] Minimum { get; }

    public float[] Maximum { get; }

    /// <summary>Population variance (divided by n, as scikit-learn's StandardScaler does).</summary>
    public double Variance(int feature) => _squares[feature] / Rows;

    /// <exception cref="DataException">A feature is not finite; the message names row and feature.</exception>
    public static FeatureStatistics Of(IDataSource source) =>
        Of(source, source.Schema.Features, static (window, row, values) => window.CopyRow(row, values), i => NameOf(source.Schema, i));

    /// <summary>The same of the targets of a regression.</summary>
    /// <exception cref="DataException">A target is not finite; the message names row and target.</exception>
    public static FeatureStatistics OfTargets(IDataSource source)
    {
        var targets = source.Schema.TargetNames.Count;
        return Of(source, targets, (window, row, values) => window.Targets.Slice(row * targets, targets).CopyTo(values), i => $"target \"{source.Schema.TargetNames[i]}\"");
    }

    /// <summary>True for a regression whose rows all have the targets of the first. Nothing is read behind a row that has others.</summary>
    public static bool TargetsNeverVary(IDataSource source)
    {
        var (targets, count) = (source.Schema.TargetNames.Count, (int)Math.Clamp(source.ChunkRows, 1, Math.Max(1, source.Rows)));
        if (targets == 0)
            return false;
        var window = new DataWindow(source.Schema, count);
        var first = new float[targets];
        for (long row = 0; row < source.Rows; row += count)
        {
            window.Clear();
            source.Read(row, (int)Math.Min(count, source.Rows - row), window);
            if (row == 0)
                window.Targets[..targets].CopyTo(first);
            for (var i = 0; i < window.Targets.Length; i += targets)
            {
                if (!window.Targets.Slice(i, targets).SequenceEqual(first))
                    return false;
            }
        }

        return true;
    }

    private static FeatureStatistics Of(IDataSource source, int columns, Action<DataWindow, int, float[]> copy, Func<int, string> nameOf)
    {
        var statistics = new FeatureStatistics(columns);
        var count = (int)Math.Clamp((32L << 20) / source.Schema.Features, 1, Math.Max(1, source.Rows));
        var window = new DataWindow(source.Schema, count);
        var row = new float[columns];
        for (long first = 0; first < source.Rows; first += count)
        {
            window.Clear();
            source.Read(first, (int)Math.Min(count, source.Rows - first), window);
            for (var i = 0; i < window.Rows; i++)
            {
                copy(window, i, row);
                statistics.Add(row, source.Name, first + i, nameOf);
            }
        }

        return statistics.Rows > 0 ? statistics : throw new DataException(source.Name, "there are no rows");
    }

    /// <summary>Scale and shift for <see cref="Normalization.Rescale"/> (to [0, 1]) or <see cref="Normalization.Standardize"/>.</summary>
    public Preprocessing Fit(Normalization kind)
    {
        var (scale, shift) = (new float[Mean.Length], new float[Mean.Length]);
        for (var i = 0; i < Mean.Length; i++)
        {
            var (offset, spread) = Spread(kind, i);
            scale[i] = (float)(1 / spread);
            shift[i] = (float)(-offset / spread);
        }

        return new Preprocessing(kind, scale, shift);
    }

    /// <summary>What a column is shifted by and then divided by; 1 where it never varies.</summary>
    internal (double Offset, double Spread) Spread(Normalization kind, int column)
    {
        var (offset, spread) = kind == Normalization.Standardize
            ? (Mean[column], Math.Sqrt(Variance(column)))
            : (Minimum[column], (double)Maximum[column] - Minimum[column]);
        // The rounding of the mean alone is no spread.
        return spread > 1e-14 * Math.Abs(offset) && float.IsFinite((float)(1 / spread)) ? (offset, spread) : (offset, 1);
    }

    private void Add(ReadOnlySpan<float> row, string source, long index, Func<int, string> nameOf)
    {
        Rows++;
        for (var i = 0; i < row.Length; i++)
        {
            var value = row[i];
            if (!float.IsFinite(value))
                throw new DataException(source, $"expected a finite number, found {value}", $"row {index}, {nameOf(i)}");
            var delta = value - Mean[i];
            Mean[i] += delta / Rows;
            _squares[i] += delta * (value - Mean[i]);
            Minimum[i] = Math.Min(Minimum[i], value);
            Maximum[i] = Math.Max(Maximum[i], value);
        }
    }

    internal static string NameOf(DataSchema schema, int feature) =>
        feature < schema.FeatureNames.Count ? $"column \"{schema.FeatureNames[feature]}\"" : $"feature {feature}";
}
