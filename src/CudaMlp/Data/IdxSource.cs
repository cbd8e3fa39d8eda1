namespace CudaMlp.Data;

/// <summary>A pair of plain (not gzip'd) idx files that is read from the disk in stretches, never as a whole. Labels are in memory: one byte a row.</summary>
public sealed class IdxSource : IDataSource
{
    private readonly FileStream _file;
    private readonly byte[] _labels;
    private readonly string _path;
    private readonly int _start;

    internal IdxSource(string path, FileStream file, IdxHeader header, byte[] labels, DataSchema schema)
    {
        (_path, _file, _start, _labels, Schema) = (path, file, header.Length, labels, schema);
        Rows = header.Rows;
    }

    public string Name => _path;

    public DataSchema Schema { get; }

    public long Rows { get; }

    /// <summary>Stretches, but enough of them for a small file to be shuffled and split as well.</summary>
    public int ChunkRows => (int)Math.Clamp(Rows / 64, 1, 256);

    public void Read(long first, int count, DataWindow window)
    {
        var bytes = window.AddBytes(count);
        var at = _start + (first * Schema.Features);
        try
        {
            while (bytes.Length > 0)
            {
                var read = RandomAccess.Read(_file.SafeFileHandle, bytes, at);
                if (read == 0)
                    throw new DataException(_path, "the file was cut off while it was read", $"byte {at}");
                bytes = bytes[read..];
                at += read;
            }
        }
        catch (IOException e)
        {
            throw new DataException(_path, FileProblem.Describe(e), $"byte {at}", e);
        }

        var labels = window.LabelsOfLast(count);
        for (var i = 0; i < count; i++)
            labels[i] = _labels[first + i];
    }

    public void Dispose() => _file.Dispose();
}
