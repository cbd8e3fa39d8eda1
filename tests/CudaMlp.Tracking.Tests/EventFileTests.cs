using System.Buffers.Binary;
using System.Text;
using CudaMlp.Tracking.TensorBoard;

namespace CudaMlp.Tracking.Tests;

public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_checksum_is_CRC_32C_masked()
    {
        // CRC-32C of "123456789" is e3069283 (RFC 3720, B.4, gives the polynomial; the value is the catalogue's check).
        var crc = 0xe3069283u;
        Assert.Equal(((crc >> 15) | (crc << 17)) + 0xa282ead8, EventFile.MaskedChecksum("123456789"u8));
    }

    [Fact]
    public void A_reader_of_records_finds_version_tags_steps_and_values()
    {
        string path;
        using (var file = new EventFile(_folder))
        {
            path = file.Path;
            file.Add(7, [new("loss", 0.5), new("accuracy", 0.25)]);
            file.Add(8, []);
        }

        Assert.Contains("tfevents", Path.GetFileName(path), StringComparison.Ordinal);
        var records = Records(File.ReadAllBytes(path)).ToArray();
        Assert.Equal(2, records.Length);
        Assert.Contains("brain.Event:2", Encoding.UTF8.GetString(records[0]), StringComparison.Ordinal);
        // Field 2, varint 7; field 5, the summary; in it field 1 twice, each a tag (1) and a float (2): written out by hand from the wire format.
        byte[] expected =
        [
            0x10, 7, 0x2A, 30,
            0x0A, 11, 0x0A, 4, .. "loss"u8, 0x15, 0, 0, 0, 0x3F,
            0x0A, 15, 0x0A, 8, .. "accuracy"u8, 0x15, 0, 0, 0x80, 0x3E,
        ];
        Assert.Equal(0x09, records[1][0]); // field 1, wall time, 8 bytes
        Assert.Equal(expected, records[1][9..]);
    }

    [Fact]
    public void A_file_that_goes_on_says_from_which_step_earlier_ones_no_longer_hold()
    {
        string first;
        using (var file = new EventFile(_folder))
        {
            first = file.Path;
            file.Begin(301);
        }

        // Field 2, varint 301; field 7, the session log; in it field 1, START = 1 (tensorflow/core/util/event.proto).
        Assert.Equal(new byte[] { 0x10, 0xAD, 0x02, 0x3A, 2, 0x08, 1 }, Records(File.ReadAllBytes(first)).ElementAt(1)[9..]);
        // Two in one second, as of a training that is taken up at once, and the later is read later.
        using var second = new EventFile(_folder);
        Assert.True(string.CompareOrdinal(first, second.Path) < 0);
    }

    private static IEnumerable<byte[]> Records(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(EventFile.MaskedChecksum(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var data = bytes[(at + 12)..(at + 12 + length)];
            Assert.Equal(EventFile.MaskedChecksum(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            yield return data;
            at += 12 + length + 4;
        }
    }
}
