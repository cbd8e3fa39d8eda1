using System.Buffers.Binary;
using System.IO.Compression;

namespace CudaMlp.Tests.Data;

/// <summary>A folder of small idx files, and ways to spoil them.</summary>
internal sealed class IdxBuilder : IDisposable
{
    public IdxBuilder() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "cudamlp-test-" + Guid.NewGuid().ToString("N"));

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>The bytes of an idx file of unsigned bytes.</summary>
    public static byte[] Idx(uint[] dimensions, byte[] elements, byte type = 8)
    {
        var bytes = new byte[4 + (4 * dimensions.Length) + elements.Length];
        bytes[2] = type;
        bytes[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + (4 * i)), dimensions[i]);
        elements.CopyTo(bytes, 4 + (4 * dimensions.Length));
        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Rows of 3 × 2 pixels with values that tell row and place; labels 0, 1, 2, 0, 1 …</summary>
    public IdxBuilder Write(int rows, string prefix = "train", bool gzip = false)
    {
        var pixels = new byte[rows * 6];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i * 7);
        var labels = Enumerable.Range(0, rows).Select(i => (byte)(i % 3)).ToArray();
        Put($"{prefix}-images-idx3-ubyte", Idx([(uint)rows, 3, 2], pixels), gzip);
        Put($"{prefix}-labels-idx1-ubyte", Idx([(uint)rows], labels), gzip);
        return this;
    }

    public void Put(string name, byte[] bytes, bool gzip = false) => File.WriteAllBytes(At(gzip ? name + ".gz" : name), gzip ? Gzip(bytes) : bytes);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
