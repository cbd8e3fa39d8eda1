using System.Text.Json;
using System.Text.Json.Nodes;
using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Model;

namespace CudaMlp.Cli.Options;

/// <summary>Flags in a JSON file: an object whose keys are the flags' long names.</summary>
internal static class OptionFile
{
    /// <summary>Flags that say how a command is run, not what it computes: they are not kept.</summary>
    private static readonly string[] NotKept = ["quiet", "verbose", "resume", "overwrite", "config", "out"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Sets the options that are not set yet from a file.</summary>
    /// <exception cref="DataException">The file cannot be read, or a key or value is not known.</exception>
    public static void Apply<T>(string path, T options)
        where T : CommonOptions
    {
        var known = OptionTable.Of(typeof(T)).Where(o => !NotKept.Contains(o.Option.LongName)).ToDictionary(o => o.Option.LongName, o => o.Property);
        using var json = FlagFile.Read(path);
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (!known.TryGetValue(entry.Name, out var property))
            {
                var hint = Spelling.Nearest(entry.Name, known.Keys) is { } nearest ? $"; did you mean \"{nearest}\"?" : "";
                throw new DataException(path, $"there is no flag of this name{hint}", $"key \"{entry.Name}\"");
            }

            var set = property.GetValue(options) is { } current && current is not false;
            if (set || entry.Value.ValueKind == JsonValueKind.Null)
                continue;
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            property.SetValue(options, Convert(entry.Value, type)
                ?? throw new DataException(path, $"expected {OptionTable.Expected(typeof(T), entry.Name)}, found {entry.Value.GetRawText()}", $"key \"{entry.Name}\""));
        }
    }

    /// <summary>The options that are set, as JSON.</summary>
    public static JsonObject ToJson<T>(T options)
        where T : CommonOptions
    {
        var json = new JsonObject();
        foreach (var (option, property) in OptionTable.Of(typeof(T)))
        {
            JsonNode? node = NotKept.Contains(option.LongName) ? null : property.GetValue(options) switch
            {
                string s => s,
                int i => i,
                ulong u => u,
                double d => d,
                true => true,
                _ => null,
            };
            if (node is not null)
                json[option.LongName] = node;
        }

        return json;
    }

    public static void Write(string path, JsonNode json) => AtomicFile.WriteText(path, json.ToJsonString(Indented) + "\n");

    private static object? Convert(JsonElement value, Type type) => value.ValueKind switch
    {
        JsonValueKind.String when type == typeof(string) => value.GetString(),
        // Numbers may stand for the text of a flag such as --hidden 128.
        JsonValueKind.Number when type == typeof(string) => value.GetRawText(),
        JsonValueKind.Number when type == typeof(int) && value.TryGetInt32(out var i) => i,
        JsonValueKind.Number when type == typeof(ulong) && value.TryGetUInt64(out var u) => u,
        JsonValueKind.Number when type == typeof(double) && value.TryGetDouble(out var d) => d,
        JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => value.GetBoolean(),
        _ => null,
    };
}
