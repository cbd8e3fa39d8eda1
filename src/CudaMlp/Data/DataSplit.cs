using CudaMlp.Randomness;

namespace CudaMlp.Data;

/// <summary>The three parts of a data set; validation and test may be absent.</summary>
public sealed record DataParts(DataSet Training, DataSet? Validation, DataSet? Test);

/// <summary>Splits by fraction, seeded; in classification each class keeps its share in every part (stratified).</summary>
public static class DataSplit
{
    /// <param name="data">What is split; every row goes to exactly one part.</param>
    /// <param name="validation">Share of the validation part in [0, 1).</param>
    /// <param name="test">Share of the test part in [0, 1).</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <param name="stratified">Ignored in regression.</param>
    /// <exception cref="DataException">The shares leave nothing to train on, or a part that was asked for would be empty.</exception>
    public static DataParts ByFraction(DataSet data, double validation, double test, ulong seed, bool stratified = true)
    {
        Check(validation, "--validation-split");
        Check(test, "--test-split");
        if (validation + test >= 1)
            throw new DataException(data.Name, $"validation {validation} and test {test} leave nothing to train on");
        if (validation == 0 && test == 0)
            return new DataParts(data, null, null);
        var part = new byte[data.Rows];
        var groups = stratified && data.Schema.IsClassification ? data.Schema.ClassNames.Count : 1;
        foreach (var rows in GroupByLabel(data, groups))
            Assign(rows, part, validation, test, seed);
        var (valid, held) = (Rows(part, 1), Rows(part, 2));
        if ((valid.Length == 0 && validation > 0) || (held.Length == 0 && test > 0))
            throw new DataException(data.Name, $"{data.Rows} rows are too few for a part of {(valid.Length == 0 && validation > 0 ? validation : test)}");
        return new DataParts(
            data.Select(Rows(part, 0)),
            valid.Length > 0 ? data.Select(valid) : null,
            held.Length > 0 ? data.Select(held) : null);
    }

    private static List<int>[] GroupByLabel(DataSet data, int groups)
    {
        var rows = new List<int>[groups];
        for (var i = 0; i < groups; i++)
            rows[i] = [];
        var labels = data.Labels.Span;
        for (var row = 0; row < data.Rows; row++)
            rows[groups == 1 ? 0 : labels[row]].Add(row);
        return rows;
    }

    private static void Assign(List<int> rows, byte[] part, double validation, double test, ulong seed)
    {
        if (rows.Count == 0)
            return;
        var order = rows.ToArray();
        // Each class has a stream of its own, named by its first row, so that classes without rows do not matter.
        new RandomStream(seed, RandomPurpose.Split, (ulong)rows[0]).Shuffle<int>(order);
        // Of n ≥ 2 rows at least one stays in the training part.
        var held = Math.Min((int)Math.Round(order.Length * test, MidpointRounding.AwayFromZero), order.Length - 1);
        var valid = Math.Min((int)Math.Round(order.Length * validation, MidpointRounding.AwayFromZero), order.Length - 1 - held);
        for (var i = 0; i < held + valid; i++)
            part[order[i]] = (byte)(i < held ? 2 : 1);
    }

    private static int[] Rows(byte[] part, byte which)
    {
        var rows = new int[part.Count(p => p == which)];
        var next = 0;
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == which)
                rows[next++] = i;
        }

        return rows;
    }

    private static void Check(double fraction, string option)
    {
        if (!(fraction >= 0 && fraction < 1))
            throw new DataException(option, $"expected a share in [0, 1), found {fraction}");
    }
}
