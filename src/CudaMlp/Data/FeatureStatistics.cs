namespace CudaMlp.Data;

/// <summary>Mean, variance, minimum and maximum of every feature, gathered in one pass in float64 (Welford's recurrence).</summary>
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
    public static FeatureStatistics Of(IDataSource source)
    {
        var statistics = new FeatureStatistics(source.Schema.Features);
        var count = (int)Math.Clamp((32L << 20) / source.Schema.Features, 1, Math.Max(1, source.Rows));
        var window = new DataWindow(source.Schema, count);
        var row = new float[source.Schema.Features];
        for (long first = 0; first < source.Rows; first += count)
        {
            window.Clear();
            source.Read(first, (int)Math.Min(count, source.Rows - first), window);
            for (var i = 0; i < window.Rows; i++)
            {
                window.CopyRow(i, row);
                statistics.Add(row, source, first + i);
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
            var (offset, spread) = kind == Normalization.Standardize
                ? (Mean[i], Math.Sqrt(Variance(i)))
                : (Minimum[i], (double)Maximum[i] - Minimum[i]);
            // The rounding of the mean alone is no spread.
            if (!(spread > 1e-14 * Math.Abs(offset)) || !float.IsFinite((float)(1 / spread)))
                spread = 1;
            scale[i] = (float)(1 / spread);
            shift[i] = (float)(-offset / spread);
        }

        return new Preprocessing(kind, scale, shift);
    }

    private void Add(ReadOnlySpan<float> row, IDataSource source, long index)
    {
        Rows++;
        for (var i = 0; i < row.Length; i++)
        {
            var value = row[i];
            if (!float.IsFinite(value))
                throw new DataException(source.Name, $"expected a finite number, found {value}", $"row {index}, {NameOf(source.Schema, i)}");
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
