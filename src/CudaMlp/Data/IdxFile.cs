using System.Buffers.Binary;
using System.IO.Compression;

namespace CudaMlp.Data;

/// <summary>Reads one idx file, gzip'd or not (told by its first bytes, not by its name), wholly into memory.</summary>
internal static class IdxFile
{
    /// <summary>Deflate cannot expand by more than this (1 bit a symbol of at most 258 bytes): a header that claims more lies.</summary>
    private const long MostExpansion = 1032;

    /// <returns>The header and the elements, row-major.</returns>
    /// <exception cref="DataException">Anything is wrong with the file.</exception>
    public static (IdxHeader Header, byte[] Elements) Read(string path, int minimumDimensions, int maximumDimensions)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            Checksums.Verify(path, file);
            return IsGzip(file)
                ? ReadGzip(file, path, minimumDimensions, maximumDimensions)
                : ReadPlain(file, path, minimumDimensions, maximumDimensions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e), inner: e);
        }
    }

    /// <summary>Opens a file that is not gzip'd, with its header checked against its length, to be read in stretches.</summary>
    public static (FileStream File, IdxHeader Header) OpenPlain(string path, int minimumDimensions, int maximumDimensions)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            Checksums.Verify(path, file);
            var header = IdxHeader.Read(file, path, minimumDimensions, maximumDimensions);
            CheckLength(header, path, file.Length);
            return (file, header);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new DataException(path, FileProblem.Describe(e), inner: e);
            throw;
        }
    }

    /// <summary>True where the file starts as gzip does; the stream is rewound.</summary>
    public static bool IsGzip(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && start[0] == 0x1f && start[1] == 0x8b;
    }

    private static (IdxHeader Header, byte[] Elements) ReadPlain(FileStream file, string path, int minimum, int maximum)
    {
        var header = IdxHeader.Read(file, path, minimum, maximum);
        CheckLength(header, path, file.Length);
        return (header, ReadElements(file, header, path));
    }

    /// <summary>The length of a plain file must be what its header says, to the byte.</summary>
    public static void CheckLength(IdxHeader header, string path, long length)
    {
        var expected = header.Length + header.Elements;
        if (length != expected)
        {
            var problem = length < expected ? "the file is truncated" : "the file is longer than its header says";
            throw new DataException(path, $"{problem}: expected {expected} bytes ({Describe(header)}), found {length}", $"byte {Math.Min(length, expected)}");
        }
    }

    private static (IdxHeader Header, byte[] Elements) ReadGzip(FileStream file, string path, int minimum, int maximum)
    {
        if (file.Length < 18)
            throw new DataException(path, "the gzip file is truncated", $"byte {file.Length}");
        var trailer = ReadTrailer(file);
        try
        {
            using var unzipped = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            var header = IdxHeader.Read(unzipped, path, minimum, maximum);
            if (header.Elements > file.Length * MostExpansion)
                throw new DataException(path, $"the header claims {header.Elements} values ({Describe(header)}), more than {file.Length} bytes of gzip can hold", "byte 4");
            var elements = ReadElements(unzipped, header, path);
            if (unzipped.ReadByte() >= 0)
                throw new DataException(path, $"the file is longer than its header says ({Describe(header)})", $"byte {header.Length + header.Elements} of the unzipped data");
            if (trailer != (uint)(header.Length + header.Elements))
                throw new DataException(path, "the gzip file is truncated or corrupt: its last four bytes do not give its length", $"byte {file.Length - 4}");
            return (header, elements);
        }
        catch (InvalidDataException e)
        {
            throw new DataException(path, "the gzip data is corrupt", $"near byte {file.Position}", e);
        }
    }

    private static uint ReadTrailer(FileStream file)
    {
        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(trailer);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    private static byte[] ReadElements(Stream stream, IdxHeader header, string path)
    {
        if (header.Elements > Array.MaxLength)
            throw new DataException(path, $"{header.Elements} values ({Describe(header)}) do not fit in memory at once; unzip the file to stream it", "byte 4");
        var elements = GC.AllocateUninitializedArray<byte>((int)header.Elements);
        var read = stream.ReadAtLeast(elements, elements.Length, throwOnEndOfStream: false);
        if (read < elements.Length)
            throw new DataException(path, $"the file is truncated: expected {elements.Length} values ({Describe(header)}), found {read}", $"byte {header.Length + read} of the data");
        return elements;
    }

    private static string Describe(IdxHeader header) => string.Join(" x ", header.Dimensions);
}
