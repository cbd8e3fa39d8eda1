using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Memory;

/// <summary>
/// Memory of the host that has no address until it is mapped, and may be mapped at several: ranges of one file that exists in memory only.
/// Address ranges are reserved without memory behind them, so that what is mapped side by side is one range on the host too.
/// </summary>
internal sealed unsafe partial class SharedPages : IDisposable
{
    private const int ReadWrite = 3;
    private const int Shared = 0x01;
    private const int Fixed = 0x10;
    private const int PrivateAnonymousUnbacked = 0x4022; // MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    private const int CloseOnExec = 1;
    private const int KeepSizePunchHole = 3;
    private static readonly nint Failed = -1;

    private readonly int _file = CreateFile("cudamlp-device-memory", CloseOnExec);
    private long _length;

    /// <summary>Offset in the file of new zeroed memory, or −1 where the host has no more.</summary>
    public long Create(ulong bytes)
    {
        long offset = _length;
        if (_file < 0 || SetLength(_file, offset + (long)bytes) != 0)
            return -1;
        _length += (long)bytes;
        return offset;
    }

    /// <summary>Gives memory back to the host. Its offset is not used again.</summary>
    public void Delete(long offset, ulong bytes) => _ = Allocate(_file, KeepSizePunchHole, offset, (long)bytes);

    /// <summary>A range of addresses without memory; null where there is none.</summary>
    public static byte* Reserve(ulong bytes)
    {
        nint start = Map(0, (nuint)bytes, 0, PrivateAnonymousUnbacked, -1, 0);
        return start == Failed ? null : (byte*)start;
    }

    public static void Unreserve(byte* start, ulong bytes) => _ = Unmap((nint)start, (nuint)bytes);

    /// <summary>Puts memory at a reserved address.</summary>
    public bool Place(byte* at, long offset, ulong bytes) => Map((nint)at, (nuint)bytes, ReadWrite, Shared | Fixed, _file, offset) != Failed;

    /// <summary>Makes a mapped range a reservation again.</summary>
    public static void Remove(byte* at, ulong bytes) => Map((nint)at, (nuint)bytes, 0, PrivateAnonymousUnbacked | Fixed, -1, 0);

    public void Dispose() => _ = CloseFile(_file);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate")]
    private static partial int SetLength(int file, long length);

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(int file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int file);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
