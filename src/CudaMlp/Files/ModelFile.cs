using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CudaMlp.Data;

namespace CudaMlp.Files;

/// <summary>
/// model.cudamlp: 8 bytes of magic, a 32-bit version, the 32-bit length of the header, the header (JSON in UTF-8), the
/// arenas as little-endian float32 one after the other in the header's order, and the SHA-256 of all that. Equal models are equal bytes.
/// </summary>
/// <remarks>
/// Nothing of a file is believed before its sum is right, and nothing is allocated that the file's own length does not bear out.
/// The first byte is not ASCII and the line ends show a transfer as text, as in PNG's signature.
/// </remarks>
public static class ModelFile
{
    public const int Version = 1;

    /// <summary>The header's length is refused above this.</summary>
    public const int MostHeaderBytes = 64 << 20;

    private const int PreludeLength = 16;

    private static ReadOnlySpan<byte> Magic => [0x8e, (byte)'C', (byte)'M', (byte)'L', (byte)'P', (byte)'\r', (byte)'\n', 0x1a];

    /// <exception cref="DataException">The file cannot be written, or a weight or moment is not finite; the old one, if any, is untouched.</exception>
    public static void Write(string path, ModelContent content) => AtomicFile.Write(path, stream => Write(stream, content));

    public static void Write(Stream stream, ModelContent content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (header, arenas) = ModelHeader.Write(content);
        if (header.Length > MostHeaderBytes)
            throw new DataException("the model", $"its description has {header.Length} bytes, more than {MostHeaderBytes}");
        // Reading refuses it, and what was trained would be lost without a word.
        if (arenas.Any(arena => arena.AsSpan().ContainsAnyExceptFinite()))
            throw new DataException("the model", "a weight or moment is not finite, which its file cannot hold: scale the data down (--normalize standardize) or lower the learning rate");
        Span<byte> prelude = stackalloc byte[PreludeLength];
        Magic.CopyTo(prelude);
        BinaryPrimitives.WriteInt32LittleEndian(prelude[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(prelude[12..], header.Length);
        Append(prelude);
        Append(header);
        foreach (var arena in arenas)
            Append(MemoryMarshal.AsBytes(arena.AsSpan()));
        stream.Write(hash.GetHashAndReset());

        void Append(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }

    /// <exception cref="DataException">The file is missing, is no model, is truncated or damaged, or is of a newer version.</exception>
    public static ModelContent Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            return Read(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e, path), inner: e);
        }
    }

    /// <summary>Reads from a stream that knows its length.</summary>
    public static ModelContent Read(Stream stream, string path)
    {
        Span<byte> prelude = stackalloc byte[PreludeLength];
        if (stream.ReadAtLeast(prelude, PreludeLength, throwOnEndOfStream: false) < PreludeLength || !prelude[..8].SequenceEqual(Magic))
            throw new DataException(path, "not a model of cudamlp: its first bytes are others", "byte 0");
        CheckSum(stream, path);
        var version = BinaryPrimitives.ReadInt32LittleEndian(prelude[8..]);
        if (version != Version)
            throw new DataException(path, $"the file is of version {version}; this program reads version {Version}", "byte 8");
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(prelude[12..]);
        var body = stream.Length - PreludeLength - SHA256.HashSizeInBytes;
        if (headerLength < 2 || headerLength > MostHeaderBytes || headerLength > body)
            throw new DataException(path, $"a header of {headerLength} bytes does not fit the file", "byte 12");
        stream.Position = PreludeLength;
        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var (content, arenas) = ModelHeader.Read(header, body - headerLength, path);
        foreach (var arena in arenas)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(arena.AsSpan()));
            if (arena.AsSpan().ContainsAnyExceptFinite())
                throw new DataException(path, "a weight or moment is not finite");
        }

        return content;
    }

    private static void CheckSum(Stream stream, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var left = stream.Length - SHA256.HashSizeInBytes;
        stream.Position = 0;
        var buffer = new byte[1 << 16];
        while (left > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                break;
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        Span<byte> stored = stackalloc byte[SHA256.HashSizeInBytes];
        if (left != 0 || stream.ReadAtLeast(stored, stored.Length, throwOnEndOfStream: false) < stored.Length || !stored.SequenceEqual(hash.GetHashAndReset()))
            throw new DataException(path, $"the model is truncated or damaged: the checksum at its end does not fit its {stream.Length} bytes");
    }
}
