using System.Globalization;

namespace CudaMlp.Datasets.Tables;

/// <summary>What a field of a table says: a number, nothing, or text.</summary>
internal static class TableField
{
    /// <summary>The marks of a missing value that pandas knows, and UCI's question mark.</summary>
    private static readonly HashSet<string> MissingMarks =
        new(["", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "-nan", "NULL", "null", "None", "<NA>"], StringComparer.Ordinal);

    public static bool IsMissing(string field) => MissingMarks.Contains(field);

    /// <summary>A finite number with the format's mark for decimals; thousands marks are no part of one.</summary>
    public static bool TryNumber(string field, TableFormat format, out float value) =>
        float.TryParse(field, NumberStyles.Float, format.Numbers, out value) && float.IsFinite(value);

    /// <summary>A number, or an infinity, that float32 does not hold.</summary>
    public static bool IsTooLarge(string field, TableFormat format) =>
        float.TryParse(field, NumberStyles.Float, format.Numbers, out var value) && float.IsInfinity(value);

    /// <summary>What is no number, but would be without the marks that set off its thousands: 8,474.34, or 8.474,34 where a comma stands before decimals.</summary>
    public static bool HasThousands(string field, TableFormat format) =>
        TryNumber(field.Replace(format.Decimal == '.' ? "," : ".", "", StringComparison.Ordinal), format, out _);

    /// <summary>A whole number as short as it can be written, so that 1, 1.0 and 01 are one class; null for what is none.</summary>
    public static string? Whole(string field, TableFormat format) =>
        double.TryParse(field, NumberStyles.Float, format.Numbers, out var value) && value == Math.Truncate(value) && Math.Abs(value) <= int.MaxValue
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : null;
}
