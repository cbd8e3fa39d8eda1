namespace CudaMlp.Datasets.NumPy;

/// <summary>
/// The values of an array in Fortran order (the first index runs fastest: what pandas' to_numpy() and a transposed array are saved as) as they would lie in C
/// order. Some rows at a time are gathered from all columns.
/// </summary>
internal sealed class RowsFromColumns : Stream
{
    private const int BytesAtOnce = 256 << 10;

    private readonly Stream _columns;
    private readonly NpyHeader _header;
    private readonly long _start;
    private readonly long _rowBytes;
    private byte[] _column = [];
    private byte[] _rows = [];
    private long _firstRow;
    private int _rowsHeld;

    /// <param name="columns">Seekable; owned from now on.</param>
    /// <param name="start">Where in it the first value lies.</param>
    /// <param name="header">Type and shape.</param>
    public RowsFromColumns(Stream columns, long start, NpyHeader header)
    {
        (_columns, _start, _header) = (columns, start, header);
        _rowBytes = header.RowLength * header.ElementSize;
        Length = header.Rows * _rowBytes;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || Position >= Length)
            return 0;
        var row = Position / _rowBytes;
        if (row < _firstRow || row >= _firstRow + _rowsHeld)
            Gather(row);
        var held = _rows.AsSpan(0, _rowsHeld * (int)_rowBytes)[(int)(Position - (_firstRow * _rowBytes))..];
        var count = Math.Min(held.Length, buffer.Length);
        held[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? Position : Length);

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _columns.Dispose();
        base.Dispose(disposing);
    }

    private void Gather(long first)
    {
        var (size, rowBytes) = (_header.ElementSize, checked((int)_rowBytes));
        var most = (int)Math.Clamp(BytesAtOnce / rowBytes, 1, _header.Rows);
        var count = (int)Math.Min(most, _header.Rows - first);
        if (_rows.Length == 0)
            (_column, _rows) = (new byte[most * size], new byte[most * rowBytes]);
        _rowsHeld = 0;
        var index = new int[_header.Shape.Length];
        for (var value = 0; value < rowBytes; value += size)
        {
            ReadColumn((ColumnOf(index) * _header.Rows) + first, _column.AsSpan(0, count * size));
            for (var row = 0; row < count; row++)
                _column.AsSpan(row * size, size).CopyTo(_rows.AsSpan((row * rowBytes) + value));
            Advance(index);
        }

        (_firstRow, _rowsHeld) = (first, count);
    }

    /// <summary>Past the stream's buffer, which would be filled anew for each column.</summary>
    private void ReadColumn(long element, Span<byte> bytes)
    {
        var at = _start + (element * _header.ElementSize);
        if (_columns is not FileStream file)
        {
            _columns.Position = at;
            _columns.ReadExactly(bytes);
            return;
        }

        for (var read = 0; !bytes.IsEmpty; bytes = bytes[read..], at += read)
        {
            if ((read = RandomAccess.Read(file.SafeFileHandle, bytes, at)) == 0)
                throw new EndOfStreamException();
        }
    }

    /// <summary>Which column, in the file's order, has the values of this index; the first dimension is the rows'.</summary>
    private long ColumnOf(int[] index)
    {
        long column = 0;
        for (var d = index.Length - 1; d >= 1; d--)
            column = (column * _header.Shape[d]) + index[d];
        return column;
    }

    /// <summary>The next index in C order.</summary>
    private void Advance(int[] index)
    {
        for (var d = index.Length - 1; d >= 1 && ++index[d] == _header.Shape[d]; d--)
            index[d] = 0;
    }
}
