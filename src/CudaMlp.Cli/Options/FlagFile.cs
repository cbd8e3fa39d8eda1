using System.Text.Json;
using CudaMlp.Data;

namespace CudaMlp.Cli.Options;

/// <summary>A JSON file of flags, as --config and --sweep name one.</summary>
internal static class FlagFile
{
    private const long MostBytes = 1 << 20;

    /// <summary>Editors on Windows begin a text in UTF-8 with these, and JSON has no place for them.</summary>
    private static ReadOnlySpan<byte> Mark => [0xef, 0xbb, 0xbf];

    /// <exception cref="DataException">It cannot be read, or holds no JSON object.</exception>
    public static JsonDocument Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new DataException(path, "expected a JSON file of flags, such as a run's config.json, and found a folder");
            if (new FileInfo(path).Length > MostBytes)
                throw new DataException(path, $"a file of flags has at most {MostBytes} bytes");
            var bytes = File.ReadAllBytes(path);
            var json = JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith(Mark) ? Mark.Length : 0));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json : throw new DataException(path, "expected a JSON object of flags");
        }
        catch (JsonException e)
        {
            throw new DataException(path, "not valid JSON", $"line {e.LineNumber + 1}, byte {e.BytePositionInLine}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e), inner: e);
        }
    }
}
