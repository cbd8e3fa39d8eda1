using CudaMlp.Interop.Tests.Fakes;

namespace CudaMlp.Interop.Tests.Objects;

public sealed class CudaModuleTests : IDisposable
{
    private readonly FakeDriver _driver = new();
    private readonly CudaContext _context;
    private readonly CudaStream _stream;

    public CudaModuleTests()
    {
        _context = CudaContext.Open(_driver, options: new CudaContextOptions { SynchronizeAfterLaunch = false });
        _stream = new CudaStream(_context);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _context.Dispose();
    }

    [Fact]
    public void Image_is_handed_over_zero_terminated()
    {
        using var module = new CudaModule(_context, ".version 6.3 é"u8, "test");
        Assert.Contains("cuModuleLoadDataEx .version 6.3 é", _driver.Calls);
    }

    [Fact]
    public void Refused_code_carries_the_compilers_log()
    {
        _driver.Failures["cuModuleLoadDataEx"] = CUresult.CUDA_ERROR_INVALID_PTX;
        _driver.JitErrorLog = "ptxas application ptx input, line 7; error : Unknown symbol 'x'";
        var e = Assert.Throws<CudaModuleLoadException>(() => new CudaModule(_context, "junk"u8, "adam"));
        Assert.Equal(_driver.JitErrorLog, e.ErrorLog);
        foreach (var part in (string[])["'adam'", "CUDA_ERROR_INVALID_PTX (218)", "line 7", "Unknown symbol"])
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_code_without_a_log_says_so()
    {
        _driver.Failures["cuModuleLoadDataEx"] = CUresult.CUDA_ERROR_INVALID_PTX;
        Assert.Contains("no reason", Assert.Throws<CudaModuleLoadException>(() => new CudaModule(_context, "junk"u8, "adam")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_kernel_is_named_with_its_module()
    {
        using var module = new CudaModule(_context, "x"u8, "adam");
        _driver.Failures["cuModuleGetFunction"] = CUresult.CUDA_ERROR_NOT_FOUND;
        var e = Assert.Throws<CudaException>(() => module.GetFunction("adam_f32"));
        Assert.Contains("adam_f32", e.Message, StringComparison.Ordinal);
        Assert.Contains("'adam'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Launch_passes_shape_and_arguments_of_every_width()
    {
        using var module = new CudaModule(_context, "x"u8, "test");
        using var buffer = new DeviceBuffer<float>(_context, 4);
        var function = module.GetFunction("k");
        var arguments = new LaunchArguments();
        arguments.Add(buffer);
        arguments.Add(buffer.Slice(1, 2));
        arguments.Add((byte)0xAB);
        arguments.Add((short)-2);
        arguments.Add(1.5f);
        arguments.Add(0x1122_3344_5566_7788UL);
        arguments.Add((Half)2);
        Assert.Equal(7, arguments.Count);
        _driver.ArgumentsToRead = 7;
        function.Launch(new LaunchShape(3, 128) { GridY = 2, SharedBytes = 64 }, _stream, ref arguments);

        Assert.Equal("cuLaunchKernel 3,2,1 128,1,1 64", _driver.Calls[^1]);
        Assert.Equal(
            [buffer.Address.Value, buffer.Address.Value + 4, 0xAB, 0xFFFE, BitConverter.SingleToUInt32Bits(1.5f), 0x1122_3344_5566_7788UL, BitConverter.HalfToUInt16Bits((Half)2)],
            _driver.Arguments);
    }

    [Fact]
    public void Launch_allocates_nothing()
    {
        using var module = new CudaModule(_context, "x"u8, "test");
        using var buffer = new DeviceBuffer<float>(_context, 4);
        var function = module.GetFunction("k");
        _driver.Quiet = true;
        LaunchOften(function, buffer, 1000);
        Assert.Equal(0, AllocatedBytes.Least(() => LaunchOften(function, buffer, 1000)));
    }

    [Fact]
    public void Too_many_arguments_are_refused()
    {
        var arguments = new LaunchArguments();
        for (var i = 0; i < LaunchArguments.MaximumCount; i++)
            arguments.Add(i);
        var refused = false;
        try
        {
            arguments.Add(0);
        }
        catch (InvalidOperationException)
        {
            refused = true;
        }

        Assert.True(refused);
        Assert.Equal(LaunchArguments.MaximumCount, arguments.Count);
    }

    [Fact]
    public void Refused_launch_names_kernel_and_shape()
    {
        using var module = new CudaModule(_context, "x"u8, "test");
        var function = module.GetFunction("softmax");
        _driver.Failures["cuLaunchKernel"] = CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES;
        var e = Assert.Throws<CudaException>(() => Launch(function, 1024));
        foreach (var part in (string[])["softmax", "grid 1×1×1", "block 1024×1×1", "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"])
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Synchronising_after_launches_blames_the_launch()
    {
        using var module = new CudaModule(_context, "x"u8, "test");
        var function = module.GetFunction("adam");
        Launch(function, 32);
        Assert.DoesNotContain("cuStreamSynchronize", _driver.Calls);
        _context.SynchronizeAfterLaunch = true;
        Launch(function, 32);
        Assert.Equal("cuStreamSynchronize", _driver.Calls[^1]);
        _driver.Failures["cuStreamSynchronize"] = CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
        Assert.Contains("adam", Assert.Throws<CudaException>(() => Launch(function, 32)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Synchronising_after_launches_leaves_captures_alone()
    {
        using var module = new CudaModule(_context, "x"u8, "test");
        var function = module.GetFunction("adam");
        _context.SynchronizeAfterLaunch = true;
        using var capture = _stream.BeginCapture();
        Launch(function, 32);
        Assert.DoesNotContain("cuStreamSynchronize", _driver.Calls);
    }

    [Fact]
    public void Unloaded_module_is_not_launched_from()
    {
        var module = new CudaModule(_context, "x"u8, "test");
        var function = module.GetFunction("k");
        module.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Launch(function, 32));
    }

    [Theory]
    [InlineData(0, 256, 1)]
    [InlineData(1, 256, 1)]
    [InlineData(256, 256, 1)]
    [InlineData(257, 256, 2)]
    [InlineData(1_000_000_007, 128, 7_812_501)]
    public void Shape_for_items_has_a_thread_for_each(long items, uint block, uint grid) => Assert.Equal(new LaunchShape(grid, block), LaunchShape.ForItems(items, block));

    private void Launch(CudaFunction function, uint block)
    {
        var arguments = new LaunchArguments();
        function.Launch(new LaunchShape(1, block), _stream, ref arguments);
    }

    private void LaunchOften(CudaFunction function, DeviceBuffer<float> buffer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var arguments = new LaunchArguments();
            arguments.Add(buffer);
            arguments.Add(i);
            arguments.Add(0.5f);
            function.Launch(LaunchShape.ForItems(1000, 128), _stream, ref arguments);
        }
    }
}
