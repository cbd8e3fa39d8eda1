using CudaMlp.Emulator.Devices;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUdevice_attribute;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// The answers of <c>cuDeviceGetAttribute</c>. Every id that CUDA 12.9 knows has one. What the device cannot do (textures,
/// clusters, interprocess handles …) is answered 0, so that a client that asks takes another way.
/// </summary>
internal static class DeviceAttributes
{
    /// <summary>Ids beyond the last named one that newer headers define; all of them are capabilities this device lacks.</summary>
    private const int LastKnown = 148;

    public static bool TryGet(DeviceSpec device, CUdevice_attribute attribute, out int value)
    {
        value = Answer(device, attribute);
        return (int)attribute is >= 1 and <= LastKnown;
    }

    private static int Answer(DeviceSpec d, CUdevice_attribute attribute) => attribute switch
    {
        CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK => 1024,
        CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X or CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y => 1024,
        CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z => 64,
        CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X => int.MaxValue,
        CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y or CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z => 65535,
        CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK => d.SharedPerBlock,
        CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN => d.SharedPerBlockOptIn,
        CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR => d.SharedPerMultiprocessor,
        CU_DEVICE_ATTRIBUTE_RESERVED_SHARED_MEMORY_PER_BLOCK => d.SharedReservedPerBlock,
        CU_DEVICE_ATTRIBUTE_TOTAL_CONSTANT_MEMORY => 65536,
        CU_DEVICE_ATTRIBUTE_WARP_SIZE => 32,
        CU_DEVICE_ATTRIBUTE_MAX_PITCH => int.MaxValue,
        CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK => d.RegistersPerMultiprocessor,
        CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR => d.RegistersPerMultiprocessor,
        CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR => d.ThreadsPerMultiprocessor,
        CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR => d.BlocksPerMultiprocessor,
        CU_DEVICE_ATTRIBUTE_CLOCK_RATE => d.ClockKilohertz,
        CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE => d.MemoryClockKilohertz,
        CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH => d.MemoryBusBits,
        CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT => d.Multiprocessors,
        CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE => d.L2Bytes,
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR => d.Major,
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR => d.Minor,
        CU_DEVICE_ATTRIBUTE_SINGLE_TO_DOUBLE_PRECISION_PERF_RATIO => d.Fp32Lanes / d.Fp64Lanes,
        CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT => 3,
        CU_DEVICE_ATTRIBUTE_TEXTURE_ALIGNMENT or CU_DEVICE_ATTRIBUTE_SURFACE_ALIGNMENT => 512,
        CU_DEVICE_ATTRIBUTE_TEXTURE_PITCH_ALIGNMENT => 32,
        CU_DEVICE_ATTRIBUTE_PCI_BUS_ID => 1,
        CU_DEVICE_ATTRIBUTE_MEM_SYNC_DOMAIN_COUNT => 1,
        CU_DEVICE_ATTRIBUTE_NUMA_ID or CU_DEVICE_ATTRIBUTE_HOST_NUMA_ID => -1,
        CU_DEVICE_ATTRIBUTE_CAN_USE_64_BIT_STREAM_MEM_OPS or CU_DEVICE_ATTRIBUTE_CAN_USE_STREAM_WAIT_VALUE_NOR => 1,
        CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED => OperatingSystem.IsLinux() ? 1 : 0,
        CU_DEVICE_ATTRIBUTE_GPU_OVERLAP or CU_DEVICE_ATTRIBUTE_CAN_MAP_HOST_MEMORY or CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS
            or CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING or CU_DEVICE_ATTRIBUTE_STREAM_PRIORITIES_SUPPORTED
            or CU_DEVICE_ATTRIBUTE_GLOBAL_L1_CACHE_SUPPORTED or CU_DEVICE_ATTRIBUTE_LOCAL_L1_CACHE_SUPPORTED
            or CU_DEVICE_ATTRIBUTE_MANAGED_MEMORY or CU_DEVICE_ATTRIBUTE_CONCURRENT_MANAGED_ACCESS
            or CU_DEVICE_ATTRIBUTE_COMPUTE_PREEMPTION_SUPPORTED or CU_DEVICE_ATTRIBUTE_CAN_USE_HOST_POINTER_FOR_REGISTERED_MEM
            or CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH or CU_DEVICE_ATTRIBUTE_HOST_REGISTER_SUPPORTED or CU_DEVICE_ATTRIBUTE_READ_ONLY_HOST_REGISTER_SUPPORTED or CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED => 1,
        _ => TextureLimit((int)attribute),
    };

    /// <summary>Sizes of textures and surfaces: those of every device from sm_70 on, for clients that print them.</summary>
    private static int TextureLimit(int attribute) => attribute switch
    {
        21 or 22 or 56 or 70 => 131072,
        23 or 57 => 65536,
        24 or 25 or 26 or 58 or 59 or 60 => 16384,
        27 or 28 or 42 or 45 or 46 or 49 or 52 or 53 or 55 or 61 or 63 or 64 or 66 or 67 or 73 or 74 or 77 => 32768,
        29 or 43 or 62 or 65 => 2048,
        47 or 48 => 8192,
        54 or 68 => 2046,
        69 => 268435456,
        71 => 65000,
        72 => 2097120,
        _ => 0,
    };
}
