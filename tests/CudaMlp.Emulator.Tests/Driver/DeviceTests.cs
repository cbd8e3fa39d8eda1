using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class DeviceTests
{
    [Fact]
    public void Nothing_but_the_version_works_before_cuInit()
    {
        using var cuda = EmulatedCuda.Create(new EmulatorOptions());
        int count = 99, version;
        CUcontext context;
        CUdeviceptr p;
        Assert.Equal(CUresult.CUDA_ERROR_NOT_INITIALIZED, cuda.Driver.cuDeviceGetCount(&count));
        Assert.Equal(99, count);
        Assert.Equal(CUresult.CUDA_ERROR_NOT_INITIALIZED, cuda.Driver.cuCtxGetCurrent(&context));
        Assert.Equal(CUresult.CUDA_ERROR_NOT_INITIALIZED, cuda.Driver.cuMemAlloc(&p, 4));
        Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuDriverGetVersion(&version));
        Assert.Equal(12090, version);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, cuda.Driver.cuInit(1));
        Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuInit(0));
        Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuDeviceGetCount(&count));
        Assert.Equal(1, count);
    }

    [Theory]
    [InlineData(null, 9, 0, 132, "H100")]
    [InlineData("b200", 10, 0, 148, "B200")]
    [InlineData("rtx5090", 12, 0, 170, "RTX 5090")]
    [InlineData("a100", 8, 0, 108, "A100")]
    [InlineData("RTX4090", 8, 9, 128, "4090")]
    [InlineData("t4", 7, 5, 40, "T4")]
    public void Devices_are_chosen_by_name(string? name, int major, int minor, int multiprocessors, string part)
    {
        using var cuda = EmulatedCuda.Create(new EmulatorOptions { DeviceName = name });
        cuda.Driver.cuInit(0);
        int gotMajor, gotMinor, count;
        byte* text = stackalloc byte[100];
        cuda.Driver.cuDeviceComputeCapability(&gotMajor, &gotMinor, default);
        cuda.Driver.cuDeviceGetAttribute(&count, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, default);
        cuda.Driver.cuDeviceGetName(text, 100, default);
        Assert.Equal((major, minor, multiprocessors), (gotMajor, gotMinor, count));
        Assert.Contains(part, Marshal.PtrToStringUTF8((nint)text));
        nuint bytes;
        Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuDeviceTotalMem(&bytes, default));
        Assert.InRange((double)bytes, 16e9, 200e9);
    }

    [Fact]
    public void An_unknown_device_is_refused_with_the_names_that_exist()
    {
        var e = Assert.Throws<ArgumentException>(() => EmulatedCuda.Create(new EmulatorOptions { DeviceName = "voodoo2" }));
        Assert.Contains("voodoo2", e.Message);
        Assert.Contains("h100", e.Message);
    }

    [Fact]
    public void Every_attribute_up_to_143_is_answered()
    {
        using var cuda = EmulatedCuda.Create(new EmulatorOptions());
        cuda.Driver.cuInit(0);
        for (int id = 1; id <= 143; id++)
        {
            int value = int.MinValue;
            Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuDeviceGetAttribute(&value, (CUdevice_attribute)id, default));
            Assert.True(value >= -1, $"attribute {id} is {value}");
        }
        int other;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, cuda.Driver.cuDeviceGetAttribute(&other, 0, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, cuda.Driver.cuDeviceGetAttribute(&other, (CUdevice_attribute)5000, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_DEVICE, cuda.Driver.cuDeviceGetAttribute(&other, (CUdevice_attribute)1, new CUdevice(1)));
    }

    [Theory]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_WARP_SIZE, 32)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK, 1024)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK, 49152)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, 232448)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X, int.MaxValue)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING, 1)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE, 50 << 20)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH, 5120)]
    [InlineData(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH, 0)]
    public void The_default_device_has_the_figures_of_its_data_sheet(CUdevice_attribute attribute, int expected)
    {
        using var cuda = EmulatedCuda.Create(new EmulatorOptions());
        cuda.Driver.cuInit(0);
        int value;
        Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuDeviceGetAttribute(&value, attribute, default));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Names_are_cut_to_the_buffer_and_terminated()
    {
        using var cuda = EmulatedCuda.Create(new EmulatorOptions());
        cuda.Driver.cuInit(0);
        byte* text = stackalloc byte[8];
        new Span<byte>(text, 8).Fill(0xee);
        Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuDeviceGetName(text, 7, default));
        Assert.Equal("NVIDIA", Marshal.PtrToStringUTF8((nint)text));
        Assert.Equal(0xee, text[7]);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, cuda.Driver.cuDeviceGetName(null, 7, default));
    }

    [Fact]
    public void Errors_have_names_and_texts()
    {
        using var cuda = EmulatedCuda.Create(new EmulatorOptions());
        byte* text;
        foreach (CUresult error in Enum.GetValues<CUresult>())
        {
            Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuGetErrorName(error, &text));
            Assert.Equal(error.ToString(), Marshal.PtrToStringUTF8((nint)text));
            Assert.Equal(CUresult.CUDA_SUCCESS, cuda.Driver.cuGetErrorString(error, &text));
            Assert.NotEmpty(Marshal.PtrToStringUTF8((nint)text)!);
        }
        cuda.Driver.cuGetErrorString(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, &text);
        Assert.Equal("an illegal memory access was encountered", Marshal.PtrToStringUTF8((nint)text));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, cuda.Driver.cuGetErrorName((CUresult)12345, &text));
        Assert.True(text is null);
    }

    [Theory]
    [InlineData("0000:01:00.0", true)]
    [InlineData("00000000:01:00.0", true)] // as the management library writes it
    [InlineData("0:1:0", true)]
    [InlineData("01:00.0", true)]
    [InlineData("01:00", false)]
    [InlineData("0000:02:00.0", false)]
    [InlineData("0001:01:00.0", false)]
    [InlineData("0000:01:00.0.0", false)]
    [InlineData("", false)]
    [InlineData("x:1:0.0", false)]
    public void The_device_is_found_by_its_place(string place, bool found)
    {
        using var cuda = EmulatedCuda.Create(new EmulatorOptions());
        cuda.Driver.cuInit(0);
        CUdevice device;
        nint text = Marshal.StringToCoTaskMemUTF8(place);
        CUresult result = cuda.Driver.cuDeviceGetByPCIBusId(&device, (byte*)text);
        Marshal.FreeCoTaskMem(text);
        Assert.Equal(found ? CUresult.CUDA_SUCCESS : CUresult.CUDA_ERROR_INVALID_DEVICE, result);
    }
}
