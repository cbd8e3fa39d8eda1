using System.Runtime.CompilerServices;
using CudaMlp.Interop.Tests.Fakes;

namespace CudaMlp.Interop.Tests.Objects;

public class CudaContextTests
{
    [Fact]
    public void Opens_the_primary_context_and_gives_it_back()
    {
        var driver = new FakeDriver();
        using (var context = CudaContext.Open(driver))
        {
            Assert.Equal("Fake GPU", context.Device.Name);
            Assert.Equal(new ComputeCapability(8, 0), context.Device.ComputeCapability);
            Assert.Equal(12080, context.DriverVersion);
            Assert.Equal(FakeDriver.Context, context.Value);
            Assert.Equal(1, driver.ContextReferences);
        }

        Assert.Equal(0, driver.ContextReferences);
    }

    [Fact]
    public void Driver_too_old_is_told_with_both_versions()
    {
        var e = Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(new FakeDriver { Version = 11040 }));
        Assert.Contains("11.4", e.Message, StringComparison.Ordinal);
        Assert.Contains("12.0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_device_is_told() =>
        Assert.Contains("no GPU", Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(new FakeDriver { DeviceCount = 0 })).Message, StringComparison.Ordinal);

    [Fact]
    public void No_device_by_the_drivers_own_word_is_told() =>
        Assert.Contains(
            "no GPU",
            Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(new FakeDriver { InitResult = CUresult.CUDA_ERROR_NO_DEVICE })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Driver_that_does_not_start_is_unavailable_with_its_reason()
    {
        var driver = new FakeDriver { InitResult = CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH };
        var e = Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(driver));
        Assert.Contains("CUDA_ERROR_SYSTEM_DRIVER_MISMATCH", e.Message, StringComparison.Ordinal);
        Assert.Contains("reboot", e.Message, StringComparison.Ordinal);
        Assert.IsType<CudaException>(e.InnerException);
    }

    [Fact]
    public void Device_that_cannot_be_used_now_is_unavailable_with_its_reason()
    {
        var driver = new FakeDriver { RetainResult = CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE };
        var e = Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(driver));
        Assert.Contains("CUDA_ERROR_DEVICE_UNAVAILABLE", e.Message, StringComparison.Ordinal);
        Assert.Contains("device 0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_without_a_needed_function_is_unavailable_and_names_it()
    {
        var e = Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(new FakeDriver { LacksRetain = true }));
        Assert.Contains("'cuDevicePrimaryCtxRetain'", e.Message, StringComparison.Ordinal);
        Assert.Contains("Update the display driver", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ordinal_beyond_the_last_device_is_told() =>
        Assert.Contains("device 2", Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(new FakeDriver(), 2)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(6, 1, false)]
    [InlineData(7, 0, true)]
    [InlineData(7, 5, true)]
    [InlineData(12, 0, true)]
    public void Capability_under_seven_is_refused(int major, int minor, bool accepted)
    {
        var driver = new FakeDriver { Capability = (major, minor) };
        if (accepted)
        {
            CudaContext.Open(driver).Dispose();
            return;
        }

        var e = Assert.Throws<CudaUnavailableException>(() => CudaContext.Open(driver));
        Assert.Contains("6.1", e.Message, StringComparison.Ordinal);
        Assert.Contains("7.0", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, driver.ContextReferences);
    }

    [Fact]
    public void Context_outlives_what_was_made_in_it()
    {
        var driver = new FakeDriver();
        var context = CudaContext.Open(driver);
        var buffer = new DeviceBuffer<float>(context, 10);
        var stream = new CudaStream(context);
        context.Dispose();
        Assert.Equal(1, driver.ContextReferences);
        buffer.Dispose();
        Assert.Equal(1, driver.ContextReferences);
        stream.Dispose();
        Assert.Equal(0, driver.ContextReferences);
        Assert.Empty(driver.LiveBlocks);
        Assert.Empty(driver.Strays);
        Assert.Equal("cuDevicePrimaryCtxRelease", driver.Calls[^1]);
    }

    [Fact]
    public void Disposing_twice_releases_once()
    {
        var driver = new FakeDriver();
        var context = CudaContext.Open(driver);
        var buffer = new DeviceBuffer<float>(context, 10);
        buffer.Dispose();
        buffer.Dispose();
        context.Dispose();
        context.Dispose();
        Assert.Equal(0, driver.ContextReferences);
        Assert.Single(driver.Calls, "cuMemFree");
    }

    [Fact]
    public void Forgotten_objects_are_freed_in_a_living_context()
    {
        var driver = new FakeDriver();
        Forget(driver);
        for (var i = 0; i < 50 && driver.ContextReferences > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.Equal(0, driver.ContextReferences);
        Assert.Empty(driver.LiveBlocks);
        Assert.Empty(driver.Strays);
        Assert.Equal("cuDevicePrimaryCtxRelease", driver.Calls[^1]);
    }

    [Fact]
    public void Another_thread_gets_the_context_by_itself()
    {
        var driver = new FakeDriver();
        using var context = CudaContext.Open(driver);
        var thread = new Thread(() => new DeviceBuffer<byte>(context, 1).Dispose());
        thread.Start();
        thread.Join();
        Assert.Empty(driver.Strays);
    }

    [Fact]
    public void Disposal_from_a_thread_without_context_happens_in_the_context()
    {
        var driver = new FakeDriver();
        using var context = CudaContext.Open(driver);
        var buffer = new DeviceBuffer<byte>(context, 1);
        var thread = new Thread(buffer.Dispose);
        thread.Start();
        thread.Join();
        Assert.Empty(driver.LiveBlocks);
        Assert.Empty(driver.Strays);
    }

    [Fact]
    public void Using_a_disposed_context_throws()
    {
        var context = CudaContext.Open(new FakeDriver());
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new DeviceBuffer<byte>(context, 1));
    }

    // Not inlined, so that nothing of it is left on the test's stack. The current context of a thread is remembered: hence a thread of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(FakeDriver driver)
    {
        var thread = new Thread(() =>
        {
            var context = CudaContext.Open(driver);
            _ = new DeviceBuffer<float>(context, 10);
            _ = new PinnedBuffer<float>(context, 10);
            _ = new CudaStream(context);
        });
        thread.Start();
        thread.Join();
    }
}
