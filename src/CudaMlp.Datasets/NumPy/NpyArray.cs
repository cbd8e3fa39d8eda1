using System.Buffers.Binary;
using System.Text;
using CudaMlp.Data;

namespace CudaMlp.Datasets.NumPy;

/// <summary>
/// An array whose rows are read from where it lies: an .npy file, or an entry of an .npz file. A compressed entry is unpacked into
/// memory; everything else stays on the disk.
/// </summary>
public sealed class NpyArray : IDisposable
{
    private readonly Stream _stream;
    private readonly long _values;
    private byte[] _buffer = [];

    private NpyArray(string name, Stream stream, long values, NpyHeader header) =>
        (Name, _stream, _values, Header) = (name, stream, values, header);

    public string Name { get; }

    public NpyHeader Header { get; }

    /// <summary>True where values are unsigned bytes and may stay bytes.</summary>
    public bool IsBytes => Header.Type == "u1";

    public bool IsInteger => Header.Type[0] is 'u' or 'i' or 'b';

    public bool IsText => Header.IsText;

    public static NpyArray Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return Open(file, path, 0, file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e, path), inner: e);
        }
    }

    /// <param name="stream">Seekable; owned by the array from now on.</param>
    /// <param name="name">For messages.</param>
    /// <param name="start">Where in the stream the array begins.</param>
    /// <param name="length">Bytes of the array, header included.</param>
    internal static NpyArray Open(Stream stream, string name, long start, long length)
    {
        try
        {
            stream.Position = start;
            var header = NpyHeader.Read(stream, name, length);
            return header.FortranOrder && header.Shape.Length > 1
                ? new NpyArray(name, new RowsFromColumns(stream, start + header.DataOffset, header), 0, header)
                : new NpyArray(name, stream, start + header.DataOffset, header);
        }
        catch (EndOfStreamException e)
        {
            stream.Dispose();
            throw new DataException(name, "the header is cut off", inner: e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Values of some rows as they lie; only where <see cref="IsBytes"/>.</summary>
    public void ReadBytes(long firstRow, Span<byte> values)
    {
        Seek(firstRow);
        ReadExactly(values);
    }

    /// <summary>Values of some rows as float32.</summary>
    public void ReadFloats(long firstRow, Span<float> values)
    {
        if (IsText)
            throw new DataException(Name, "holds text where numbers are expected");
        var bytes = ReadElements(firstRow, values.Length);
        var size = Header.ElementSize;
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Number(bytes.Slice(i * size, size));
    }

    /// <summary>Values of some rows as integers; not where <see cref="IsText"/>.</summary>
    /// <exception cref="DataException">A value is no whole number, or does not fit an int.</exception>
    public void ReadLabels(long firstRow, Span<int> values)
    {
        var bytes = ReadElements(firstRow, values.Length);
        var size = Header.ElementSize;
        for (var i = 0; i < values.Length; i++)
        {
            var value = Number(bytes.Slice(i * size, size));
            if (value != Math.Truncate(value))
                throw new DataException(Name, $"the label {value} is no whole number", $"row {firstRow + i}");
            if (value is not (>= int.MinValue and <= int.MaxValue))
                throw new DataException(Name, $"the label {value} is out of range", $"row {firstRow + i}");
            values[i] = (int)value;
        }
    }

    /// <summary>Values of some rows as text; only where <see cref="IsText"/>. NumPy fills each up to the longest with zeros.</summary>
    public void ReadTexts(long firstRow, Span<string> values)
    {
        var bytes = ReadElements(firstRow, values.Length);
        var size = Header.ElementSize;
        Encoding encoding = Header.Type[0] == 'U' ? new UTF32Encoding(Header.BigEndian, byteOrderMark: false) : Encoding.UTF8;
        for (var i = 0; i < values.Length; i++)
            values[i] = encoding.GetString(bytes.Slice(i * size, size)).TrimEnd('\0');
    }

    public void Dispose() => _stream.Dispose();

    private ReadOnlySpan<byte> ReadElements(long firstRow, int count)
    {
        var length = checked(count * Header.ElementSize);
        if (_buffer.Length < length)
            _buffer = new byte[length];
        Seek(firstRow);
        ReadExactly(_buffer.AsSpan(0, length));
        return _buffer.AsSpan(0, length);
    }

    private void Seek(long row) => _stream.Position = _values + (row * Header.RowLength * Header.ElementSize);

    private void ReadExactly(Span<byte> bytes)
    {
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw new DataException(Name, e is EndOfStreamException ? "the values are cut off" : FileProblem.Describe(e), inner: e);
        }
    }

    // A double holds every value of every type but the largest 64-bit integers, which are no labels and lose nothing that a float32 would keep.
    private double Number(ReadOnlySpan<byte> bytes)
    {
        if (Header.BigEndian && bytes.Length > 1)
        {
            Span<byte> reversed = stackalloc byte[8];
            bytes.CopyTo(reversed);
            reversed[..bytes.Length].Reverse();
            return LittleEndian(reversed[..bytes.Length]);
        }

        return LittleEndian(bytes);
    }

    private double LittleEndian(ReadOnlySpan<byte> bytes) => Header.Type switch
    {
        "u1" or "b1" => bytes[0],
        "i1" => (sbyte)bytes[0],
        "u2" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "i2" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "u4" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "i4" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "u8" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        "i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        "f2" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        "f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
