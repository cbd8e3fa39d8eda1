using System.Globalization;
using System.Text.Json.Nodes;

namespace CudaMlp.Datasets.Tables;

/// <summary>How a table is written. It is kept with the model: new rows come in files like those of the training.</summary>
public sealed record TableFormat
{
    /// <summary>The delimiter, or null to detect one of comma, semicolon, tab and bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>False where the first row is data; the columns are then called c0, c1, …</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>What stands between the whole part of a number and its decimals: a point, or a comma as in much of Europe.</summary>
    public char Decimal
    {
        get => Numbers.NumberDecimalSeparator[0];
        init => Numbers = new NumberFormatInfo { NumberDecimalSeparator = value.ToString(), NumberGroupSeparator = " " };
    }

    internal NumberFormatInfo Numbers { get; private init; } = NumberFormatInfo.InvariantInfo;

    /// <summary>The same with the other mark for decimals: what a field may have been meant as that is no number in this one.</summary>
    internal TableFormat Other => this with { Decimal = Decimal == '.' ? ',' : '.' };

    /// <summary>What differs from the default.</summary>
    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Delimiter is { } delimiter)
            json["delimiter"] = delimiter.ToString();
        if (!HasHeader)
            json["header"] = false;
        if (Decimal != '.')
            json["decimal"] = Decimal.ToString();
        return json;
    }

    /// <param name="json">Null, as in models of before, for the default.</param>
    internal static TableFormat FromJson(JsonObject? json) => new()
    {
        Delimiter = json?["delimiter"]?.GetValue<string>()[0],
        HasHeader = json?["header"]?.GetValue<bool>() ?? true,
        Decimal = json?["decimal"]?.GetValue<string>()[0] ?? '.',
    };
}
