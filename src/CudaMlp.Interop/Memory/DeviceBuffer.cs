namespace CudaMlp.Interop;

/// <summary>Device memory for <see cref="Length"/> elements, owned. Its contents are undefined until written.</summary>
/// <remarks>
/// Keep a reference for as long as launched work may use the address: memory that nobody refers to is freed by the finalizer.
/// </remarks>
public sealed unsafe class DeviceBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly DeviceMemory _memory;

    /// <param name="context">Where to allocate.</param>
    /// <param name="length">Elements, at least 1.</param>
    /// <exception cref="CudaOutOfMemoryException">There is not so much.</exception>
    public DeviceBuffer(CudaContext context, long length)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _memory = new DeviceMemory(context, checked((ulong)length * (ulong)sizeof(T)));
        Length = length;
    }

    public CudaContext Context => _memory.Context;

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>Bytes.</summary>
    public long ByteLength => Length * sizeof(T);

    /// <summary>The first element's address, aligned to 256 bytes at least.</summary>
    public CUdeviceptr Address => _memory.Address;

    /// <summary>All of it.</summary>
    public DeviceView<T> View => new(_memory, 0, Length);

    /// <summary>Allocates and copies: the buffer holds what the span does.</summary>
    public static DeviceBuffer<T> From(CudaContext context, ReadOnlySpan<T> source)
    {
        var buffer = new DeviceBuffer<T>(context, source.Length);
        try
        {
            buffer.CopyFrom(source);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="DeviceView{T}.Slice(long, long)"/>
    public DeviceView<T> Slice(long start, long length) => View.Slice(start, length);

    /// <inheritdoc cref="DeviceView{T}.CopyFrom(ReadOnlySpan{T}, CudaStream?)"/>
    public void CopyFrom(ReadOnlySpan<T> source, CudaStream? stream = null) => View.CopyFrom(source, stream);

    /// <inheritdoc cref="DeviceView{T}.CopyTo(Span{T}, CudaStream?)"/>
    public void CopyTo(Span<T> destination, CudaStream? stream = null) => View.CopyTo(destination, stream);

    /// <inheritdoc cref="DeviceView{T}.ToArray"/>
    public T[] ToArray(CudaStream? stream = null) => View.ToArray(stream);

    /// <inheritdoc cref="DeviceView{T}.Clear"/>
    public void Clear(CudaStream stream) => View.Clear(stream);

    public void Dispose() => _memory.Dispose();
}
