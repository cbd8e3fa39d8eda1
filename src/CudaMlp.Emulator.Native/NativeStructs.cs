using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

/// <summary><c>CUDA_GRAPH_INSTANTIATE_PARAMS</c>, 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GraphInstantiateParams
{
    public ulong Flags;
    public CUstream UploadStream;
    public CUgraphNode ErrorNode;
    public int Result;
}

/// <summary><c>CUlaunchConfig</c>, 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LaunchConfig
{
    public uint GridX;
    public uint GridY;
    public uint GridZ;
    public uint BlockX;
    public uint BlockY;
    public uint BlockZ;
    public uint SharedBytes;
    public CUstream Stream;
    public LaunchAttribute* Attributes;
    public uint AttributeCount;
}

/// <summary><c>CUlaunchAttribute</c>, 72 bytes: an id, and 64 bytes that mean what the id says.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct LaunchAttribute
{
    public const int Cooperative = 2;
    public const int ClusterDimension = 4;

    [FieldOffset(0)]
    public int Id;

    [FieldOffset(8)]
    public fixed uint Values[16];
}
