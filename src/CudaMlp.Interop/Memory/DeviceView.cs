using System.Runtime.CompilerServices;

namespace CudaMlp.Interop;

/// <summary>A part of a device buffer, not owned: the buffer must outlive the work that uses it.</summary>
/// <remarks>
/// Copies are ordered by their stream. A copy without one is the driver's synchronous call on the legacy default stream: it is done on
/// return, but does <em>not</em> wait for earlier work on streams made with <see cref="CUstream_flags.CU_STREAM_NON_BLOCKING"/>.
/// A call that queues work holds its buffers until the work is queued, not until it is done: refer to them, and do not dispose them, until the
/// stream was synchronised. <c>cuMemFree</c> may wait for queued work but need not, and knows nothing of work recorded into a graph.
/// </remarks>
public readonly unsafe struct DeviceView<T> : IEquatable<DeviceView<T>>
    where T : unmanaged
{
    private readonly DeviceMemory? _memory;
    private readonly long _byteOffset;

    internal DeviceView(DeviceMemory memory, long byteOffset, long length)
    {
        _memory = memory;
        _byteOffset = byteOffset;
        Length = length;
    }

    /// <summary>Elements; 0 for the default value.</summary>
    public long Length { get; }

    /// <summary>Bytes.</summary>
    public long ByteLength => Length * sizeof(T);

    /// <summary>The first element's address; null for the default value.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public CUdeviceptr Address => _memory is null ? default : _memory.Address + (ulong)_byteOffset;

    private CudaContext Context => (_memory ?? throw new InvalidOperationException("The view refers to no buffer.")).Context;

    /// <param name="start">First element.</param>
    /// <param name="length">Elements, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie within the view.</exception>
    public DeviceView<T> Slice(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - start);
        return _memory is null ? default : new DeviceView<T>(_memory, _byteOffset + (start * sizeof(T)), length);
    }

    /// <summary>The same bytes as elements of another type.</summary>
    /// <exception cref="ArgumentException">The bytes are no whole number of them, or the address is not aligned to their size.</exception>
    public DeviceView<TOther> Cast<TOther>()
        where TOther : unmanaged
    {
        if (ByteLength % sizeof(TOther) != 0 || _byteOffset % sizeof(TOther) != 0)
            throw new ArgumentException($"{ByteLength} bytes at byte {_byteOffset} are no whole, aligned number of {typeof(TOther).Name}.");
        return _memory is null ? default : new DeviceView<TOther>(_memory, _byteOffset, ByteLength / sizeof(TOther));
    }

    /// <summary>Copies from ordinary memory and returns when the source may be reused and the copy is done.</summary>
    /// <param name="source">At most <see cref="Length"/> elements.</param>
    /// <param name="stream">Its work so far comes first; null for the synchronous call.</param>
    public void CopyFrom(ReadOnlySpan<T> source, CudaStream? stream = null)
    {
        RequireRoom(source.Length);
        if (source.IsEmpty)
            return;
        var (driver, bytes) = Enter(source.Length, stream);
        fixed (T* p = source)
        {
            if (stream is null)
            {
                driver.Check(driver.cuMemcpyHtoD(Address, p, bytes), $"cuMemcpyHtoD({bytes:N0} bytes)");

                // From pageable memory the call may return once the bytes are staged; a non-blocking stream would not wait for the rest.
                driver.Check(driver.cuStreamSynchronize(default), "cuStreamSynchronize(default stream)");
            }
            else
            {
                driver.Check(driver.cuMemcpyHtoDAsync(Address, p, bytes, stream.Value), $"cuMemcpyHtoDAsync({bytes:N0} bytes)");
                stream.Synchronize();
            }
        }

        GC.KeepAlive(_memory);
    }

    /// <summary>Copies to ordinary memory and returns when it is there.</summary>
    /// <param name="destination">At most <see cref="Length"/> elements: that many are copied, from the view's first.</param>
    /// <param name="stream">Its work so far comes first; null for the synchronous call.</param>
    public void CopyTo(Span<T> destination, CudaStream? stream = null)
    {
        RequireRoom(destination.Length);
        if (destination.IsEmpty)
            return;
        var (driver, bytes) = Enter(destination.Length, stream);
        fixed (T* p = destination)
        {
            if (stream is null)
            {
                driver.Check(driver.cuMemcpyDtoH(p, Address, bytes), $"cuMemcpyDtoH({bytes:N0} bytes)");
            }
            else
            {
                driver.Check(driver.cuMemcpyDtoHAsync(p, Address, bytes, stream.Value), $"cuMemcpyDtoHAsync({bytes:N0} bytes)");
                stream.Synchronize();
            }
        }

        GC.KeepAlive(_memory);
    }

    /// <summary>A copy in ordinary memory.</summary>
    public T[] ToArray(CudaStream? stream = null)
    {
        var array = new T[Length];
        CopyTo(array, stream);
        return array;
    }

    /// <summary>Queues a copy from page-locked memory. The source must not change until the stream has passed it.</summary>
    public void CopyFromAsync(PinnedBuffer<T> source, int start, int length, CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(stream);
        RequireRoom(length);
        var from = source.AddressOf(start, length);
        var (driver, bytes) = Enter(length, stream);
        driver.Check(driver.cuMemcpyHtoDAsync(Address, from, bytes, stream.Value), $"cuMemcpyHtoDAsync({bytes:N0} bytes)");
        GC.KeepAlive(_memory);
        GC.KeepAlive(source);
    }

    /// <summary>Queues a copy to page-locked memory. The destination is written once the stream has passed it.</summary>
    public void CopyToAsync(PinnedBuffer<T> destination, int start, int length, CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(stream);
        RequireRoom(length);
        var to = destination.AddressOf(start, length);
        var (driver, bytes) = Enter(length, stream);
        driver.Check(driver.cuMemcpyDtoHAsync(to, Address, bytes, stream.Value), $"cuMemcpyDtoHAsync({bytes:N0} bytes)");
        GC.KeepAlive(_memory);
        GC.KeepAlive(destination);
    }

    /// <summary>Queues a copy of this view to another of the same length.</summary>
    public void CopyToAsync(DeviceView<T> destination, CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Length);
        if (Length == 0)
            return;
        var (driver, bytes) = Enter(Length, stream);
        driver.Check(driver.cuMemcpyDtoDAsync(destination.Address, Address, bytes, stream.Value), $"cuMemcpyDtoDAsync({bytes:N0} bytes)");
        GC.KeepAlive(_memory);
        GC.KeepAlive(destination._memory);
    }

    /// <summary>Queues a fill with zero bytes.</summary>
    public void Clear(CudaStream stream) => FillBytes(0, stream);

    /// <summary>Queues a fill of every byte.</summary>
    public void FillBytes(byte value, CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (Length == 0)
            return;
        var (driver, bytes) = Enter(Length, stream);
        driver.Check(driver.cuMemsetD8Async(Address, value, bytes, stream.Value), $"cuMemsetD8Async({bytes:N0} bytes)");
        GC.KeepAlive(_memory);
    }

    /// <summary>Queues a fill of every element, which must be of 1, 2 or 4 bytes.</summary>
    public void Fill(T value, CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (Length == 0)
            return;
        var (driver, _) = Enter(Length, stream);
        var n = (nuint)Length;
        var result = sizeof(T) switch
        {
            1 => driver.cuMemsetD8Async(Address, Unsafe.As<T, byte>(ref value), n, stream.Value),
            2 => driver.cuMemsetD16Async(Address, Unsafe.As<T, ushort>(ref value), n, stream.Value),
            4 => driver.cuMemsetD32Async(Address, Unsafe.As<T, uint>(ref value), n, stream.Value),
            _ => throw new NotSupportedException($"The driver fills with 1, 2 or 4 bytes; {typeof(T).Name} has {sizeof(T)}."),
        };
        driver.Check(result, $"cuMemsetD{8 * sizeof(T)}Async({Length:N0} elements)");
        GC.KeepAlive(_memory);
    }

    public bool Equals(DeviceView<T> other) => ReferenceEquals(_memory, other._memory) && _byteOffset == other._byteOffset && Length == other.Length;

    public override bool Equals(object? obj) => obj is DeviceView<T> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_memory, _byteOffset, Length);

    public static bool operator ==(DeviceView<T> left, DeviceView<T> right) => left.Equals(right);

    public static bool operator !=(DeviceView<T> left, DeviceView<T> right) => !left.Equals(right);

    private void RequireRoom(long length)
    {
        if (length < 0 || length > Length)
            throw new ArgumentOutOfRangeException(nameof(length), $"{length} elements do not fit the {Length} of the device view.");
    }

    private (ICudaDriver Driver, nuint Bytes) Enter(long length, CudaStream? stream)
    {
        var context = Context;
        stream?.RequireContext(context);
        context.EnsureCurrent();
        return (context.Driver, checked((nuint)length * (nuint)sizeof(T)));
    }
}
