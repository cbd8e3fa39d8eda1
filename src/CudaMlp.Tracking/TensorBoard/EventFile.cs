using System.Buffers.Binary;
using System.Numerics;
using CudaMlp.Tracking.TensorBoard.Format;
using Google.Protobuf;

namespace CudaMlp.Tracking.TensorBoard;

/// <summary>
/// A TensorBoard event file: records of an 8-byte length, its checksum, an Event message, and its checksum. Checksums are CRC-32C, masked as the
/// TFRecord format asks. Each record is on the disk's side as soon as it is written, so that TensorBoard follows a run that is under way.
/// </summary>
public sealed class EventFile : IDisposable
{
    private static int _files;

    private readonly FileStream _file;
    private readonly TimeProvider _clock;

    /// <param name="folder">Made if it is not there; TensorBoard is pointed at it or at a folder above.</param>
    /// <param name="clock">Null for the system's.</param>
    public EventFile(string folder, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        // TensorBoard looks for "tfevents" in the name and reads files of one folder in the order of their names. A number of its own, for two in one second.
        var name = $"events.out.tfevents.{_clock.GetUtcNow().ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref _files) - 1}";
        Path = System.IO.Path.Combine(folder, name);
        _file = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(new Event { WallTime = Now, FileVersion = "brain.Event:2" });
    }

    public string Path { get; }

    private double Now => _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>
    /// Says that a training begins or goes on here: of what earlier files of the folder hold, TensorBoard drops the events from this step on. Without it the
    /// curve of a run that was killed after its checkpoint would go back and forth.
    /// </summary>
    /// <param name="step">The first that is to come.</param>
    public void Begin(long step) => Write(new Event { WallTime = Now, Step = step, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });

    /// <param name="step">The horizontal axis.</param>
    /// <param name="values">Tags, such as "loss/train", with their values.</param>
    public void Add(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        var summary = new Summary();
        foreach (var (tag, value) in values)
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        if (summary.Value.Count > 0)
            Write(new Event { WallTime = Now, Step = step, Summary = summary });
    }

    public void Dispose() => _file.Dispose();

    /// <summary>((crc rotated right by 15) + 0xa282ead8) of CRC-32C.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private void Write(Event record)
    {
        var data = record.ToByteArray();
        var bytes = new byte[12 + data.Length + 4];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), MaskedChecksum(bytes.AsSpan(0, 8)));
        data.CopyTo(bytes, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12 + data.Length), MaskedChecksum(data));
        _file.Write(bytes);
        _file.Flush();
    }
}
