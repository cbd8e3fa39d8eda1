using System.Runtime.InteropServices;

namespace CudaMlp.Cpu;

/// <summary>Zeroed memory outside the collector's heap, aligned to a cache line. Given back on disposal, or by the finalizer of one forgotten.</summary>
public sealed unsafe class AlignedMemory : IDisposable
{
    private const int LineBytes = 64;

    /// <param name="length">Elements of float32; not negative.</param>
    /// <exception cref="OutOfMemoryException">The system has not that much.</exception>
    public AlignedMemory(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var bytes = checked((nuint)Math.Max(length, 1) * sizeof(float));
        Data = (float*)NativeMemory.AlignedAlloc(bytes, LineBytes);
        NativeMemory.Clear(Data, bytes);
        Length = length;
    }

    ~AlignedMemory() => Free();

    /// <summary>The first element; null after disposal.</summary>
    public float* Data { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
    }
}
