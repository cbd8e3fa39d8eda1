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
    /// <exception cref="ArgumentException">The shares leave nothing to train on.</exception>
    /// <exception cref="DataException">A part that was asked for would be empty.</exception>
    public static DataParts ByFraction(DataSet data, double validation, double test, ulong seed, bool stratified = true)
    {
        if (validation == 0 && test == 0)
            return new DataParts(data, null, null);
        var part = Parts(data.Name, data.Rows, stratified ? data.Labels.Span : [], data.Schema.ClassNames.Count, validation, test, seed);
        var (valid, held) = (Rows(part, 1), Rows(part, 2));
        return new DataParts(
            data.Select(Rows(part, 0)),
            valid.Length > 0 ? data.Select(valid) : null,
            held.Length > 0 ? data.Select(held) : null);
    }

    /// <summary>The part of each row: 0 training, 1 validation, 2 test.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="rows">Rows to split.</param>
    /// <param name="labels">Class of each row, to keep each class's share; empty to split without regard to classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="validation">Share of the validation part in [0, 1).</param>
    /// <param name="test">Share of the test part in [0, 1).</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <exception cref="ArgumentException">As for <see cref="ByFraction"/>.</exception>
    /// <exception cref="DataException">As for <see cref="ByFraction"/>.</exception>
    public static byte[] Parts(string name, int rows, ReadOnlySpan<int> labels, int classes, double validation, double test, ulong seed)
    {
        CheckShare(validation, "--validation-split");
        CheckShare(test, "--test-split");
        if (validation + test >= 1)
            throw new ArgumentException($"--validation-split {validation} and --test-split {test} leave nothing to train on");
        var part = new byte[rows];
        if (validation == 0 && test == 0)
            return part;
        var groups = GroupByLabel(rows, labels, classes);
        // Both held-out parts first, then the test part within them: the training part's size is exact too, and no class pays twice. At least one row of each
        // class stays in the training part.
        var heldOut = Apportion(groups, validation + test, c => groups[c].Count - 1);
        var tested = Apportion(groups, test, c => heldOut[c]);
        for (var c = 0; c < groups.Length; c++)
            Assign(groups[c], part, tested[c], heldOut[c], seed);
        var (noValidation, noTest) = (validation > 0 && !part.Contains((byte)1), test > 0 && !part.Contains((byte)2));
        if (noValidation || noTest)
            throw new DataException(name, $"too few rows ({rows}{(labels.IsEmpty ? "" : $", of {classes} classes")}) to hold out a share of {(noValidation ? validation : test)}{(labels.IsEmpty ? "" : " of each class")}; --validation-split 0 --test-split 0 holds out none");
        return part;
    }

    /// <param name="share">Of a part that is held out.</param>
    /// <param name="name">How whoever gave it calls it.</param>
    /// <exception cref="ArgumentException">It is not in [0, 1).</exception>
    public static void CheckShare(double share, string name)
    {
        if (!(share >= 0 && share < 1))
            throw new ArgumentException($"{name} wants a share from 0 to below 1, not {share}");
    }

    private static List<int>[] GroupByLabel(int rows, ReadOnlySpan<int> labels, int classes)
    {
        var groups = new List<int>[labels.IsEmpty ? 1 : classes];
        for (var i = 0; i < groups.Length; i++)
            groups[i] = [];
        for (var row = 0; row < rows; row++)
            groups[labels.IsEmpty ? 0 : labels[row]].Add(row);
        return groups;
    }

    /// <summary>
    /// Rows of each class that make up a share of all: each class's own share rounded down, and what is then missing from those that lost most by the rounding
    /// (largest remainders). Rounding class by class would add up to more or less than was asked for.
    /// </summary>
    private static int[] Apportion(List<int>[] groups, double share, Func<int, int> most)
    {
        var counts = new int[groups.Length];
        var missing = (int)Math.Round(groups.Sum(g => (long)g.Count) * share, MidpointRounding.AwayFromZero);
        for (var c = 0; c < counts.Length; c++)
            missing -= counts[c] = Math.Clamp((int)(groups[c].Count * share), 0, Math.Max(0, most(c)));
        foreach (var c in Enumerable.Range(0, counts.Length).OrderByDescending(c => (groups[c].Count * share) - counts[c]))
        {
            if (missing > 0 && counts[c] < most(c))
            {
                counts[c]++;
                missing--;
            }
        }

        return counts;
    }

    private static void Assign(List<int> rows, byte[] part, int test, int heldOut, ulong seed)
    {
        if (rows.Count == 0)
            return;
        var order = rows.ToArray();
        // Each class has a stream of its own, named by its first row, so that classes without rows do not matter.
        new RandomStream(seed, RandomPurpose.Split, (ulong)rows[0]).Shuffle<int>(order);
        for (var i = 0; i < heldOut; i++)
            part[order[i]] = (byte)(i < test ? 2 : 1);
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
}
