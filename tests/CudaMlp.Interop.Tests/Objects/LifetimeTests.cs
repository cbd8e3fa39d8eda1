using System.Buffers;
using System.Runtime.CompilerServices;
using CudaMlp.Interop.Tests.Fakes;

namespace CudaMlp.Interop.Tests.Objects;

/// <summary>Memory that nothing else refers to any more lives as long as a call or a pin needs it.</summary>
public sealed class LifetimeTests : IDisposable
{
    private readonly FakeDriver _driver = new();
    private readonly CudaContext _context;
    private readonly CudaStream _stream;
    private readonly PinnedBuffer<int> _pinned;

    public LifetimeTests()
    {
        _context = CudaContext.Open(_driver);
        _stream = new CudaStream(_context);
        _pinned = new PinnedBuffer<int>(_context, 4);
    }

    public void Dispose()
    {
        _pinned.Dispose();
        _stream.Dispose();
        _context.Dispose();
    }

    [Theory]
    [InlineData("cuMemcpyHtoD")]
    [InlineData("cuMemcpyDtoH")]
    [InlineData("cuMemcpyHtoDAsync")]
    [InlineData("cuMemcpyDtoHAsync")]
    [InlineData("cuMemcpyDtoDAsync")]
    [InlineData("cuMemsetD8Async")]
    [InlineData("cuMemsetD32Async")]
    public void The_buffer_of_a_view_is_not_freed_under_a_call(string call)
    {
        // The copy from device to device may lose either of its two buffers.
        int buffers = call == "cuMemcpyDtoDAsync" ? 2 : 1;
        _driver.BeforeWork = () =>
        {
            Collect();
            Assert.Equal(buffers, _driver.LiveBlocks.Count);
        };
        switch (call)
        {
            case "cuMemcpyHtoD":
                View()[0].CopyFrom([1, 2, 3, 4]);
                break;
            case "cuMemcpyDtoH":
                View()[0].CopyTo(new int[4]);
                break;
            case "cuMemcpyHtoDAsync":
                View()[0].CopyFromAsync(_pinned, 0, 4, _stream);
                break;
            case "cuMemcpyDtoHAsync":
                View()[0].CopyToAsync(_pinned, 0, 4, _stream);
                break;
            case "cuMemcpyDtoDAsync":
                View()[0].CopyToAsync(View()[0], _stream);
                break;
            case "cuMemsetD8Async":
                View()[0].FillBytes(1, _stream);
                break;
            default:
                View()[0].Fill(1, _stream);
                break;
        }
        Assert.Contains(_driver.Calls, c => c.StartsWith(call, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pin_keeps_page_locked_memory()
    {
        MemoryHandle pin = Pin();
        Collect();
        Assert.DoesNotContain("cuMemFreeHost", _driver.Calls);
        pin.Dispose();
        for (int i = 0; i < 50 && !_driver.Calls.Contains("cuMemFreeHost"); i++)
            Collect();
        Assert.Contains("cuMemFreeHost", _driver.Calls);
    }

    [Fact]
    public void A_pin_points_at_its_element()
    {
        _pinned.Span[2] = 42;
        using MemoryHandle pin = _pinned.Pin(2);
        unsafe
        {
            Assert.Equal(42, *(int*)pin.Pointer);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => _pinned.Pin(5));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>A view in an array, whose buffer nobody else knows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private DeviceView<int>[] View() => [new DeviceBuffer<int>(_context, 4).View];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MemoryHandle Pin() => new PinnedBuffer<int>(_context, 4).Pin();
}
