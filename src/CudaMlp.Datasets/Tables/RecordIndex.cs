using System.Buffers;
using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>
/// Where the records of a table lie: the byte at which every chunk of <see cref="ChunkRows"/> records begins. Line breaks inside quotes belong to
/// their record. It is what lets rows be read in any order without the file in memory.
/// </summary>
internal sealed class RecordIndex
{
    public const int ChunkRows = 512;

    /// <summary>A record longer than this is no table's.</summary>
    private const int MaximumRecordBytes = 64 << 20;

    private static readonly SearchValues<byte> Marks = SearchValues.Create("\n\""u8);

    private readonly List<long> _starts = [];

    /// <summary>Records, the header included.</summary>
    public long Records { get; private set; }

    public long FileLength { get; private set; }

    public long Start(int chunk) => _starts[chunk];

    public long End(int chunk) => chunk + 1 < _starts.Count ? _starts[chunk + 1] : FileLength;

    public static RecordIndex Of(string path)
    {
        var index = new RecordIndex();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var buffer = new byte[1 << 20];
        long position = SkipMark(file), recordStart = position;
        file.Position = position;
        bool quoted = false, blank = true;
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            var rest = buffer.AsSpan(0, read);
            while (rest.Length > 0)
            {
                var at = rest.IndexOfAny(Marks);
                var plain = at < 0 ? rest : rest[..at];
                blank &= plain.IsEmpty || !plain.ContainsAnyExcept((byte)'\r', (byte)' ');
                if (at < 0)
                {
                    position += rest.Length;
                    break;
                }

                position += at + 1;
                if (rest[at] == '"')
                {
                    (quoted, blank) = (!quoted, false);
                }
                else if (!quoted)
                {
                    index.Add(recordStart, blank);
                    (recordStart, blank) = (position, true);
                }

                if (position - recordStart > MaximumRecordBytes)
                    throw new DataException(path, $"a record is longer than {MaximumRecordBytes} bytes: is a quote left open?", $"row {index.Records + 1}");
                rest = rest[(at + 1)..];
            }
        }

        if (position > recordStart)
            index.Add(recordStart, blank);
        if (quoted)
            throw new DataException(path, "a quote is left open", $"row {index.Records}");
        index.FileLength = position;
        return index;
    }

    private void Add(long start, bool blank)
    {
        // Blank lines are no records: the reader skips them as well.
        if (blank)
            return;
        if (Records % ChunkRows == 0)
            _starts.Add(start);
        Records++;
    }

    private static int SkipMark(FileStream file)
    {
        Span<byte> start = stackalloc byte[3];
        return file.ReadAtLeast(start, 3, throwOnEndOfStream: false) == 3 && start.SequenceEqual<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
    }
}
