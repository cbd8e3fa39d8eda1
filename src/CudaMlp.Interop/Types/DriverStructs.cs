using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary><c>CUuuid</c>: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CUuuid
{
    public fixed byte bytes[16];
}

/// <summary><c>CUDA_MEMCPY2D_v2</c>: a copy of a rectangle. Widths, pitches and x in bytes, heights and y in rows. 128 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CUDA_MEMCPY2D
{
    public nuint srcXInBytes;
    public nuint srcY;
    public CUmemorytype srcMemoryType;
    public void* srcHost;
    public CUdeviceptr srcDevice;
    public CUarray srcArray;
    public nuint srcPitch;
    public nuint dstXInBytes;
    public nuint dstY;
    public CUmemorytype dstMemoryType;
    public void* dstHost;
    public CUdeviceptr dstDevice;
    public CUarray dstArray;
    public nuint dstPitch;
    public nuint WidthInBytes;
    public nuint Height;
}

/// <summary><c>CUDA_MEMCPY3D_v2</c>: a copy of a box. 200 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CUDA_MEMCPY3D
{
    public nuint srcXInBytes;
    public nuint srcY;
    public nuint srcZ;
    public nuint srcLOD;
    public CUmemorytype srcMemoryType;
    public void* srcHost;
    public CUdeviceptr srcDevice;
    public CUarray srcArray;
    public void* reserved0;
    public nuint srcPitch;
    public nuint srcHeight;
    public nuint dstXInBytes;
    public nuint dstY;
    public nuint dstZ;
    public nuint dstLOD;
    public CUmemorytype dstMemoryType;
    public void* dstHost;
    public CUdeviceptr dstDevice;
    public CUarray dstArray;
    public void* reserved1;
    public nuint dstPitch;
    public nuint dstHeight;
    public nuint WidthInBytes;
    public nuint Height;
    public nuint Depth;
}

/// <summary><c>CUDA_KERNEL_NODE_PARAMS_v2</c>: a kernel node of a graph. 72 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CUDA_KERNEL_NODE_PARAMS
{
    public CUfunction func;
    public uint gridDimX;
    public uint gridDimY;
    public uint gridDimZ;
    public uint blockDimX;
    public uint blockDimY;
    public uint blockDimZ;
    public uint sharedMemBytes;
    public void** kernelParams;
    public void** extra;

    /// <summary><c>CUkernel</c>; null when <see cref="func"/> is given.</summary>
    public nint kern;

    public CUcontext ctx;
}

/// <summary><c>CUgraphExecUpdateResultInfo_v1</c>. 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CUgraphExecUpdateResultInfo
{
    public CUgraphExecUpdateResult result;
    public CUgraphNode errorNode;
    public CUgraphNode errorFromNode;
}
