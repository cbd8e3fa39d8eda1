namespace CudaMlp.Metrics;

/// <summary>What a network gave for some rows: probabilities of a classifier or values of a regression, row-major rows × outputs.</summary>
public sealed class Predictions
{
    /// <param name="values">Rows × outputs, not copied.</param>
    /// <param name="outputs">Classes or targets.</param>
    public Predictions(float[] values, int outputs)
    {
        if (outputs < 1 || values.Length % outputs != 0)
            throw new ArgumentException($"{values.Length} values are no rows of {outputs} outputs");
        (Values, Outputs) = (values, outputs);
    }

    public float[] Values { get; }

    public int Outputs { get; }

    public int Rows => Values.Length / Outputs;

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Outputs, Outputs);

    /// <summary>The most probable class; the lowest of equals.</summary>
    public int ClassOf(int row)
    {
        var values = Row(row);
        var best = 0;
        for (var c = 1; c < values.Length; c++)
        {
            if (values[c] > values[best])
                best = c;
        }

        return best;
    }

    public int[] Classes() => [.. Enumerable.Range(0, Rows).Select(ClassOf)];

    /// <summary>The k most probable classes, best first; the lower class first among equals.</summary>
    public int[] TopClasses(int row, int k)
    {
        var values = Row(row).ToArray();
        return [.. Enumerable.Range(0, Outputs).OrderByDescending(c => values[c]).Take(k)];
    }

    /// <summary>Share of rows whose label is among the k most probable classes; ties go to the lower class.</summary>
    /// <exception cref="ArgumentException">There is not a label for each row, or one is not from 0 to <see cref="Outputs"/> - 1.</exception>
    public double TopAccuracy(ReadOnlySpan<int> labels, int k)
    {
        if (labels.Length != Rows)
            throw new ArgumentException($"{labels.Length} labels for {Rows} predictions");
        long hits = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var values = Row(row);
            var label = labels[row];
            if ((uint)label >= (uint)values.Length)
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"classes are numbered from 0 to {Outputs - 1}");
            var ahead = 0;
            for (var c = 0; c < values.Length; c++)
                ahead += values[c] > values[label] || (values[c] == values[label] && c < label) ? 1 : 0;
            hits += ahead < k ? 1 : 0;
        }

        return (double)hits / Rows;
    }
}
