using CudaMlp.Interop.Tests.Fakes;

namespace CudaMlp.Interop.Tests.Objects;

public sealed class DeviceBufferTests : IDisposable
{
    private readonly FakeDriver _driver = new();
    private readonly CudaContext _context;
    private readonly CudaStream _stream;

    public DeviceBufferTests()
    {
        _context = CudaContext.Open(_driver);
        _stream = new CudaStream(_context);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _context.Dispose();
    }

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 257)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void What_goes_in_comes_out(int length)
    {
        var values = Enumerable.Range(0, length).Select(i => i * 0.5f).ToArray();
        using var buffer = DeviceBuffer<float>.From(_context, values);
        Assert.Equal(values, buffer.ToArray());
        Assert.Equal(values, buffer.ToArray(_stream));
        using var copy = new DeviceBuffer<float>(_context, length);
        copy.CopyFrom(values, _stream);
        Assert.Equal(values, copy.ToArray());
        copy.Clear(_stream);
        Assert.All(copy.ToArray(), v => Assert.Equal(0f, v));
    }

    [Fact]
    public void Slices_address_their_part()
    {
        using var buffer = DeviceBuffer<int>.From(_context, [0, 1, 2, 3, 4, 5, 6, 7]);
        var slice = buffer.Slice(2, 4);
        Assert.Equal(buffer.Address + 8, slice.Address);
        Assert.Equal([2, 3, 4, 5], slice.ToArray());
        Assert.Equal([3, 4], slice.Slice(1, 2).ToArray());
        slice.Fill(-1, _stream);
        Assert.Equal([0, 1, -1, -1, -1, -1, 6, 7], buffer.ToArray());
        buffer.Slice(6, 2).CopyToAsync(buffer.Slice(0, 2), _stream);
        Assert.Equal([6, 7, -1, -1, -1, -1, 6, 7], buffer.ToArray());
        Assert.Empty(buffer.Slice(8, 0).ToArray());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 9)]
    [InlineData(8, 1)]
    [InlineData(9, 0)]
    [InlineData(0, -1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, 1)]
    public void Slices_beyond_the_bounds_are_refused(long start, long length)
    {
        using var buffer = new DeviceBuffer<int>(_context, 8);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Slice(start, length));
    }

    [Fact]
    public void Copies_longer_than_the_buffer_are_refused_before_the_driver_sees_them()
    {
        using var buffer = new DeviceBuffer<int>(_context, 8);
        using var pinned = new PinnedBuffer<int>(_context, 16);
        var before = _driver.Calls.Count;
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyFrom(new int[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyTo(new int[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View.CopyFromAsync(pinned, 0, 9, _stream));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View.CopyFromAsync(pinned, 10, 8, _stream));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View.CopyToAsync(pinned, -1, 8, _stream));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View.CopyToAsync(buffer.Slice(0, 7), _stream));
        Assert.Equal(before, _driver.Calls.Count);
    }

    [Fact]
    public void Pinned_memory_goes_both_ways_and_starts_zeroed()
    {
        using var buffer = new DeviceBuffer<short>(_context, 5);
        using var pinned = new PinnedBuffer<short>(_context, 9);
        Assert.All(pinned.Span.ToArray(), v => Assert.Equal(0, v));
        for (var i = 0; i < 9; i++)
            pinned.Span[i] = (short)i;
        buffer.View.CopyFromAsync(pinned, 3, 5, _stream);
        Assert.Equal([3, 4, 5, 6, 7], buffer.ToArray());
        buffer.View.CopyToAsync(pinned, 0, 5, _stream);
        Assert.Equal([3, 4, 5, 6, 7, 5, 6, 7, 8], pinned.Memory.ToArray());
    }

    [Fact]
    public void Out_of_memory_tells_bytes_asked_and_free()
    {
        using var buffer = new DeviceBuffer<byte>(_context, 1000);
        var e = Assert.Throws<CudaOutOfMemoryException>(() => new DeviceBuffer<double>(_context, 1 << 20));
        Assert.Equal(8UL << 20, e.BytesAsked);
        Assert.Equal(FakeDriver.TotalBytes - 1000, e.BytesFree);
        Assert.Contains("8,388,608", e.Message, StringComparison.Ordinal);
        Assert.Contains("1,047,576", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Length_must_be_positive(long length) => Assert.Throws<ArgumentOutOfRangeException>(() => new DeviceBuffer<int>(_context, length));

    [Fact]
    public void Length_whose_bytes_overflow_is_refused() => Assert.Throws<OverflowException>(() => new DeviceBuffer<decimal>(_context, long.MaxValue));

    [Fact]
    public void Casts_keep_the_bytes_and_refuse_remainders()
    {
        using var buffer = new DeviceBuffer<byte>(_context, 12);
        Assert.Equal(3, buffer.View.Cast<float>().Length);
        Assert.Equal(buffer.Address + 4, buffer.Slice(4, 8).Cast<float>().Address);
        Assert.Throws<ArgumentException>(() => buffer.View.Cast<double>());
        Assert.Throws<ArgumentException>(() => buffer.Slice(2, 8).Cast<float>());
    }

    [Fact]
    public void Fill_takes_elements_of_one_two_or_four_bytes()
    {
        using var halves = new DeviceBuffer<Half>(_context, 3);
        halves.View.Fill((Half)1.5, _stream);
        Assert.All(halves.ToArray(), v => Assert.Equal((Half)1.5, v));
        using var bytes = new DeviceBuffer<byte>(_context, 3);
        bytes.View.Fill(7, _stream);
        Assert.Equal([7, 7, 7], bytes.ToArray());
        using var doubles = new DeviceBuffer<double>(_context, 3);
        Assert.Throws<NotSupportedException>(() => doubles.View.Fill(1.0, _stream));
    }

    [Fact]
    public void Disposed_buffer_is_not_touched()
    {
        var buffer = new DeviceBuffer<int>(_context, 4);
        var view = buffer.View;
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Address);
        Assert.Throws<ObjectDisposedException>(() => view.ToArray());
        var pinned = new PinnedBuffer<int>(_context, 4);
        pinned.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pinned.Span.Length);
    }

    [Fact]
    public void Stream_of_another_context_is_refused()
    {
        var other = new FakeDriver();
        using var context = CudaContext.Open(other);
        using var stream = new CudaStream(context);
        using var buffer = new DeviceBuffer<int>(_context, 4);
        Assert.Throws<ArgumentException>(() => buffer.Clear(stream));
    }

    [Fact]
    public void Copy_without_a_stream_is_over_on_return()
    {
        using var buffer = new DeviceBuffer<int>(_context, 4);
        buffer.CopyFrom([1, 2, 3, 4]);
        Assert.Equal(["cuMemcpyHtoD 16", "cuStreamSynchronize"], _driver.Calls[^2..]);
        buffer.CopyFrom([1, 2], _stream);
        Assert.Equal(["cuMemcpyHtoDAsync 8", "cuStreamSynchronize"], _driver.Calls[^2..]);
        buffer.CopyTo(new int[3]);
        Assert.Equal("cuMemcpyDtoH 12", _driver.Calls[^1]);
    }

    [Fact]
    public void Failed_copy_carries_the_call_its_size_and_the_drivers_words()
    {
        using var buffer = new DeviceBuffer<int>(_context, 1024);
        _driver.Failures["cuMemcpyHtoD"] = CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
        var e = Assert.Throws<CudaException>(() => buffer.CopyFrom(new int[1024]));
        Assert.Equal("cuMemcpyHtoD(4,096 bytes)", e.Call);
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, e.Result);
        Assert.Equal("CUDA_ERROR_ILLEGAL_ADDRESS", e.ErrorName);
        Assert.StartsWith("cuMemcpyHtoD(4,096 bytes) failed: CUDA_ERROR_ILLEGAL_ADDRESS (700), text of 700.", e.Message, StringComparison.Ordinal);
        Assert.Contains("CUDAMLP_SYNC=1", e.Message, StringComparison.Ordinal);
    }
}
