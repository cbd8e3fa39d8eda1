using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUdevice_attribute;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>PTX of compute capability 10.0 and 12.0 through the driver: on devices that have it, and on one that has not.</summary>
public sealed unsafe class BlackwellTests
{
    // Which of the devices take a module for the target: its own, newer ones of a plain target, its family of an 'f' target.
    [Theory]
    [InlineData("sm_90", "h100 b200 rtx5090")]
    [InlineData("sm_90a", "h100")]
    [InlineData("sm_100", "b200 rtx5090")]
    [InlineData("sm_100a", "b200")]
    [InlineData("sm_100f", "b200")]
    [InlineData("sm_103", "rtx5090")]
    [InlineData("sm_103f", "")]
    [InlineData("sm_120", "rtx5090")]
    [InlineData("sm_120a", "rtx5090")]
    [InlineData("sm_120f", "rtx5090")]
    [InlineData("sm_121", "")]
    public void A_target_loads_on_the_devices_that_have_it(string target, string devices)
    {
        foreach (string name in (string[])["h100", "b200", "rtx5090"])
        {
            using var device = new Device(name);
            CUresult result = device.TryLoad($".version 8.8\n.target {target}\n.address_size 64\n.entry k() {{ ret; }}\n");
            Assert.Equal((name, devices.Split(' ').Contains(name) ? CUresult.CUDA_SUCCESS : CUresult.CUDA_ERROR_INVALID_PTX), (name, result));
            if (result != CUresult.CUDA_SUCCESS)
                Assert.Contains($"target '{target}' cannot be compiled for", device.Error);
        }
    }

    [Theory]
    [InlineData("b200", "sm_100")]
    [InlineData("b200", "sm_100a")]
    [InlineData("b200", "sm_100f")]
    [InlineData("rtx5090", "sm_100")]
    [InlineData("rtx5090", "sm_120")]
    [InlineData("rtx5090", "sm_120f")]
    public void Pairs_of_singles_and_a_maximum_of_three_are_run(string name, string target)
    {
        using var device = new Device(name);
        Assert.Equal([1, 2, 3, 4, 1 * 3 + 1, 2 * 4 + 2, 10], device.Run($$"""
            .version 8.8
            .target {{target}}
            .address_size 64
            .visible .entry k(.param .u64 p)
            {
                .reg .b64 %d<5>;
                .reg .f32 %f<3>;
                ld.param.u64 %d0, [p];
                ld.global.v2.b64 {%d1, %d2}, [%d0];
                fma.rn.f32x2 %d3, %d1, %d2, %d1;
                st.global.b64 [%d0+16], %d3;
                mov.b64 {%f0, %f1}, %d3;
                ld.global.f32 %f2, [%d0+12];
                max.f32 %f2, %f0, %f1, %f2;
                st.global.f32 [%d0+24], %f2;
                ret;
            }
            """, 1, 2, 3, 4, 0, 0, 0));
    }

    [Theory]
    [InlineData("b200", 228 << 10, 227 << 10, 2048, 32, 132_644_864, 2)]
    [InlineData("rtx5090", 100 << 10, 99 << 10, 1536, 24, 96 << 20, 64)]
    public void A_multiprocessor_has_the_figures_that_the_maker_gives(string name, int shared, int optIn, int threads, int blocks, int l2, int singleToDouble)
    {
        using var device = new Device(name);
        Assert.Equal(shared, device.Attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR));
        Assert.Equal(optIn, device.Attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN));
        Assert.Equal(48 << 10, device.Attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK));
        Assert.Equal(threads, device.Attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR));
        Assert.Equal(blocks, device.Attribute(CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR));
        Assert.Equal(65536, device.Attribute(CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR));
        Assert.Equal(l2, device.Attribute(CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE));
        Assert.Equal(singleToDouble, device.Attribute(CU_DEVICE_ATTRIBUTE_SINGLE_TO_DOUBLE_PRECISION_PERF_RATIO));
        // Of small blocks as many as there are places, of large ones what threads and shared memory allow.
        Assert.Equal((blocks, threads / 1024, shared / (49 << 10)), (device.Blocks(32, 0), device.Blocks(1024, 0), device.Blocks(64, 48 << 10)));
    }

    private sealed class Device(string name) : DriverTest(new EmulatorOptions { DeviceName = name })
    {
        public string? Error => Driver.LastError;

        public CUresult TryLoad(string ptx)
        {
            CUmodule module;
            fixed (byte* image = Zero(ptx))
                return Driver.cuModuleLoadData(&module, image);
        }

        /// <summary>The memory behind the one parameter of kernel k, after it ran in one thread.</summary>
        public float[] Run(string ptx, params ReadOnlySpan<float> memory)
        {
            CUdeviceptr p = Upload(memory);
            void** arguments = stackalloc void*[] { &p };
            Ok(Driver.cuLaunchKernel(Function(Load(ptx), "k"), 1, 1, 1, 1, 1, 1, 0, default, arguments, null));
            return Download<float>(p, memory.Length);
        }

        public int Attribute(CUdevice_attribute attribute)
        {
            int value;
            Ok(Driver.cuDeviceGetAttribute(&value, attribute, default));
            return value;
        }

        public int Blocks(int threads, nuint shared)
        {
            int blocks;
            Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, Function(Load(), "nothing"), threads, shared));
            return blocks;
        }
    }
}
