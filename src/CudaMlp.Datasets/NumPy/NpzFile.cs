using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using CudaMlp.Data;

namespace CudaMlp.Datasets.NumPy;

/// <summary>The named arrays of an .npz file, which is a zip archive of .npy entries.</summary>
public sealed class NpzFile
{
    /// <summary>A compressed entry is unpacked into memory, up to this many bytes.</summary>
    public const long MaximumUnpackedBytes = 2_000_000_000;

    private const int MaximumEntries = 10_000;
    private readonly string _path;
    private readonly Dictionary<string, (uint Crc, long Length)> _entries = new(StringComparer.Ordinal);

    /// <exception cref="DataException">It is no zip archive.</exception>
    public NpzFile(string path)
    {
        _path = path;
        try
        {
            using var archive = ZipFile.OpenRead(path);
            if (archive.Entries.Count > MaximumEntries)
                throw new DataException(path, $"{archive.Entries.Count} arrays are more than {MaximumEntries}");
            foreach (var entry in archive.Entries)
            {
                if (entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                    _entries[entry.FullName[..^4]] = (entry.Crc32, entry.Length);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DataException(path, e is InvalidDataException ? "expected an .npz file (a zip archive of .npy arrays)" : FileProblem.Describe(e, path), inner: e);
        }
    }

    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <exception cref="DataException">There is no such array, or it cannot be read.</exception>
    public NpyArray Open(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new DataException(_path, $"there is no array '{name}'; it holds {string.Join(", ", _entries.Keys)}");
        var label = $"{_path}[{name}]";
        try
        {
            var at = StoredAt(name + ".npy");
            Stream stream = at is null ? new MemoryStream(Unpack(name, label, entry.Length), writable: false) : File.OpenRead(_path);
            try
            {
                // The archive's reader does not hold what comes out of it to the checksum.
                if (Checksum(stream, at ?? 0, entry.Length) != entry.Crc)
                    throw new DataException(label, "the data is corrupt: its checksum is not the one in the archive");
                return NpyArray.Open(stream, label, at ?? 0, entry.Length);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DataException(label, e is InvalidDataException ? "the compressed data is corrupt" : FileProblem.Describe(e), inner: e);
        }
    }

    private static uint Checksum(Stream stream, long start, long length)
    {
        var (crc, buffer) = (new Crc32(), new byte[1 << 16]);
        stream.Position = start;
        for (var left = length; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            crc.Append(part);
            left -= part.Length;
        }

        return crc.GetCurrentHashAsUInt32();
    }

    private byte[] Unpack(string name, string label, long length)
    {
        if (length > MaximumUnpackedBytes)
            throw new DataException(label, $"{length} bytes unpacked are more than {MaximumUnpackedBytes}; write it with numpy.savez, which does not compress, and it is read from the disk");
        using var archive = ZipFile.OpenRead(_path);
        using var stream = archive.GetEntry(name + ".npy")!.Open();
        // The entry's own claim is not believed: memory grows with what really comes out of it.
        using var memory = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            memory.Write(buffer, 0, read);
            if (memory.Length > length)
                throw new DataException(label, $"more comes out of it than the {length} bytes it claims");
        }

        return memory.Length == length ? memory.ToArray() : throw new DataException(label, $"{memory.Length} bytes come out of it where it claims {length}");
    }

    /// <summary>Where the bytes of an entry that is stored without compression begin, or null where it is compressed.</summary>
    private long? StoredAt(string entryName)
    {
        // The archive's reader does not tell where an entry lies; the local headers do. They are followed from the start, as numpy writes them.
        using var file = File.OpenRead(_path);
        Span<byte> header = stackalloc byte[30];
        while (file.ReadAtLeast(header, 30, throwOnEndOfStream: false) == 30 && BinaryPrimitives.ReadUInt32LittleEndian(header) == 0x04034b50)
        {
            int flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
            long compressed = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
            var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
            var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[28..])];
            file.ReadExactly(name);
            file.ReadExactly(extra);
            if (compressed == uint.MaxValue)
                compressed = Zip64Length(extra);
            if (System.Text.Encoding.UTF8.GetString(name) == entryName)
                return method == 0 && (flags & 9) == 0 && compressed == _entries[entryName[..^4]].Length && file.Position + compressed <= file.Length ? file.Position : null;
            if ((flags & 8) != 0 || compressed < 0 || file.Position + compressed > file.Length)
                return null;
            file.Position += compressed;
        }

        return null;
    }

    private static long Zip64Length(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
                break;
            if (id == 1 && size >= 16)
                return BinaryPrimitives.ReadInt64LittleEndian(extra[12..]);
            extra = extra[(4 + size)..];
        }

        return -1;
    }
}
