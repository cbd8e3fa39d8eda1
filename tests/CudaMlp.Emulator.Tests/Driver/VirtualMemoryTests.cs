using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Addresses and memory, each made on its own and brought together.</summary>
public sealed unsafe class VirtualMemoryTests : DriverTest
{
    private const nuint Chunk = 2 << 20;

    public VirtualMemoryTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "virtual memory management needs Linux");

    [Fact]
    public void The_device_says_that_it_can()
    {
        int can;
        Ok(Driver.cuDeviceGetAttribute(&can, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED, default));
        Assert.Equal(1, can);
        MemoryProperties properties = OnDevice();
        nuint granularity;
        Ok(Driver.cuMemGetAllocationGranularity(&granularity, &properties, 0));
        Assert.Equal(Chunk, granularity);
    }

    [Fact]
    public void Chunks_mapped_side_by_side_are_one_buffer_for_kernels_and_copies()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr range = Reserve(8 * Chunk);
        for (uint i = 0; i < 3; i++)
        {
            Place(range + i * Chunk, Chunk, Create(Chunk));
            Ok(Access(range + i * Chunk, Chunk));
        }
        CUdeviceptr across = range + (Chunk - 4096);
        int[] values = [.. Enumerable.Range(0, 2048)];
        fixed (int* source = values)
            Ok(Driver.cuMemcpyHtoD(across, source, 8192));
        Ok(Bump(bump, across, 2048, 5));
        Assert.Equal(values.Select(v => v + 5), Download<int>(across, 2048));
        Ok(Driver.cuMemsetD32(range, 9, 3 * Chunk / 4));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemsetD32(range, 9, 3 * Chunk / 4 + 1));
        Assert.Empty(Driver.Findings);
    }

    [Fact]
    public void What_is_not_mapped_or_not_accessible_cannot_be_reached()
    {
        CUfunction store = Function(Load(), "store");
        CUdeviceptr range = Reserve(4 * Chunk);
        Place(range, Chunk, Create(Chunk));
        int value = 1;
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpyHtoD(range, &value, 4));
        Ok(Access(range, Chunk));
        Ok(Driver.cuMemcpyHtoD(range, &value, 4));
        Ok(Access(range, Chunk, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpyHtoD(range, &value, 4));
        Ok(Access(range, Chunk));
        CUdeviceptr beyond = range + Chunk;
        void** arguments = stackalloc void*[] { &beyond };
        Assert.Equal(CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuLaunchKernel(store, 1, 1, 1, 1, 1, 1, 0, default, arguments, null));
    }

    [Fact]
    public void One_memory_shows_at_two_addresses_and_outlives_its_mapping()
    {
        ulong memory = Create(Chunk);
        CUdeviceptr range = Reserve(4 * Chunk);
        Place(range, Chunk, memory);
        Place(range + 2 * Chunk, Chunk, memory);
        Ok(Access(range, Chunk));
        Ok(Access(range + 2 * Chunk, Chunk));
        Ok(Driver.cuMemsetD32(range, 77, 16));
        Assert.Equal(Enumerable.Repeat(77, 16), Download<int>(range + 2 * Chunk, 16));
        Ok(Driver.cuMemUnmap(range, Chunk));
        Ok(Driver.cuMemUnmap(range + 2 * Chunk, Chunk));
        Place(range + Chunk, Chunk, memory);
        Ok(Access(range + Chunk, Chunk));
        Assert.Equal(Enumerable.Repeat(77, 16), Download<int>(range + Chunk, 16));
    }

    [Fact]
    public void Memory_counts_as_used_until_it_is_neither_referred_to_nor_mapped()
    {
        nuint before = FreeBytes();
        ulong memory = Create(4 * Chunk);
        CUdeviceptr range = Reserve(4 * Chunk);
        Assert.Equal(before - 4 * Chunk, FreeBytes());
        Place(range, 4 * Chunk, memory);
        Ok(Driver.cuMemRelease(memory));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemRelease(memory));
        Assert.Equal(before - 4 * Chunk, FreeBytes());
        ulong again;
        Ok(Driver.cuMemRetainAllocationHandle(&again, (void*)(range.Value + 5)));
        Assert.Equal(memory, again);
        Ok(Driver.cuMemUnmap(range, 4 * Chunk));
        Assert.Equal(before - 4 * Chunk, FreeBytes());
        Ok(Driver.cuMemRelease(again));
        Assert.Equal(before, FreeBytes());
        Ok(Driver.cuMemAddressFree(range, 4 * Chunk));
        Assert.Empty(Driver.Leaks());
    }

    [Fact]
    public void Wrong_uses_are_refused()
    {
        MemoryProperties properties = OnDevice();
        ulong memory;
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemCreate(&memory, Chunk + 4096, &properties, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemCreate(&memory, Chunk, &properties, 1));
        Assert.Equal(CUDA_ERROR_OUT_OF_MEMORY, Driver.cuMemCreate(&memory, (nuint)1 << 46, &properties, 0));
        properties.HandleTypes = 1;
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuMemCreate(&memory, Chunk, &properties, 0));
        properties = OnDevice();
        properties.Location.Id = 1;
        Assert.Equal(CUDA_ERROR_INVALID_DEVICE, Driver.cuMemCreate(&memory, Chunk, &properties, 0));

        memory = Create(Chunk);
        CUdeviceptr range = Reserve(4 * Chunk);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemMap(range + 4096, Chunk, 0, memory, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemMap(range, 2 * Chunk, 0, memory, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemMap(range + 4 * Chunk, Chunk, 0, memory, 0));
        Place(range, Chunk, memory);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemMap(range, Chunk, 0, memory, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Access(range, 2 * Chunk));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemUnmap(range, Chunk / 2));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemAddressFree(range, 4 * Chunk));
        Ok(Access(range, Chunk));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemFree(range));
        ulong flags;
        var device = new MemoryLocation { Type = 1 };
        Ok(Driver.cuMemGetAccess(&flags, &device, range));
        Assert.Equal(3ul, flags);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemGetAccess(&flags, &device, range + Chunk));
    }

    [Fact]
    public void Reservation_and_mapping_of_an_address_are_told()
    {
        CUdeviceptr range = Reserve(8 * Chunk), start;
        Place(range, Chunk, Create(Chunk));
        Place(range + Chunk, 2 * Chunk, Create(2 * Chunk));
        Ok(Access(range, 3 * Chunk));
        CUdeviceptr inside = range + Chunk + 5;
        nuint size;
        Ok(Driver.cuMemGetAddressRange(&start, &size, inside));
        Assert.Equal((range + Chunk, 2 * Chunk), (start, size));
        ulong address;
        Ok(Driver.cuPointerGetAttribute(&address, CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_START_ADDR, inside));
        Ok(Driver.cuPointerGetAttribute(&size, CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_SIZE, inside));
        Assert.Equal((range.Value, 8 * Chunk), (address, size));
        Ok(Driver.cuPointerGetAttribute(&address, CUpointer_attribute.CU_POINTER_ATTRIBUTE_MAPPING_BASE_ADDR, inside));
        Ok(Driver.cuPointerGetAttribute(&size, CUpointer_attribute.CU_POINTER_ATTRIBUTE_MAPPING_SIZE, inside));
        Assert.Equal((range.Value + Chunk, 2 * Chunk), (address, size));
    }


    private static MemoryProperties OnDevice() => new() { Type = 1, Location = new MemoryLocation { Type = 1 } };

    private CUdeviceptr Reserve(nuint bytes)
    {
        CUdeviceptr range;
        Ok(Driver.cuMemAddressReserve(&range, bytes, 0, default, 0));
        return range;
    }

    private ulong Create(nuint bytes)
    {
        MemoryProperties properties = OnDevice();
        ulong memory;
        Ok(Driver.cuMemCreate(&memory, bytes, &properties, 0));
        return memory;
    }

    private void Place(CUdeviceptr at, nuint bytes, ulong memory) => Ok(Driver.cuMemMap(at, bytes, 0, memory, 0));

    private CUresult Access(CUdeviceptr at, nuint bytes, int flags = 3)
    {
        var access = new MemoryAccess { Location = new MemoryLocation { Type = 1 }, Flags = flags };
        return Driver.cuMemSetAccess(at, bytes, &access, 1);
    }

    private nuint FreeBytes()
    {
        nuint free, total;
        Ok(Driver.cuMemGetInfo(&free, &total));
        return free;
    }
}
