using System.Text.Json.Nodes;
using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>The parts of a table, encoded alike; validation and test may be absent.</summary>
public sealed record TableParts(TableSource Training, TableSource? Validation, TableSource? Test, TableEncoder Encoder);

/// <summary>Opens tables: one to train on, which is split before anything is fitted to it, and further ones by the encoder of a model.</summary>
public static class TableData
{
    public static bool Looks(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv" or ".tab" or ".txt";

    /// <param name="path">A CSV or TSV file.</param>
    /// <param name="options">Target, features and how to read them.</param>
    /// <param name="validation">Share of the validation part in [0, 1); in classification each class keeps its share.</param>
    /// <param name="test">Share of the test part in [0, 1).</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <exception cref="DataException">A row or the options do not fit; the message names row and column.</exception>
    public static TableParts Open(string path, TableOptions options, double validation = 0, double test = 0, ulong seed = 0)
    {
        var table = new TableFile(path, options.Format);
        if (table.Rows > Array.MaxLength)
            throw new DataException(path, $"{table.Rows} rows are more than {Array.MaxLength}");
        var profiles = TableProfile.Of(table);
        var target = TargetEncoder.Fit(table, profiles, options);
        var parts = DataSplit.Parts(path, (int)table.Rows, Labels(table, target, options), target.ClassNames.Count, validation, test, seed);
        var encoder = TableEncoder.Fit(table, profiles, target, options, row => parts[row] == 0);
        TableSource Part(byte which) => new(table, encoder, new TablePart(parts, which), labelled: true);
        return new TableParts(Part(0), validation > 0 ? Part(1) : null, test > 0 ? Part(2) : null, encoder);
    }

    /// <summary>A further table, read as the encoder says.</summary>
    /// <param name="labelled">True where the target is read and must be there (evaluating), false where it does not matter (predicting).</param>
    public static TableSource Open(string path, TableEncoder encoder, bool labelled) =>
        new(new TableFile(path, encoder.Format), encoder, null, labelled);

    /// <summary>True for what <see cref="TableEncoder.ToJson"/> writes.</summary>
    public static bool Describes(JsonObject? reader) => reader?["format"]?.GetValueKind() == System.Text.Json.JsonValueKind.String && reader["format"]!.GetValue<string>() == "table";

    private static int[] Labels(TableFile table, TargetEncoder target, TableOptions options)
    {
        if (!target.IsClassification)
            return [];
        var labels = new int[table.Rows];
        var indices = options.Targets.Select(table.IndexOf).ToArray();
        foreach (var (row, fields) in table.Read(0, table.Rows))
            labels[row] = target.Label(table, row, fields, indices);
        return labels;
    }
}
