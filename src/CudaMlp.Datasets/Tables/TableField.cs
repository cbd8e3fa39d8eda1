using System.Globalization;

namespace CudaMlp.Datasets.Tables;

/// <summary>What a field of a table says: a number, nothing, or text.</summary>
internal static class TableField
{
    /// <summary>The marks of a missing value that pandas knows, and UCI's question mark.</summary>
    private static readonly HashSet<string> MissingMarks =
        new(["", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "-nan", "NULL", "null", "None", "<NA>"], StringComparer.Ordinal);

    public static bool IsMissing(string field) => MissingMarks.Contains(field);

    /// <summary>A finite number with a point for decimals; thousands marks are no part of one.</summary>
    public static bool TryNumber(string field, out float value) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
}
