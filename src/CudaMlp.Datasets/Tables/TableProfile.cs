using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>What one pass over all rows shows of a column: whether it holds numbers or text, and how many values are missing.</summary>
internal sealed class ColumnProfile
{
    public long Numbers { get; private set; }

    public long Texts { get; private set; }

    public long Missing { get; private set; }

    /// <summary>The first text and the row it stands in: what the message names where numbers are due.</summary>
    public (long Row, string Text) FirstText { get; private set; }

    public void Add(long row, string field)
    {
        if (TableField.IsMissing(field))
        {
            Missing++;
        }
        else if (TableField.TryNumber(field, out _))
        {
            Numbers++;
        }
        else
        {
            if (Texts++ == 0)
                FirstText = (row, field.Length <= 40 ? field : field[..40] + "…");
        }
    }
}

/// <summary>All columns of a table, profiled, and the labels or targets of all rows.</summary>
internal static class TableProfile
{
    public static ColumnProfile[] Of(TableFile table)
    {
        var profiles = new ColumnProfile[table.Columns.Count];
        for (var i = 0; i < profiles.Length; i++)
            profiles[i] = new ColumnProfile();
        foreach (var (row, fields) in table.Read(0, table.Rows))
        {
            for (var i = 0; i < fields.Length; i++)
                profiles[i].Add(row, fields[i]);
        }

        return profiles;
    }

    /// <summary>A column of both numbers and text is neither: nobody is served by guessing.</summary>
    public static void RefuseMixture(TableFile table, int column, ColumnProfile profile)
    {
        if (profile.Numbers > 0 && profile.Texts > 0)
            throw new DataException(table.Path, $"expected a number as in {profile.Numbers} other rows, found '{profile.FirstText.Text}'; if the column holds categories, name it with --categorical", $"row {table.NumberOf(profile.FirstText.Row)}, column \"{table.Columns[column]}\"");
    }
}
