using System.Text.Json.Nodes;
using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>How the target columns become labels or numbers.</summary>
internal sealed class TargetEncoder
{
    private const int MaximumClasses = 100_000;
    private const int MostClassesOfNumbers = 20;

    private readonly Dictionary<string, int> _labels;

    private TargetEncoder(IReadOnlyList<string> columns, IReadOnlyList<string> classes, bool oneHot)
    {
        (Columns, ClassNames, OneHot) = (columns, classes, oneHot);
        _labels = classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Empty in regression.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>True where each class has a column of its own that holds 0 or 1.</summary>
    public bool OneHot { get; }

    public bool IsClassification => ClassNames.Count > 0;

    public static TargetEncoder Fit(TableFile table, ColumnProfile[] profiles, TableOptions options)
    {
        if (options.Targets.Count == 0)
            throw new DataException(table.Path, $"name the column to predict with --target; the columns are {table.ColumnsInWords}");
        var indices = options.Targets.Select(table.IndexOf).ToArray();
        foreach (var index in indices)
        {
            if (profiles[index].Missing > 0)
                RefuseMissing(table, index);
        }

        if (indices.Length > 1)
        {
            var oneHot = options.Classification ?? LooksOneHot(table, indices);
            return new TargetEncoder(options.Targets, oneHot ? options.Targets : [], oneHot);
        }

        var profile = profiles[indices[0]];
        if (options.Classification == false || (options.Classification is null && profile.HasOtherDecimals))
            TableProfile.RefuseMixture(table, indices[0], profile, "--task classification");
        if (options.Classification == false)
            return new TargetEncoder(options.Targets, [], false);
        var (text, named) = (profile.Texts > 0, options.Classification == true || profile is { Texts: > 0, Numbers: 0 });
        var classes = Classes(table, indices[0], named ? MaximumClasses : MostClassesOfNumbers, text);
        if (classes is null && named)
            throw new DataException(table.Path, $"the target column \"{options.Targets[0]}\" has more than {MaximumClasses} different values: that is no class name");
        if (classes is null)
            TableProfile.RefuseMixture(table, indices[0], profile, "--task classification");
        return new TargetEncoder(options.Targets, classes ?? [], false);
    }

    public int Label(TableFile table, long row, string[] fields, int[] indices)
    {
        if (!OneHot)
        {
            return _labels.TryGetValue(fields[indices[0]], out var known) || _labels.TryGetValue(TableField.Whole(fields[indices[0]], table.Format) ?? "", out known)
                ? known
                : throw Bad(table, row, indices[0], $"the class '{fields[indices[0]]}' is not among those of the training data: {string.Join(", ", ClassNames.Take(20))}");
        }

        var label = -1;
        for (var c = 0; c < indices.Length; c++)
        {
            if (!TableField.TryNumber(fields[indices[c]], table.Format, out var value) || (value != 0 && value != 1) || (value == 1 && label >= 0))
                throw Bad(table, row, indices[c], $"expected a single 1 among zeros in the class columns, found '{fields[indices[c]]}'");
            if (value == 1)
                label = c;
        }

        return label >= 0 ? label : throw Bad(table, row, indices[0], "expected a single 1 among zeros in the class columns, found zeros only");
    }

    public static void Targets(TableFile table, long row, string[] fields, int[] indices, Span<float> targets)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            if (!TableField.TryNumber(fields[indices[i]], table.Format, out targets[i]))
                throw Bad(table, row, indices[i], $"expected a number, found '{fields[indices[i]]}'");
        }
    }

    public JsonObject ToJson() => new()
    {
        ["columns"] = new JsonArray([.. Columns.Select(c => (JsonNode)c)]),
        ["classes"] = new JsonArray([.. ClassNames.Select(c => (JsonNode)c)]),
        ["oneHot"] = OneHot,
    };

    public static TargetEncoder FromJson(JsonObject json) => new(
        [.. json["columns"]!.AsArray().Select(c => c!.GetValue<string>())],
        [.. json["classes"]!.AsArray().Select(c => c!.GetValue<string>())],
        json["oneHot"]!.GetValue<bool>());

    private static DataException Bad(TableFile table, long row, int column, string problem) =>
        new(table.Path, problem, $"row {table.NumberOf(row)}, column \"{table.Columns[column]}\"");

    private static void RefuseMissing(TableFile table, int column)
    {
        foreach (var (row, fields) in table.Read(0, table.Rows))
        {
            if (TableField.IsMissing(fields[column]))
                throw Bad(table, row, column, "the target is missing");
        }
    }

    private static bool LooksOneHot(TableFile table, int[] indices)
    {
        foreach (var (_, fields) in table.Read(0, table.Rows))
        {
            float sum = 0;
            foreach (var index in indices)
            {
                if (!TableField.TryNumber(fields[index], table.Format, out var value) || (value != 0 && value != 1))
                    return false;
                sum += value;
            }

            if (sum != 1)
                return false;
        }

        return true;
    }

    /// <summary>The different values in order (numbers by value, 1.0 being 1; text by code point), or null where there are more than <paramref name="most"/> or, without text, one is not whole.</summary>
    private static string[]? Classes(TableFile table, int column, int most, bool text)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, fields) in table.Read(0, table.Rows))
        {
            var whole = text ? null : TableField.Whole(fields[column], table.Format);
            if (whole is null && !text && most == MostClassesOfNumbers)
                return null;
            if (values.Add(whole ?? fields[column]) && values.Count > most)
                return null;
        }

        return text
            ? [.. values.Order(StringComparer.Ordinal)]
            : [.. values.OrderBy(v => double.Parse(v, table.Format.Numbers)).ThenBy(v => v, StringComparer.Ordinal)];
    }
}
