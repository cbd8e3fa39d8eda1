namespace CudaMlp.Datasets.NumPy;

/// <summary>The checksum of zip archives: CRC-32 of ISO 3309, polynomial 0xEDB88320 with the bits reversed.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(b =>
    {
        var crc = (uint)b;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        return crc;
    })];

    /// <exception cref="EndOfStreamException">There are fewer bytes.</exception>
    public static uint Of(Stream stream, long start, long length)
    {
        var (crc, buffer) = (uint.MaxValue, new byte[1 << 16]);
        stream.Position = start;
        for (var left = length; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            foreach (var b in part)
                crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
            left -= part.Length;
        }

        return ~crc;
    }
}
