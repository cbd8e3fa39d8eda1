using System.Text.Json.Nodes;
using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>
/// How the rows of a table become features and labels: which columns, their categories, and what stands in for missing numbers. Fitted on the training
/// part alone and saved with the model, so that evaluating and predicting read new files alike.
/// </summary>
public sealed class TableEncoder
{
    private const int MaximumCategories = 10_000;

    private readonly ColumnEncoder[] _columns;
    private readonly TargetEncoder _target;
    private readonly UnknownCategories _unknown;

    private TableEncoder(ColumnEncoder[] columns, TargetEncoder target, UnknownCategories unknown, TableFormat format)
    {
        (_columns, _target, _unknown, Format) = (columns, target, unknown, format);
        Schema = new DataSchema(columns.Sum(c => c.Width))
        {
            FeatureNames = [.. columns.SelectMany(c => c.FeatureNames)],
            ClassNames = target.ClassNames,
            TargetNames = target.IsClassification ? [] : target.Columns,
        };
    }

    public DataSchema Schema { get; }

    /// <summary>How the table was written, and further ones are expected to be.</summary>
    public TableFormat Format { get; }

    /// <summary>What was found out from the file, in plain lines for the user: nothing is guessed in silence.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    internal static TableEncoder Fit(TableFile table, ColumnProfile[] profiles, TargetEncoder target, TableOptions options, Func<long, bool> isTraining)
    {
        var targets = options.Targets.Concat(options.Ignored).ToHashSet(StringComparer.Ordinal);
        foreach (var name in options.Ignored.Concat(options.Categorical))
            table.IndexOf(name);
        string[] names = options.Features is { Count: > 0 } chosen ? [.. chosen.Except(options.Ignored)] : [.. table.Columns.Where(c => !targets.Contains(c))];
        if (names.FirstOrDefault(n => options.Targets.Contains(n)) is { } leak)
            throw new DataException(table.Path, $"the column \"{leak}\" is both a feature and the target");
        string[] empty = [.. names.Where(n => profiles[table.IndexOf(n)] is { Numbers: 0, Texts: 0 })];
        names = [.. names.Except(empty)];
        if (names.Length == 0)
            throw new DataException(table.Path, "there is no feature column");
        var indices = names.Select(table.IndexOf).ToArray();
        var categorical = names.Select((n, i) => options.Categorical.Contains(n) || profiles[indices[i]] is { Numbers: 0, HasOtherDecimals: false }).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            if (!categorical[i])
                TableProfile.RefuseMixture(table, indices[i], profiles[indices[i]], $"--categorical {names[i]}");
        }

        var numbers = new NumberColumn[names.Length];
        var categories = new SortedSet<string>[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            numbers[i] = new NumberColumn(options.Missing == MissingValues.Median && profiles[indices[i]].Missing > 0);
            categories[i] = new SortedSet<string>(StringComparer.Ordinal);
        }

        foreach (var (row, fields) in table.Read(0, table.Rows))
        {
            if (!isTraining(row))
                continue;
            for (var i = 0; i < names.Length; i++)
            {
                var field = fields[indices[i]];
                if (!categorical[i])
                    numbers[i].Add(field, options.Format);
                else if (categories[i].Add(TableField.IsMissing(field) ? ColumnEncoder.MissingCategory : field) && categories[i].Count > MaximumCategories)
                    throw new DataException(table.Path, $"more than {MaximumCategories} categories: if the column is an identifier, leave it out with --ignore", $"column \"{names[i]}\"");
            }
        }

        var columns = names.Select((name, i) => categorical[i]
            ? ColumnEncoder.Category(name, [.. categories[i]])
            : ColumnEncoder.Number(name, numbers[i].Fill(options.Missing))).ToArray();
        return new TableEncoder(columns, target, options.Unknown, options.Format)
        {
            Notes = [.. Describe(table, profiles, columns, indices, target, options), .. empty.Select(n => $"column \"{n}\": no row has a value, so it is left out")],
        };
    }

    /// <summary>Features of a row.</summary>
    internal void Encode(TableFile table, long row, string[] fields, int[] indices, Span<float> features)
    {
        var next = 0;
        for (var i = 0; i < _columns.Length; i++)
        {
            var (column, field) = (_columns[i], fields[indices[i]]);
            if (column.Categories is null)
            {
                features[next++] = Number(table, row, column, field);
                continue;
            }

            var category = column.IndexOf(field);
            if (category < 0 && _unknown == UnknownCategories.Error)
                throw Bad(table, row, column, $"the category '{(field.Length <= 40 ? field : field[..40] + "…")}' is not among those of the training data: {string.Join(", ", column.Categories.Take(20))}; train with --unknown-category ignore to read it as none of them, or with --ignore {column.Name} to do without the column");
            var oneHot = features.Slice(next, column.Width);
            oneHot.Clear();
            if (category >= 0)
                oneHot[category] = 1;
            next += column.Width;
        }
    }

    internal int[] FeatureIndices(TableFile table) => [.. _columns.Select(c => table.IndexOf(c.Name))];

    internal int[] TargetIndices(TableFile table) => [.. _target.Columns.Select(table.IndexOf)];

    internal TargetEncoder Target => _target;

    /// <summary>For the model file.</summary>
    public JsonObject ToJson() => new()
    {
        ["format"] = "table",
        ["columns"] = new JsonArray([.. _columns.Select(c => (JsonNode)c.ToJson())]),
        ["target"] = _target.ToJson(),
        ["unknown"] = _unknown.ToString(),
        ["file"] = Format.ToJson(),
    };

    /// <exception cref="DataException">It is not what <see cref="ToJson"/> writes.</exception>
    public static TableEncoder FromJson(JsonObject json)
    {
        try
        {
            return new TableEncoder(
                [.. json["columns"]!.AsArray().Select(c => ColumnEncoder.FromJson(c!.AsObject()))],
                TargetEncoder.FromJson(json["target"]!.AsObject()),
                Enum.Parse<UnknownCategories>(json["unknown"]!.GetValue<string>()),
                TableFormat.FromJson(json["file"]?.AsObject()));
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new DataException("the model", "its description of table columns is not readable", inner: e);
        }
    }

    private static float Number(TableFile table, long row, ColumnEncoder column, string field)
    {
        if (TableField.IsMissing(field))
            return float.IsNaN(column.Fill) ? throw Bad(table, row, column, "the value is missing; --missing mean, median or zero would fill it") : column.Fill;
        return TableField.TryNumber(field, table.Format, out var value) ? value : throw Bad(table, row, column, $"expected a number, found '{(field.Length <= 40 ? field : field[..40] + "…")}'");
    }

    private static DataException Bad(TableFile table, long row, ColumnEncoder column, string problem) =>
        new(table.Path, problem, $"row {table.NumberOf(row)}, column \"{column.Name}\"");

    private static List<string> Describe(TableFile table, ColumnProfile[] profiles, ColumnEncoder[] columns, int[] indices, TargetEncoder target, TableOptions options)
    {
        // Of numbers the task was guessed: said is by what, and how to have the other.
        var guessed = options.Classification is null && target.Columns.Count == 1 && profiles[table.IndexOf(target.Columns[0])].Texts == 0;
        var notes = new List<string>
        {
            target.IsClassification
                ? $"target \"{string.Join(", ", target.Columns)}\": {DataSchema.ClassesInWords(target.ClassNames)}{(guessed ? ", as it holds few whole numbers; --task regression predicts a number" : "")}"
                : $"target \"{string.Join(", ", target.Columns)}\": regression{(guessed ? ", as it holds numbers with decimals or many different ones; --task classification predicts classes" : "")}",
        };
        foreach (var column in columns.Where(c => c.Categories is not null).Take(20))
            notes.Add($"column \"{column.Name}\": {column.Width} categories, one-hot");
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Categories is null && profiles[indices[i]].Missing > 0)
                notes.Add($"column \"{columns[i].Name}\": {profiles[indices[i]].Missing} of {table.Rows} values are missing and read as {columns[i].Fill} ({options.Missing.ToString().ToLowerInvariant()} of the training part)");
        }

        return notes;
    }
}
