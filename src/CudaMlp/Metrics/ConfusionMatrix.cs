namespace CudaMlp.Metrics;

/// <summary>Counts of true class (row) against predicted class (column).</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <param name="classes">Number of classes, 1 to 4096.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        // 4096 classes are 128 MB of counts already.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 4096);
        _counts = new long[classes, classes];
    }

    public int Classes => _counts.GetLength(0);

    public long Total { get; private set; }

    public long Correct { get; private set; }

    public double Accuracy => Total == 0 ? double.NaN : (double)Correct / Total;

    public long this[int truth, int prediction] => _counts[truth, prediction];

    public static ConfusionMatrix Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes)
    {
        if (truth.Length != predicted.Length)
            throw new ArgumentException($"{truth.Length} labels and {predicted.Length} predictions");
        var matrix = new ConfusionMatrix(classes);
        for (var i = 0; i < truth.Length; i++)
            matrix.Add(truth[i], predicted[i]);
        return matrix;
    }

    /// <summary>Counts one row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is not from 0 to <see cref="Classes"/> - 1.</exception>
    public void Add(int truth, int predicted)
    {
        ThrowIfNoClass(truth, nameof(truth));
        ThrowIfNoClass(predicted, nameof(predicted));
        _counts[truth, predicted]++;
        Total++;
        Correct += truth == predicted ? 1 : 0;
    }

    /// <summary>Rows whose true class it is.</summary>
    public long Support(int label)
    {
        long sum = 0;
        for (var i = 0; i < Classes; i++)
            sum += _counts[label, i];
        return sum;
    }

    /// <summary>Rows that were predicted to be of the class.</summary>
    public long Predicted(int label)
    {
        long sum = 0;
        for (var i = 0; i < Classes; i++)
            sum += _counts[i, label];
        return sum;
    }

    private void ThrowIfNoClass(int label, string name)
    {
        if ((uint)label >= (uint)Classes)
            throw new ArgumentOutOfRangeException(name, label, $"classes are numbered from 0 to {Classes - 1}");
    }
}
