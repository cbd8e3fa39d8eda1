using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Tests;

/// <summary>An array in device memory between two guards, which a kernel must leave as they are.</summary>
internal sealed unsafe class GuardedArray<T> : IGuarded
    where T : unmanaged
{
    private const int GuardBytes = 256;
    private const byte Guard = 0xA5;

    private readonly DeviceBuffer<byte> _buffer;
    private readonly int _begin;
    private readonly int _bytes;

    /// <param name="context">Where.</param>
    /// <param name="values">What it holds.</param>
    /// <param name="offset">Elements by which it is off the alignment of 256 bytes.</param>
    public GuardedArray(CudaContext context, ReadOnlySpan<T> values, int offset)
    {
        _begin = GuardBytes + (offset * sizeof(T));
        _bytes = values.Length * sizeof(T);
        var image = new byte[_begin + _bytes + GuardBytes];
        Array.Fill(image, Guard);
        MemoryMarshal.AsBytes(values).CopyTo(image.AsSpan(_begin));
        _buffer = DeviceBuffer<byte>.From(context, image);
    }

    public CUdeviceptr Address => _buffer.Address + (ulong)_begin;

    public T[] Read()
    {
        var values = new T[_bytes / sizeof(T)];
        _buffer.ToArray().AsSpan(_begin, _bytes).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public bool GuardsHold()
    {
        var image = _buffer.ToArray();
        return !image.AsSpan(0, _begin).ContainsAnyExcept(Guard) && !image.AsSpan(_begin + _bytes).ContainsAnyExcept(Guard);
    }

    public void Dispose() => _buffer.Dispose();
}

internal interface IGuarded : IDisposable
{
    bool GuardsHold();
}
