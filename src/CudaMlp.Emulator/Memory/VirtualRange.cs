namespace CudaMlp.Emulator.Memory;

/// <summary>Memory without an address: what <c>cuMemCreate</c> makes. Lives as long as it is referred to or mapped.</summary>
/// <param name="offset">Where it lies in the host's pages.</param>
/// <param name="bytes">Its size.</param>
public sealed class PhysicalMemory(long offset, ulong bytes)
{
    /// <summary>The driver's handle.</summary>
    public nint Handle { get; set; }

    public ulong Bytes { get; } = bytes;

    public int References { get; set; } = 1;

    public int Mappings { get; internal set; }

    internal long Offset { get; } = offset;
}

/// <summary>Memory at an address. Kernels reach it once access has been given.</summary>
public sealed class Mapping(ulong address, ulong bytes, PhysicalMemory memory)
{
    public ulong Address { get; } = address;

    public ulong Bytes { get; } = bytes;

    public ulong End => Address + Bytes;

    public PhysicalMemory Memory { get; } = memory;

    public bool IsAccessible { get; set; }
}

/// <summary>A reserved range of addresses with what is mapped there, in the order of addresses.</summary>
internal sealed unsafe class VirtualRange(ulong address, ulong bytes, byte* host)
{
    public ulong Address { get; } = address;

    public ulong Bytes { get; } = bytes;

    public ulong End => Address + Bytes;

    public byte* Host { get; } = host;

    public List<Mapping> Mappings { get; } = [];

    /// <summary>The accessible mappings as kernels see them: those side by side are one allocation, since they are one range to a program.</summary>
    public List<Allocation> Visible { get; } = [];
}
