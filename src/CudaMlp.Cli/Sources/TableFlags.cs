using System.Text.RegularExpressions;
using CudaMlp.Cli.Options;
using CudaMlp.Datasets.Tables;
using CudaMlp.Model;

namespace CudaMlp.Cli.Sources;

/// <summary>The flags of tables in the reader's terms.</summary>
internal static class TableFlags
{
    private static readonly NameTable<MissingValues> Missing = new(
        "way to fill missing values", ("mean", MissingValues.Mean), ("median", MissingValues.Median), ("zero", MissingValues.Zero), ("error", MissingValues.Error));

    private static readonly NameTable<UnknownCategories> Unknown = new(
        "way to read unknown categories", ("error", UnknownCategories.Error), ("ignore", UnknownCategories.Ignore));

    private static readonly NameTable<bool> Tasks = new("task", ("classification", true), ("regression", false));

    private static readonly NameTable<char> Delimiters = new("delimiter", ("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|'));

    private static readonly NameTable<char> Decimals = new("mark for decimals", ("point", '.'), ("comma", ','));

    /// <param name="path">The table, whose columns are told where the target is not named.</param>
    /// <param name="options">What the flags say.</param>
    /// <exception cref="UsageException">The target is not named.</exception>
    public static TableOptions Of(string path, TrainOptions options)
    {
        var format = new TableFormat { Delimiter = Delimiter(options.Delimiter), HasHeader = !options.NoHeader, Decimal = Decimal(options.Decimal) };
        var targets = Names(options.Target);
        if (targets.Length == 0)
            throw new UsageException($"which column is to be predicted? Name it with --target; the columns are {new TableFile(path, format).ColumnsInWords}");
        return Of(options, targets, format);
    }

    private static TableOptions Of(TrainOptions options, string[] targets, TableFormat format) => new()
    {
        Targets = targets,
        Features = options.Columns is null ? null : Names(options.Columns),
        Ignored = Names(options.Ignore),
        Categorical = Names(options.Categorical),
        Format = format,
        Missing = Missing.Parse(options.Missing ?? "mean"),
        Unknown = Unknown.Parse(options.UnknownCategory ?? "error"),
        Classification = Classification(options.Task),
    };

    /// <summary>Null to find it out.</summary>
    public static bool? Classification(string? task) => task is null ? null : Tasks.Parse(task);

    /// <summary>Null to find it out.</summary>
    public static char? Delimiter(string? text) =>
        text is "\"" or "\r" or "\n" ? throw new UsageException("--delimiter: a quote or a line end separates no columns")
        : text is null ? null : text.Length == 1 ? text[0] : Delimiters.Parse(text);

    private static char Decimal(string? text) => text is "." or "," ? text[0] : Decimals.Parse(text ?? "point");

    /// <summary>Divided by commas, as the names of a header are: one that holds a comma itself stands in quotes.</summary>
    private static string[] Names(string? text) =>
        [.. Regex.Matches(text ?? "", "\\s*\"([^\"]*)\"\\s*|[^,]+").Select(m => (m.Groups[1].Success ? m.Groups[1].Value : m.Value).Trim()).Where(n => n.Length > 0).Distinct()];
}
