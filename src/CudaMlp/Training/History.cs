namespace CudaMlp.Training;

/// <summary>What one epoch ended with.</summary>
public sealed record EpochReport
{
    /// <summary>The first is 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps since training began.</summary>
    public required long Step { get; init; }

    /// <summary>
    /// By Keras's names and in this order: loss, accuracy (of a classifier), val_loss, val_accuracy, further metrics such as val_f1_macro (where there is a validation part), learning_rate.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Values { get; init; }

    /// <summary>Time of the epoch, validation included. Not part of a saved model: equal trainings give equal files.</summary>
    public double Seconds { get; init; }

    /// <summary>Rows trained on in a second, validation excluded. Not part of a saved model.</summary>
    public double SamplesPerSecond { get; init; }

    /// <summary>The named value, or NaN where there is none.</summary>
    public double this[string name]
    {
        get
        {
            foreach (var (key, value) in Values)
            {
                if (key == name)
                    return value;
            }

            return double.NaN;
        }
    }
}

/// <summary>The epochs of a training.</summary>
public sealed class History
{
    private readonly List<EpochReport> _epochs = [];

    public IReadOnlyList<EpochReport> Epochs => _epochs;

    /// <summary>Names of the values, in the order in which they first appeared.</summary>
    public IReadOnlyList<string> Names => [.. _epochs.SelectMany(e => e.Values.Select(v => v.Key)).Distinct()];

    /// <summary>The named value of every epoch; NaN where an epoch has none.</summary>
    public double[] this[string name] => [.. _epochs.Select(e => e[name])];

    /// <summary>The epoch in which a value was best, the earliest of equals; null where no epoch has it.</summary>
    public EpochReport? Best(MonitoredMetric monitor)
    {
        EpochReport? best = null;
        foreach (var epoch in _epochs)
        {
            if (monitor.IsBetter(epoch[monitor.Name], best?[monitor.Name]))
                best = epoch;
        }

        return best;
    }

    public void Add(EpochReport report) => _epochs.Add(report);
}

/// <summary>A value that is watched, and whether more of it is better.</summary>
/// <param name="Name">As in <see cref="EpochReport.Values"/>.</param>
/// <param name="HigherIsBetter">True for accuracy and the like, false for losses.</param>
public readonly record struct MonitoredMetric(string Name, bool HigherIsBetter)
{
    /// <summary>More of anything named accuracy, precision, recall, f1, r2 or top is better; less of all else.</summary>
    public static MonitoredMetric Of(string name)
    {
        string[] higher = ["acc", "precision", "recall", "f1", "r2", "top"];
        return new MonitoredMetric(name, higher.Any(h => name.Contains(h, StringComparison.Ordinal)));
    }

    /// <summary>Better by more than <paramref name="minimumDelta"/>, or the first (null before it). What is no finite number is never better.</summary>
    public bool IsBetter(double value, double? than, double minimumDelta = 0) =>
        double.IsFinite(value) && (than is not { } best || (HigherIsBetter ? value > best + minimumDelta : value < best - minimumDelta));
}
