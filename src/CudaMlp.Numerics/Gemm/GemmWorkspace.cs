using System.Runtime.InteropServices;

namespace CudaMlp.Numerics;

/// <summary>One thread's room for packed panels: about 18 MB of address space, of which a small product touches little.</summary>
public sealed unsafe class GemmWorkspace : IDisposable
{
    /// <summary>Largest depth of a packed block, in elements.</summary>
    internal const int MaxDepth = 1024;

    /// <summary>Columns of a packed block of B in binary32; half as many in binary64.</summary>
    internal const int MaxColumns = 4096;

    /// <summary>Elements of a packed block of A.</summary>
    internal const int BlockOfA = 96 * MaxDepth;

    /// <summary>Rows of a block of A, however shallow.</summary>
    internal const int MaxRows = 240;

    private const int RowBytes = MaxColumns * sizeof(float);
    private const int TileBytes = 12 * 8 * 64;
    private const int PackedABytes = (BlockOfA * sizeof(double)) + (128 * MaxRows) + 4096; // rows are up to two lines apart, panels may spill a vector over their end
    private const int PackedBBytes = MaxColumns * MaxDepth * sizeof(float);
    private const int ChunkBytes = ChunkRows * ChunkColumns * sizeof(float);

    /// <summary>Shape of the fp32 block in which a C stored in 16 bits is summed over several blocks of k.</summary>
    internal const int ChunkRows = 240;
    internal const int ChunkColumns = 512;

    private byte* _memory;

    public GemmWorkspace()
    {
        _memory = (byte*)NativeMemory.AlignedAlloc(PackedBBytes + PackedABytes + ChunkBytes + TileBytes + RowBytes, 4096);
        PackedB = _memory;
        PackedA = PackedB + PackedBBytes;
        Chunk = (float*)(PackedA + PackedABytes);
        Tile = (byte*)Chunk + ChunkBytes;
        Row = (float*)(Tile + TileBytes);
    }

    ~GemmWorkspace() => Free();

    internal byte* PackedA { get; }

    internal byte* PackedB { get; }

    internal float* Chunk { get; }

    internal byte* Tile { get; }

    internal float* Row { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_memory is null, this);

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
