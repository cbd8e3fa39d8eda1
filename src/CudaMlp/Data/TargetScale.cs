namespace CudaMlp.Data;

/// <summary>
/// The targets of a regression brought to the network's scale: (y - mean) / deviation, target by target. A network begins near 0 with steps of a size of its own:
/// prices of 400,000 would take it thousands of epochs to reach. Fitted on the training part alone and saved with the model; predictions come back in the data's units.
/// </summary>
public sealed class TargetScale
{
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or a deviation is not positive.</exception>
    public TargetScale(float[] mean, float[] deviation)
    {
        if (mean.Length < 1 || mean.Length != deviation.Length)
            throw new ArgumentException($"{mean.Length} means and {deviation.Length} deviations: there must be one of each a target");
        if (mean.AsSpan().ContainsAnyExceptFinite() || deviation.AsSpan().ContainsAnyExceptFinite() || deviation.Any(d => d <= 0))
            throw new ArgumentException("a target's mean is not finite or its deviation not positive");
        (Mean, Deviation) = (mean, deviation);
    }

    /// <summary>One a target.</summary>
    public float[] Mean { get; }

    /// <summary>One a target.</summary>
    public float[] Deviation { get; }

    /// <summary>Fits to the rows of the training part, read once from start to end, in float64. A target that never varies is only centred.</summary>
    /// <exception cref="DataException">A target is not finite; the message names row and target.</exception>
    public static TargetScale Fit(IDataSource training)
    {
        var statistics = FeatureStatistics.OfTargets(training);
        var mean = Array.ConvertAll(statistics.Mean, m => (float)m);
        return new TargetScale(mean, [.. Enumerable.Range(0, mean.Length).Select(i => (float)statistics.Spread(Normalization.Standardize, i).Spread)]);
    }

    /// <param name="targets">Row-major rows × targets, in the data's units.</param>
    public float[] ToNetwork(ReadOnlySpan<float> targets)
    {
        var scaled = targets.ToArray();
        for (var i = 0; i < scaled.Length; i++)
            scaled[i] = (scaled[i] - Mean[i % Mean.Length]) / Deviation[i % Mean.Length];
        return scaled;
    }

    /// <param name="outputs">Of the network, row-major rows × targets; in the data's units afterwards.</param>
    public void ToData(Span<float> outputs)
    {
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = (outputs[i] * Deviation[i % Mean.Length]) + Mean[i % Mean.Length];
    }
}
