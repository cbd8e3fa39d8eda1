using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CudaMlp.Data;

namespace CudaMlp.Datasets.NumPy;

/// <summary>The header of an .npy array (NumPy's format 1.0 to 3.0): element type, shape and where the values start.</summary>
/// <param name="Type">NumPy's kind and size without the byte order: u1, i4, f8, b1 …; U and S with the length of text.</param>
/// <param name="BigEndian">True for values stored with the highest byte first.</param>
/// <param name="FortranOrder">True where the first index runs fastest; otherwise the last does (C order).</param>
/// <param name="Shape">Rows first.</param>
/// <param name="DataOffset">Bytes before the first value.</param>
public sealed record NpyHeader(string Type, bool BigEndian, bool FortranOrder, int[] Shape, long DataOffset)
{
    private const int MaximumHeaderBytes = 1 << 20;
    private const int MaximumDimensions = 8;
    private const int MaximumText = 4096;

    /// <summary>Bytes of an element. Text has four a character in U.</summary>
    public int ElementSize { get; } = int.Parse(Type.AsSpan(1), CultureInfo.InvariantCulture) * (Type[0] == 'U' ? 4 : 1);

    public bool IsText => Type[0] is 'U' or 'S';

    public long Rows => Shape.Length == 0 ? 1 : Shape[0];

    /// <summary>Values of one row.</summary>
    public long RowLength
    {
        get
        {
            long length = 1;
            foreach (var dimension in Shape.AsSpan(Math.Min(1, Shape.Length)))
                length *= dimension;
            return length;
        }
    }

    /// <param name="stream">Read from the array's first byte to its first value.</param>
    /// <param name="name">For messages.</param>
    /// <param name="length">Bytes of the whole array, to which the shape is held.</param>
    /// <exception cref="DataException">It is no .npy array, or of a kind that is not read.</exception>
    public static NpyHeader Read(Stream stream, string name, long length)
    {
        var prefix = new byte[12];
        if (stream.ReadAtLeast(prefix.AsSpan(0, 10), 10, throwOnEndOfStream: false) < 10 || !prefix.AsSpan(0, 6).SequenceEqual(Magic))
            throw new DataException(name, "expected the magic bytes 93 'NUMPY' of an .npy array", "byte 0");
        long headerBytes;
        long start;
        switch (prefix[6])
        {
            case 1:
                (headerBytes, start) = (BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(8)), 10);
                break;
            case 2 or 3:
                stream.ReadExactly(prefix.AsSpan(10, 2));
                (headerBytes, start) = (BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(8)), 12);
                break;
            default:
                throw new DataException(name, $"expected format 1, 2 or 3 of .npy, found {prefix[6]}", "byte 6");
        }

        if (headerBytes > MaximumHeaderBytes || start + headerBytes > length)
            throw new DataException(name, $"the header claims {headerBytes} bytes; the array has {length}", "byte 8");
        var text = new byte[headerBytes];
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text), name, start + headerBytes, length);
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static NpyHeader Parse(string text, string name, long dataOffset, long length)
    {
        DataException Bad(string problem) => new(name, problem, "header");
        var descriptor = After(text, "'descr':") ?? throw Bad("expected 'descr', the type of the elements");
        if (descriptor.StartsWith('['))
            throw Bad("a structured dtype cannot be read; save one plain array");
        var quoted = descriptor.Length > 0 && descriptor[0] is '\'' or '"' ? descriptor[1..].Split(descriptor[0])[0] : "";
        if (quoted.Length < 2)
            throw Bad($"expected a dtype such as '<f4', found {(quoted.Length > 0 ? quoted : "none")}");
        if (quoted[1] == 'O')
            throw Bad("object dtype holds Python objects and cannot be read; save numbers, such as x.astype('float32')");
        var type = quoted[1..];
        if (type is not ("u1" or "i1" or "b1" or "u2" or "i2" or "u4" or "i4" or "u8" or "i8" or "f2" or "f4" or "f8") && !IsTextType(type))
            throw Bad($"the dtype '{quoted}' cannot be read; integers, bool, f2, f4, f8 and, as labels, text can");
        var fortran = After(text, "'fortran_order':")?.StartsWith("True", StringComparison.Ordinal) ?? throw Bad("expected 'fortran_order'");
        var shape = After(text, "'shape':");
        if (shape is null || !shape.StartsWith('(') || shape.IndexOf(')', StringComparison.Ordinal) < 0)
            throw Bad("expected 'shape'");
        var parts = shape[1..shape.IndexOf(')', StringComparison.Ordinal)].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > MaximumDimensions)
            throw Bad($"{parts.Length} dimensions are more than {MaximumDimensions}");
        var dimensions = new int[parts.Length];
        long count = 1;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[i]))
                throw Bad($"the dimension '{parts[i]}' is no count");
            count *= dimensions[i];
            if (count > length)
                throw Bad($"the shape ({string.Join(", ", parts)}) is larger than the {length} bytes of the array");
        }

        var header = new NpyHeader(type, quoted[0] == '>', fortran, dimensions, dataOffset);
        if (count * header.ElementSize > length - dataOffset)
            throw Bad($"the shape ({string.Join(", ", parts)}) of '{quoted}' needs {count * header.ElementSize} bytes; {length - dataOffset} follow the header");
        return header;
    }

    private static bool IsTextType(string type) =>
        type[0] is 'U' or 'S' && int.TryParse(type.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is >= 1 and <= MaximumText;

    private static string? After(string text, string key)
    {
        var at = text.IndexOf(key, StringComparison.Ordinal);
        if (at < 0)
            at = text.IndexOf(key = key.Replace('\'', '"'), StringComparison.Ordinal);
        return at < 0 ? null : text[(at + key.Length)..].TrimStart();
    }
}
