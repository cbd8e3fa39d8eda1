using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary><c>CUDA_HOST_NODE_PARAMS</c>, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HostNodeParams
{
#pragma warning disable CA1051 // the layout is C's
    public delegate* unmanaged<void*, void> Function;
    public void* UserData;
#pragma warning restore CA1051
}

/// <summary><c>CUDA_MEMSET_NODE_PARAMS</c>, 40 bytes. Pitch in bytes, width in elements.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MemsetNodeParams
{
#pragma warning disable CA1051 // the layout is C's
    public CUdeviceptr Destination;
    public nuint Pitch;
    public uint Value;
    public uint ElementSize;
    public nuint Width;
    public nuint Height;
#pragma warning restore CA1051
}

/// <summary><c>CUgraphNodeParams</c>, 256 bytes: a kind of node, and the parameters of that kind.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct NodeParams
{
#pragma warning disable CA1051 // the layout is C's
    public CUgraphNodeType Type;
    public fixed int Reserved[3];
    public fixed ulong Body[29];
    public ulong ReservedBehind;
#pragma warning restore CA1051
}
