using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>What one pass over all rows shows of a column: whether it holds numbers or text, and how many values are missing.</summary>
internal sealed class ColumnProfile(TableFormat format)
{
    private readonly TableFormat _other = format.Other;
    private long _others;

    public long Numbers { get; private set; }

    public long Texts { get; private set; }

    public long Missing { get; private set; }

    /// <summary>True where all text would be numbers if the other mark stood for decimals.</summary>
    public bool HasOtherDecimals => Texts > 0 && _others == Texts;

    /// <summary>The first text and the row it stands in: what the message names where numbers are due.</summary>
    public (long Row, string Text) FirstText { get; private set; }

    public void Add(long row, string field)
    {
        if (TableField.IsMissing(field))
        {
            Missing++;
        }
        else if (TableField.TryNumber(field, format, out _))
        {
            Numbers++;
        }
        else
        {
            if (TableField.TryNumber(field, _other, out _))
                _others++;
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
            profiles[i] = new ColumnProfile(table.Format);
        foreach (var (row, fields) in table.Read(0, table.Rows))
        {
            for (var i = 0; i < fields.Length; i++)
                profiles[i].Add(row, fields[i]);
        }

        return profiles;
    }

    /// <summary>A column of both numbers and text is neither, and one with the other mark for decimals is likely to be numbers: nobody is served by guessing.</summary>
    /// <param name="otherwise">The flag that says that it is no column of numbers.</param>
    public static void RefuseMixture(TableFile table, int column, ColumnProfile profile, string otherwise)
    {
        if (profile.Texts == 0 || (profile.Numbers == 0 && !profile.HasOtherDecimals))
            return;
        var problem = profile.HasOtherDecimals
            ? $"expected a number with a decimal {(table.Format.Decimal == '.' ? "point" : "comma")}, found '{profile.FirstText.Text}'; {(table.Format.Decimal == '.' ? "--decimal comma reads its comma so" : "--decimal point reads its point so")} (marks of thousands must go), {otherwise} takes it for text"
            : TableField.IsTooLarge(profile.FirstText.Text, table.Format) ? $"expected a number up to 3.4e38, found '{profile.FirstText.Text}'"
            : TableField.HasThousands(profile.FirstText.Text, table.Format) ? $"expected a number without marks of thousands, found '{profile.FirstText.Text}'; if it is none, give {otherwise}"
            : $"expected a number as in {profile.Numbers} other rows, found '{profile.FirstText.Text}'; if it is none, give {otherwise}";
        throw new DataException(table.Path, problem, $"row {table.NumberOf(profile.FirstText.Row)}, column \"{table.Columns[column]}\"");
    }
}
