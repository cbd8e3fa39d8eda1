using System.Buffers.Binary;

namespace CudaMlp.Data;

/// <summary>
/// The start of an idx file (the format of MNIST): two zero bytes, the type of the elements, the number of dimensions, and then each
/// dimension as a big-endian 32-bit number; the elements follow, row-major. Read here are unsigned bytes.
/// </summary>
/// <param name="Dimensions">Sizes, the number of rows first.</param>
internal sealed record IdxHeader(IReadOnlyList<int> Dimensions)
{
    private const int UnsignedByte = 8;

    /// <summary>Bytes before the first element.</summary>
    public int Length => 4 + (4 * Dimensions.Count);

    public int Rows => Dimensions[0];

    /// <summary>Elements of a row.</summary>
    public int RowLength { get; } = checked((int)Dimensions.Skip(1).Aggregate(1L, (product, d) => product * d));

    public long Elements => (long)Rows * RowLength;

    /// <summary>Reads and checks the header; the stream stands at the first element afterwards.</summary>
    /// <param name="stream">At its start.</param>
    /// <param name="path">For messages.</param>
    /// <param name="minimum">Fewest dimensions expected: 2 for images (rows × values), 1 for labels.</param>
    /// <param name="maximum">Most dimensions expected.</param>
    public static IdxHeader Read(Stream stream, string path, int minimum, int maximum)
    {
        Span<byte> word = stackalloc byte[4];
        Fill(stream, word, path, 0);
        if (word[0] != 0 || word[1] != 0)
            throw new DataException(path, $"not an idx file: expected two zero bytes, found 0x{word[0]:x2}{word[1]:x2}", "byte 0");
        if (word[2] != UnsignedByte)
            throw new DataException(path, $"expected elements of type 0x08 (unsigned byte), found 0x{word[2]:x2}", "byte 2");
        int count = word[3];
        if (count < minimum || count > maximum)
            throw new DataException(path, $"expected {(minimum == maximum ? minimum : $"{minimum} to {maximum}")} dimensions, found {count}", "byte 3");
        var dimensions = new int[count];
        long row = 1;
        for (var i = 0; i < count; i++)
        {
            Fill(stream, word, path, 4 + (4 * i));
            var size = BinaryPrimitives.ReadUInt32BigEndian(word);
            if (size is 0 or > int.MaxValue)
                throw new DataException(path, $"dimension {i} is {size}; expected 1 to {int.MaxValue}", $"byte {4 + (4 * i)}");
            dimensions[i] = (int)size;
            row *= i == 0 ? 1 : size;
            if (row > Model.Architecture.MaximumWidth)
                throw new DataException(path, $"a row would have {row} values or more; at most {Model.Architecture.MaximumWidth} are allowed", $"byte {4 + (4 * i)}");
        }

        return new IdxHeader(dimensions);
    }

    private static void Fill(Stream stream, Span<byte> word, string path, int at)
    {
        var read = stream.ReadAtLeast(word, word.Length, throwOnEndOfStream: false);
        if (read < word.Length)
            throw new DataException(path, "the file ends within the idx header", $"byte {at + read}");
    }
}
