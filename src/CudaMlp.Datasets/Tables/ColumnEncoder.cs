using System.Text.Json.Nodes;

namespace CudaMlp.Datasets.Tables;

/// <summary>How one column becomes features: a number as it is with a stand-in for a missing one, or a category as one-hot.</summary>
internal sealed class ColumnEncoder
{
    /// <summary>The category that missing values form where the training part has some.</summary>
    public const string MissingCategory = "(missing)";

    private readonly Dictionary<string, int>? _categories;

    private ColumnEncoder(string name, IReadOnlyList<string>? categories, float fill)
    {
        (Name, Categories, Fill) = (name, categories, fill);
        _categories = categories?.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i, StringComparer.Ordinal);
    }

    public string Name { get; }

    /// <summary>Null for a column of numbers.</summary>
    public IReadOnlyList<string>? Categories { get; }

    /// <summary>What stands in for a missing number; NaN where a missing number is an error.</summary>
    public float Fill { get; }

    /// <summary>Features that the column gives.</summary>
    public int Width => Categories?.Count ?? 1;

    public IEnumerable<string> FeatureNames => Categories is null ? [Name] : Categories.Select(c => $"{Name}={c}");

    public static ColumnEncoder Number(string name, float fill) => new(name, null, fill);

    public static ColumnEncoder Category(string name, IReadOnlyList<string> categories) => new(name, categories, 0);

    /// <summary>Index of a category, or -1 for one that the training part did not have.</summary>
    public int IndexOf(string field) => _categories!.GetValueOrDefault(TableField.IsMissing(field) ? MissingCategory : field, -1);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name };
        if (Categories is not null)
            json["categories"] = new JsonArray([.. Categories.Select(c => (JsonNode)c)]);
        else if (float.IsFinite(Fill))
            json["fill"] = Fill;
        return json;
    }

    public static ColumnEncoder FromJson(JsonObject json)
    {
        var name = json["name"]!.GetValue<string>();
        return json["categories"] is JsonArray categories
            ? Category(name, [.. categories.Select(c => c!.GetValue<string>())])
            : Number(name, json["fill"]?.GetValue<float>() ?? float.NaN);
    }
}
