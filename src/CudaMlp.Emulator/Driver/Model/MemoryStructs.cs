using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Driver;

#pragma warning disable CA1051 // the layouts are C's

/// <summary><c>CUmemLocation</c>, 8 bytes: a device (type 1) and its ordinal.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MemoryLocation
{
    internal const int Device = 1;

    public int Type;
    public int Id;

    internal readonly bool IsDevice => Type == Device && Id == 0;
}

/// <summary><c>CUmemAccessDesc</c>, 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MemoryAccess
{
    internal const int None = 0;
    internal const int Read = 1;
    internal const int ReadWrite = 3;

    public MemoryLocation Location;
    public int Flags;
}

/// <summary><c>CUmemAllocationProp</c>, 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MemoryProperties
{
    internal const int Pinned = 1;

    public int Type;
    public int HandleTypes;
    public MemoryLocation Location;
    public void* Win32HandleMetaData;
    public byte CompressionType;
    public byte GpuDirectRdmaCapable;
    public ushort Usage;
    public fixed byte Reserved[4];
}

/// <summary><c>CUmemPoolProps</c>, 88 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MemoryPoolProperties
{
    public int Type;
    public int HandleTypes;
    public MemoryLocation Location;
    public void* Win32SecurityAttributes;
    public nuint MaxSize;
    public fixed byte Reserved[56];
}

/// <summary><c>CUDA_MEM_ALLOC_NODE_PARAMS</c>, 120 bytes; the address is an answer.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct AllocationNodeParams
{
    public MemoryPoolProperties Pool;
    public MemoryAccess* Access;
    public nuint AccessCount;
    public nuint Bytes;
    public CudaMlp.Interop.CUdeviceptr Address;
}

/// <summary><c>CUstreamBatchMemOpParams</c>, 48 bytes: one stream memory operation.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
public struct StreamMemoryParams
{
    /// <summary>1 and 4: wait for 32 and 64 bits; 2 and 5: write them; 3: flush remote writes; 6: barrier.</summary>
    [FieldOffset(0)]
    public int Operation;

    [FieldOffset(8)]
    public ulong Address;

    [FieldOffset(16)]
    public ulong Value;

    [FieldOffset(24)]
    public uint Flags;
}
