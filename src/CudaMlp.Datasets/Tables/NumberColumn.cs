namespace CudaMlp.Datasets.Tables;

/// <summary>What the training part shows of a column of numbers: its mean, and its median where that is asked for.</summary>
internal sealed class NumberColumn(bool keepValues)
{
    private readonly List<float> _values = [];
    private double _mean;
    private long _count;

    public void Add(string field, TableFormat format)
    {
        if (TableField.IsMissing(field) || !TableField.TryNumber(field, format, out var value))
            return;
        _mean += (value - _mean) / ++_count;
        if (keepValues)
            _values.Add(value);
    }

    /// <summary>What stands in for a missing number; NaN where it is an error. A column without any number reads as 0.</summary>
    public float Fill(MissingValues missing) => missing switch
    {
        MissingValues.Error => float.NaN,
        MissingValues.Median when _values.Count > 0 => Median(),
        MissingValues.Mean => (float)_mean,
        _ => 0,
    };

    private float Median()
    {
        _values.Sort();
        var middle = _values.Count / 2;
        return _values.Count % 2 == 1 ? _values[middle] : (float)(((double)_values[middle - 1] + _values[middle]) / 2);
    }
}
