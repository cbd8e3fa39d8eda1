using CudaMlp.Data;

namespace CudaMlp.Training;

/// <summary>How often each class occurs, and the weights that even it out.</summary>
public static class ClassBalance
{
    /// <summary>Rows of each class; a source that is not in memory is read once.</summary>
    public static long[] Count(IDataSource data)
    {
        var counts = new long[data.Schema.ClassNames.Count];
        if (data is DataSet set)
        {
            foreach (var label in set.Labels.Span)
                counts[label]++;
            return counts;
        }

        foreach (var block in Windows.Of(data, Preprocessing.None(data.Schema.Features), 0))
        {
            foreach (var label in block.Labels.Span)
                counts[label]++;
        }

        return counts;
    }

    /// <summary>scikit-learn's "balanced": rows / (classes · rows of the class). A class without rows gets 1: it weighs nothing anyway.</summary>
    public static float[] Balanced(IReadOnlyList<long> counts)
    {
        var (rows, classes) = (counts.Sum(), counts.Count(c => c > 0));
        return [.. counts.Select(c => c == 0 ? 1f : (float)((double)rows / ((double)classes * c)))];
    }
}
