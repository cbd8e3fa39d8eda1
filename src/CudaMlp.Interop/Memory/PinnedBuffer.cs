using System.Buffers;

namespace CudaMlp.Interop;

/// <summary>Page-locked host memory, owned: the only host memory that the device copies to and from without holding the caller up.</summary>
/// <remarks>
/// A span of it is valid only while the buffer is referred to; <see cref="MemoryManager{T}.Memory"/> keeps it alive by itself.
/// It is allocated zeroed.
/// </remarks>
public sealed unsafe class PinnedBuffer<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly CudaHandle _handle;

    /// <param name="context">Where to allocate.</param>
    /// <param name="length">Elements, at least 1.</param>
    /// <exception cref="CudaOutOfMemoryException">There is not so much.</exception>
    public PinnedBuffer(CudaContext context, int length)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        context.EnsureCurrent();
        var bytes = (ulong)length * (ulong)sizeof(T);
        void* p;
        context.CheckAllocation(context.Driver.cuMemAllocHost(&p, checked((nuint)bytes)), nameof(ICudaDriver.cuMemAllocHost), bytes);
        _handle = context.Own((nint)p, static (driver, address) => driver.cuMemFreeHost((void*)address) == CUresult.CUDA_SUCCESS);
        Length = length;
        GetSpan().Clear();
    }

    /// <summary>Elements.</summary>
    public int Length { get; }

    /// <summary>The elements, as ordinary memory.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public Span<T> Span => GetSpan();

    public override Span<T> GetSpan() => new((void*)_handle.Value, Length);

    /// <summary>The address of an element; the handle keeps the buffer alive, though not from being disposed.</summary>
    public override MemoryHandle Pin(int elementIndex = 0) => new(AddressOf(elementIndex, Length - elementIndex), pinnable: this);

    public override void Unpin()
    {
        // Page-locked memory never moves.
    }

    /// <summary>Frees it. There is no finalizer here to suppress: the handle has its own.</summary>
    public void Dispose() => Dispose(true);

    internal T* AddressOf(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - start);
        return (T*)_handle.Value + start;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _handle.Dispose();
    }
}
