using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CudaMlp.Emulator.Devices;
using K4os.Compression.LZ4;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// A fatbin: one program in several forms, as PTX of one device or another and as machine code. Here the PTX is wanted that suits the device best.
/// </summary>
/// <remarks>NVIDIA does not document the format; what is read here public projects found out (ZLUDA, cuda-fatbin-decompression), and the
/// output of <c>fatbinary</c> bears it out. A header of 16 bytes, then entries of a header and a payload each; all numbers are little-endian.</remarks>
internal static partial class Fatbin
{
    public const uint Magic = 0xba55ed50;

    /// <summary>Bytes of the header that <see cref="Length"/> reads.</summary>
    public const int HeaderBytes = 16;

    private const int EntryBytes = 64;
    private const int KindPtx = 1;
    private const int KindElf = 2;
    private const ulong FlagLz4 = 0x2000;
    private const ulong FlagZstd = 0x8000;

    // A byte of LZ4 stands for 255 bytes at most: a size beyond that is a lie, and nothing is allocated for it.
    private const int MostOfLz4 = 255;

    /// <summary>Bytes of a whole fatbin, from its header.</summary>
    /// <exception cref="InvalidDataException">The header is none, or claims more than 2 GiB.</exception>
    public static int Length(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
            throw new InvalidDataException("the fatbin has no header");
        int version = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), start = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        ulong rest = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        if (version != 1 || start < HeaderBytes)
            throw new InvalidDataException($"the fatbin is of version {version} with a header of {start} bytes; version 1 is read");
        if (rest > int.MaxValue - 0xffff)
            throw new InvalidDataException($"the fatbin claims {rest} bytes");
        return start + (int)rest;
    }

    /// <summary>The text of the newest PTX that the device takes.</summary>
    /// <param name="fatbin">The whole of it, as long as <see cref="Length"/> says.</param>
    /// <param name="device">What the text shall run on.</param>
    /// <param name="refusal">Why there is none, and what to do; null with a text.</param>
    /// <exception cref="InvalidDataException">The fatbin is damaged.</exception>
    public static string? FindText(ReadOnlySpan<byte> fatbin, DeviceSpec device, out string? refusal)
    {
        refusal = null;
        List<Entry> entries = Read(fatbin);
        var newer = new List<string>();
        foreach (Entry entry in entries.Where(entry => entry.Kind == KindPtx).OrderByDescending(entry => entry.Architecture))
        {
            if (entry.Architecture > device.Architecture)
            {
                newer.Add($"sm_{entry.Architecture}");
                continue;
            }
            string text = Text(fatbin, entry);
            // Only the text says whether the target is one of a single device, as sm_90a is.
            Match target = Target().Match(text);
            if (!target.Success || device.Takes(int.Parse(target.Groups[1].Value, CultureInfo.InvariantCulture), target.Value[^1]))
                return text;
            newer.Add(target.Value.Split(' ', '\t')[^1]);
        }
        string advice = $"compile with -gencode arch=compute_{device.Architecture},code=compute_{device.Architecture} or older, or set {EmulatorOptions.DeviceVariable}";
        string[] machine = [.. entries.Where(entry => entry.Kind == KindElf).Select(entry => $"sm_{entry.Architecture}").Distinct()];
        refusal = newer.Count > 0 ? $"the fatbin has PTX for {string.Join(", ", newer)}, which the emulated {device} does not take; {advice}"
            : machine.Length > 0 ? $"the fatbin holds machine code for {string.Join(", ", machine)} only, and the emulated device runs PTX; {advice}"
            : $"the fatbin holds no PTX; {advice}";
        return null;
    }

    private static List<Entry> Read(ReadOnlySpan<byte> fatbin)
    {
        var entries = new List<Entry>();
        int at = BinaryPrimitives.ReadUInt16LittleEndian(fatbin[6..]);
        while (fatbin.Length - at >= EntryBytes)
        {
            ReadOnlySpan<byte> header = fatbin[at..];
            uint headerBytes = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            // The payload with what fills it up to a multiple of eight, and, where it is compressed, without.
            ulong filled = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
            uint compressed = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
            if (headerBytes < EntryBytes || headerBytes > (uint)header.Length || filled > (ulong)(header.Length - (int)headerBytes) || compressed > filled)
                throw new InvalidDataException($"entry {entries.Count} of the fatbin (a header of {headerBytes} bytes, {filled} bytes of payload, {compressed} of them compressed) goes beyond its end");
            ulong flags = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
            bool packed = (flags & (FlagLz4 | FlagZstd)) != 0;
            entries.Add(new Entry(
                BinaryPrimitives.ReadUInt16LittleEndian(header),
                (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[28..]), int.MaxValue),
                flags,
                at + (int)headerBytes,
                packed ? (int)compressed : (int)filled,
                BinaryPrimitives.ReadUInt64LittleEndian(header[56..])));
            at += (int)headerBytes + (int)filled;
        }
        return entries;
    }

    private static string Text(ReadOnlySpan<byte> fatbin, Entry entry)
    {
        ReadOnlySpan<byte> payload = fatbin.Slice(entry.Start, entry.Length);
        if ((entry.Flags & (FlagLz4 | FlagZstd)) != 0)
            payload = Unpack(payload, entry);
        int end = payload.IndexOf((byte)0);
        ReadOnlySpan<byte> text = end < 0 ? payload : payload[..end];
        if (text.Length is 0 or > ModuleImage.MaxBytes)
            throw new InvalidDataException($"the PTX for sm_{entry.Architecture} in the fatbin has {text.Length} bytes");
        return Encoding.UTF8.GetString(text);
    }

    private static byte[] Unpack(ReadOnlySpan<byte> payload, Entry entry)
    {
        bool isLz4 = (entry.Flags & FlagLz4) != 0;
        if (entry.Unpacked is 0 or > ModuleImage.MaxBytes || (isLz4 && entry.Unpacked > (ulong)payload.Length * MostOfLz4))
            throw new InvalidDataException($"the PTX for sm_{entry.Architecture} in the fatbin claims to be {entry.Unpacked} bytes, from {payload.Length}");
        byte[] text = new byte[entry.Unpacked];
        int count = isLz4 ? LZ4Codec.Decode(payload, text) : UnpackZstd(payload, text);
        return count == text.Length ? text : throw new InvalidDataException($"the PTX for sm_{entry.Architecture} in the fatbin cannot be decompressed");
    }

    /// <summary>Bytes written, −1 for damaged data.</summary>
    private static int UnpackZstd(ReadOnlySpan<byte> payload, Span<byte> text)
    {
        try
        {
            using var zstd = new ZstdSharp.Decompressor();
            return zstd.TryUnwrap(payload, text, out int written) ? written : -1;
        }
        catch (ZstdSharp.ZstdException)
        {
            return -1;
        }
    }

    [GeneratedRegex(@"^[ \t]*\.target[ \t]+sm_(\d{1,4})[af]?", RegexOptions.Multiline)]
    private static partial Regex Target();

    /// <param name="Kind">PTX, machine code, or what only NVIDIA's linker understands.</param>
    /// <param name="Architecture">90 for sm_90.</param>
    /// <param name="Flags">How it is compressed, among others.</param>
    /// <param name="Start">Of the payload, in bytes from the fatbin's start.</param>
    /// <param name="Length">Of the payload, in bytes.</param>
    /// <param name="Unpacked">Bytes that it shall have once decompressed.</param>
    private readonly record struct Entry(int Kind, int Architecture, ulong Flags, int Start, int Length, ulong Unpacked);
}
