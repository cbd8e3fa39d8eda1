using System.Runtime.InteropServices;

namespace CudaMlp.Data;

public sealed partial class DataSet
{
    /// <summary>Classification with integer labels 0 … classes - 1.</summary>
    /// <param name="x">Rows × features; copied.</param>
    /// <param name="labels">One a row.</param>
    /// <param name="classNames">Names; numbered up to the largest label where null.</param>
    /// <exception cref="DataException">Counts differ or a label has no class; the message names the row.</exception>
    public static DataSet From(float[,] x, ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return From(Flatten(x), x.GetLength(0), labels, classNames);
    }

    /// <summary>As above with row-major features, which are not copied.</summary>
    public static DataSet From(float[] x, int rows, ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames = null)
    {
        var schema = new DataSchema(FeaturesOf(x.Length, rows, labels.Length)) { ClassNames = Names(labels, classNames) };
        return new DataSet("x", schema, rows, [], x, labels.ToArray(), []);
    }

    /// <summary>As above with bytes (pixels), which are not copied.</summary>
    public static DataSet From(byte[] x, int rows, ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames = null, PictureShape? picture = null)
    {
        var schema = new DataSchema(FeaturesOf(x.Length, rows, labels.Length)) { IsBytes = true, ClassNames = Names(labels, classNames), Picture = picture };
        if (picture is { } p && p.Height * p.Width * p.Channels != schema.Features)
            throw new DataException("x", $"{schema.Features} features are no picture of {p}");
        return new DataSet("x", schema, rows, x, [], labels.ToArray(), []);
    }

    /// <summary>Classification with class names as labels; the classes are the names in ordinal order.</summary>
    public static DataSet From(float[,] x, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string[] names = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        var index = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        return From(x, [.. labels.Select(l => index[l])], names);
    }

    /// <summary>Classification with one-hot rows: a single 1 among zeros.</summary>
    /// <exception cref="DataException">A row is not one-hot; the message names it.</exception>
    public static DataSet FromOneHot(float[,] x, float[,] oneHot, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(oneHot);
        var classes = oneHot.GetLength(1);
        var labels = new int[oneHot.GetLength(0)];
        for (var row = 0; row < labels.Length; row++)
        {
            var label = -1;
            for (var c = 0; c < classes; c++)
            {
                var value = oneHot[row, c];
                if ((value != 0 && value != 1) || (value == 1 && label >= 0))
                    throw new DataException("y", "expected a single 1 among zeros", $"row {row}, column {c}");
                if (value == 1)
                    label = c;
            }

            labels[row] = label >= 0 ? label : throw new DataException("y", "expected a single 1 among zeros, found zeros only", $"row {row}");
        }

        return From(x, labels, classNames ?? DataSchema.NumberedClasses(classes));
    }

    /// <summary>Regression: rows × targets.</summary>
    public static DataSet FromTargets(float[,] x, float[,] targets, IReadOnlyList<string>? targetNames = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(targets);
        return FromTargets(Flatten(x), x.GetLength(0), Flatten(targets), targetNames);
    }

    /// <summary>As above with row-major arrays, which are not copied.</summary>
    public static DataSet FromTargets(float[] x, int rows, float[] targets, IReadOnlyList<string>? targetNames = null)
    {
        if (rows < 1 || targets.Length == 0 || targets.Length % rows != 0)
            throw new DataException("y", $"{targets.Length} targets are no rows × targets matrix of {rows} rows");
        var outputs = targets.Length / rows;
        string[] names = targetNames is null ? DataSchema.NumberedTargets(outputs) : [.. targetNames];
        if (names.Length != outputs)
            throw new DataException("y", $"{outputs} targets with {names.Length} names");
        return new DataSet("x", new DataSchema(FeaturesOf(x.Length, rows, rows)) { TargetNames = names }, rows, [], x, [], targets);
    }

    private static float[] Flatten(float[,] x) => x.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref x[0, 0], x.Length).ToArray();

    private static int FeaturesOf(int values, int rows, int labels)
    {
        if (rows < 1 || values < 1 || values % rows != 0)
            throw new DataException("x", $"{values} values are no rows × features matrix of {rows} rows");
        if (labels != rows)
            throw new DataException("y", $"{labels} labels for {rows} rows; there must be one a row");
        return values / rows;
    }

    private static IReadOnlyList<string> Names(ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames)
    {
        var most = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] < 0 || (classNames is not null && labels[row] >= classNames.Count) || labels[row] >= Model.Architecture.MaximumWidth)
                throw new DataException("y", $"label {labels[row]} is out of range: expected 0 to {(classNames?.Count ?? Model.Architecture.MaximumWidth) - 1}", $"row {row}");
            most = Math.Max(most, labels[row]);
        }

        return classNames ?? DataSchema.NumberedClasses(most + 1);
    }
}
