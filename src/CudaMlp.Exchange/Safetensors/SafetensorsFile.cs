using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CudaMlp.Exchange.Safetensors;

/// <summary>
/// The safetensors format (https://github.com/huggingface/safetensors): the header's length as u64, little-endian; a JSON header that gives each tensor's
/// dtype, shape and data_offsets; then the tensors' bytes, without gaps. Writes F32; reads F64, F32, F16 and BF16 as float32.
/// </summary>
public static class SafetensorsFile
{
    /// <summary>The format's own limit on the header.</summary>
    public const int MaximumHeaderBytes = 100_000_000;

    private const int MaximumDimensions = 8;

    /// <summary>Writes the tensors in their order. The bytes depend on nothing else.</summary>
    /// <param name="stream">Written from its position on.</param>
    /// <param name="tensors">Names must be unique.</param>
    /// <param name="metadata">Strings for the header's __metadata__.</param>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var dimension in tensor.Shape)
                    json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += 4L * tensor.Values.Length;
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces after the JSON align the data to 8 bytes, as the format allows and its writers do.
        var padded = (header.WrittenCount + 7) / 8 * 8;
        header.GetSpan(padded - header.WrittenCount + 1)[..(padded - header.WrittenCount)].Fill((byte)' ');
        header.Advance(padded - header.WrittenCount);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(header.WrittenSpan);
        foreach (var tensor in tensors)
            stream.Write(MemoryMarshal.AsBytes<float>(tensor.Values));
    }

    /// <summary>Reads every tensor of a file.</summary>
    /// <exception cref="SafetensorsException">The header or a range lies; nothing is allocated from a size before it is checked against the file.</exception>
    public static IReadOnlyList<NamedTensor> Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new SafetensorsException($"{path}: a safetensors file starts with 8 bytes of header length, this one has {file.Length} bytes");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > MaximumHeaderBytes || (long)headerLength > file.Length - 8)
            throw new SafetensorsException($"{path}: the header claims {headerLength} bytes; the file has {file.Length - 8} after the length, and the limit is {MaximumHeaderBytes}");
        var bytes = new byte[headerLength];
        file.ReadExactly(bytes);
        var entries = ReadHeader(path, bytes, file.Length - 8 - (long)headerLength);
        var tensors = new NamedTensor[entries.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            var entry = entries[i];
            var data = new byte[entry.End - entry.Begin];
            file.Position = 8 + (long)headerLength + entry.Begin;
            file.ReadExactly(data);
            tensors[i] = new NamedTensor(entry.Name, entry.Shape, ElementConversion.ToFloats(entry.Type, data));
        }

        return tensors;
    }

    private readonly record struct Entry(string Name, string Type, int[] Shape, long Begin, long End);

    private static List<Entry> ReadHeader(string path, byte[] header, long dataBytes)
    {
        var entries = new List<Entry>();
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new SafetensorsException($"{path}: the header is not a JSON object");
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name != "__metadata__")
                    entries.Add(ReadEntry(path, property.Name, property.Value, dataBytes));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter tells of a name or dtype that is no text: bytes that are no UTF-8, or half of a surrogate pair.
            throw new SafetensorsException($"{path}: the header is not valid JSON: {e.Message}", e);
        }

        CheckCoverage(path, entries, dataBytes);
        return entries;
    }

    private static Entry ReadEntry(string path, string name, JsonElement value, long dataBytes)
    {
        SafetensorsException Bad(string what) => new($"{path}: tensor '{name}' {what}");
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
            throw Bad("needs a dtype, a shape and two data_offsets");
        if (shape.GetArrayLength() > MaximumDimensions)
            throw Bad($"has more than {MaximumDimensions} dimensions");
        var dimensions = new int[shape.GetArrayLength()];
        long count = 1;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (shape[i].ValueKind != JsonValueKind.Number || !shape[i].TryGetInt32(out dimensions[i]) || dimensions[i] < 0)
                throw Bad($"has the dimension {shape[i]}, which is no count");
            count *= dimensions[i];
            if (count > dataBytes)
                throw Bad("is larger than the file");
        }

        if (offsets[0].ValueKind != JsonValueKind.Number || !offsets[0].TryGetInt64(out var begin)
            || offsets[1].ValueKind != JsonValueKind.Number || !offsets[1].TryGetInt64(out var end)
            || begin < 0 || end < begin || end > dataBytes)
            throw Bad($"lies at {offsets[0]} to {offsets[1]}, outside the {dataBytes} bytes of data");
        var size = ElementConversion.SizeOf(type.GetString()!);
        if (size == 0)
            throw Bad($"has the dtype {type}; F64, F32, F16 and BF16 can be read");
        if (end - begin != count * size)
            throw Bad($"has {end - begin} bytes where its shape and dtype {type} make {count * size}");
        if (end - begin > Array.MaxLength)
            throw Bad($"has more than {Array.MaxLength} bytes");
        return new Entry(name, type.GetString()!, dimensions, begin, end);
    }

    /// <summary>The format allows neither holes nor overlaps.</summary>
    private static void CheckCoverage(string path, List<Entry> entries, long dataBytes)
    {
        long position = 0;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != position)
                throw new SafetensorsException($"{path}: tensor '{entry.Name}' starts at {entry.Begin}, but the one before it ends at {position}");
            position = entry.End;
        }

        if (position != dataBytes)
            throw new SafetensorsException($"{path}: the tensors end at {position}, but the file has {dataBytes} bytes of data");
    }
}
