using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Memory;

/// <summary>One range of device-visible memory: its address on the device, the host memory behind it, and what has happened to it.</summary>
public sealed unsafe class Allocation
{
    private readonly void* _owned;
    private volatile bool _freed;

    internal Allocation(long id, ulong address, ulong bytes, byte* host, void* owned, AllocationKind kind, string? label, bool shadow)
    {
        Id = id;
        Address = address;
        Bytes = bytes;
        Host = host;
        _owned = owned;
        Kind = kind;
        Label = label;
        Written = shadow ? new WrittenShadow(bytes) : null;
    }

    /// <summary>Number of the allocation, counted from 1 over the life of the memory.</summary>
    public long Id { get; }

    /// <summary>First address as kernels see it.</summary>
    public ulong Address { get; }

    public ulong Bytes { get; }

    public ulong End => Address + Bytes;

    public AllocationKind Kind { get; }

    /// <summary>Name of a module's variable; null otherwise.</summary>
    public string? Label { get; }

    /// <summary>The memory behind the address. Do not use after <see cref="IsFreed"/>.</summary>
    public byte* Host { get; private set; }

    /// <summary>Which bytes were ever written; null when the sanitizer is off or the host may write behind our back.</summary>
    public WrittenShadow? Written { get; }

    public bool IsFreed => _freed;

    /// <summary>A short text for findings: "allocation 3 (device, 4096 bytes at 0x...)".</summary>
    public string Describe()
    {
        string kind = Kind switch
        {
            AllocationKind.Device => "device memory",
            AllocationKind.Managed => "managed memory",
            AllocationKind.Pinned => "pinned host memory",
            AllocationKind.Registered => "registered host memory",
            AllocationKind.Mapped => "mapped memory",
            AllocationKind.Graph => "memory of a graph",
            AllocationKind.DeviceHeap => "kernel heap",
            _ => "variable",
        };
        string name = Label is null ? $"allocation {Id}" : $"'{Label}'";
        return $"{name} ({kind}, {Bytes} bytes at 0x{Address:x}{(_freed ? ", freed" : "")})";
    }

    internal void MarkFreed() => _freed = true;

    /// <summary>Gives the host memory back, of an allocation that is marked as freed and that no kernel under way can have a pointer into.</summary>
    internal void Release()
    {
        NativeMemory.Free(_owned);
        Host = null;
        Written?.Dispose();
    }
}
