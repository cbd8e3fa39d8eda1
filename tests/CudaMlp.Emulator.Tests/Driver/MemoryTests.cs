using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class MemoryTests : DriverTest
{
    public MemoryTests()
        : base(new EmulatorOptions { Sanitize = true, MemoryBytes = 1 << 20 })
    {
    }

    [Fact]
    public void Device_memory_is_not_freed_as_host_memory_nor_the_other_way_round()
    {
        CUdeviceptr p = Upload(7);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemFreeHost((void*)p.Value));
        Assert.Equal([7], Download<int>(p, 1));
        void* pinned;
        Ok(Driver.cuMemAllocHost(&pinned, 4));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemFree(new CUdeviceptr((ulong)pinned)));
        Ok(Driver.cuMemFreeHost(pinned));
        Ok(Driver.cuMemFree(p));
    }

    [Fact]
    public void Allocation_counts_against_the_device()
    {
        nuint free, total, later;
        Ok(Driver.cuMemGetInfo(&free, &total));
        Assert.Equal((nuint)(1 << 20), total);
        CUdeviceptr p = Allocate(1000);
        Ok(Driver.cuMemGetInfo(&later, &total));
        Assert.Equal(free - 1000, later);
        Assert.Equal(0ul, p.Value % 256);
        CUdeviceptr q;
        Assert.Equal(CUresult.CUDA_ERROR_OUT_OF_MEMORY, Driver.cuMemAlloc(&q, 1 << 20));
        Assert.Contains("free", Driver.LastError);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemAlloc(&q, 0));
        Ok(Driver.cuMemFree(p));
        Ok(Driver.cuMemGetInfo(&later, &total));
        Assert.Equal(free, later);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemFree(p));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemFree(p + 8));
        Ok(Driver.cuMemFree(default));
        Assert.Empty(Driver.Leaks());
    }

    [Fact]
    public void Pitched_rows_are_aligned()
    {
        CUdeviceptr p;
        nuint pitch, size;
        CUdeviceptr start;
        Ok(Driver.cuMemAllocPitch(&p, &pitch, 100, 7, 4));
        Assert.Equal((nuint)512, pitch);
        Ok(Driver.cuMemGetAddressRange(&start, &size, p + 600));
        Assert.Equal(p, start);
        Assert.Equal(pitch * 7, size);
        Assert.Equal(CUresult.CUDA_ERROR_NOT_FOUND, Driver.cuMemGetAddressRange(&start, &size, new CUdeviceptr(64)));
    }

    [Fact]
    public void Copies_in_every_direction_arrive()
    {
        int[] values = [.. Enumerable.Range(0, 100)];
        CUdeviceptr a = Upload<int>(values), b = Allocate(400);
        Ok(Driver.cuMemcpyDtoD(b, a, 400));
        Assert.Equal(values, Download<int>(b, 100));
        int[] host = new int[100], other = new int[100];
        CUstream stream = Stream();
        fixed (int* from = values, to = host, last = other)
        {
            // The directions of cuMemcpy follow from the addresses alone.
            Ok(Driver.cuMemcpy(new CUdeviceptr((ulong)to), a, 400));
            Ok(Driver.cuMemcpy(b + 40, new CUdeviceptr((ulong)from), 40));
            Ok(Driver.cuMemcpyAsync(new CUdeviceptr((ulong)last), new CUdeviceptr((ulong)to), 400, stream));
            Ok(Driver.cuStreamSynchronize(stream));
        }
        Assert.Equal(values, host);
        Assert.Equal(values, other);
        Assert.Equal([.. values[..10], .. values[..10], .. values[20..]], Download<int>(b, 100));
    }

    [Fact]
    public void Copies_beyond_an_allocation_are_refused_and_spoil_nothing()
    {
        CUdeviceptr p = Allocate(64);
        byte* host = stackalloc byte[128];
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpyHtoD(p, host, 65));
        Assert.Contains("destination", Driver.LastError);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpyDtoH(host, p + 60, 8));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpyHtoD(new CUdeviceptr((ulong)host), host, 8));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpyDtoH(null, p, 8));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemsetD8(p, 1, 65));
        Ok(Driver.cuMemFree(p));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpyDtoH(host, p, 8));
        Assert.Contains("freed", Driver.LastError);
        Ok(Driver.cuCtxSynchronize());
    }

    [Fact]
    public void Sets_fill_elements_and_rectangles()
    {
        CUdeviceptr p = Allocate(64);
        Ok(Driver.cuMemsetD8(p, 0xab, 64));
        Ok(Driver.cuMemsetD16(p + 2, 0x1234, 3));
        Ok(Driver.cuMemsetD32(p + 16, 0xdeadbeef, 2));
        byte[] bytes = Download<byte>(p, 64);
        Assert.Equal([0xab, 0xab, 0x34, 0x12, 0x34, 0x12, 0x34, 0x12, 0xab], bytes[..9]);
        Assert.Equal([0xef, 0xbe, 0xad, 0xde, 0xef, 0xbe, 0xad, 0xde, 0xab], bytes[16..25]);
        Ok(Driver.cuMemsetD8(p, 0, 64));
        Ok(Driver.cuMemsetD2D8(p + 1, 16, 9, 3, 4));
        bytes = Download<byte>(p, 64);
        for (int i = 0; i < 64; i++)
            Assert.Equal(i % 16 is >= 1 and <= 3 ? 9 : 0, bytes[i]);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemsetD32(p + 2, 1, 1));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemsetD2D8(p, 2, 9, 3, 4));
    }

    [Fact]
    public void Boxes_are_copied_row_by_row()
    {
        byte[] source = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        CUdeviceptr d = Allocate(16 * 8);
        Ok(Driver.cuMemsetD8(d, 0xff, 128));
        fixed (byte* p = source)
        {
            var up = new CUDA_MEMCPY2D
            {
                srcMemoryType = CUmemorytype.CU_MEMORYTYPE_HOST,
                srcHost = p,
                srcPitch = 10,
                srcXInBytes = 2,
                srcY = 3,
                dstMemoryType = CUmemorytype.CU_MEMORYTYPE_DEVICE,
                dstDevice = d,
                dstPitch = 16,
                dstXInBytes = 1,
                dstY = 2,
                WidthInBytes = 5,
                Height = 4,
            };
            Ok(Driver.cuMemcpy2D(&up));
            up.Height = 7;
            Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpy2D(&up));
            up.Height = 1;
            up.dstPitch = 5;
            Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemcpy2D(&up));
        }
        byte[] got = Download<byte>(d, 128);
        for (int i = 0; i < 128; i++)
        {
            (int y, int x) = (i / 16 - 2, i % 16 - 1);
            Assert.Equal(y is >= 0 and < 4 && x is >= 0 and < 5 ? (3 + y) * 10 + 2 + x : 0xff, got[i]);
        }
    }

    [Fact]
    public void Pinned_and_registered_memory_has_one_address()
    {
        void* pinned;
        CUdeviceptr address;
        CUmemhostalloc_flags flags;
        Ok(Driver.cuMemHostAlloc(&pinned, 256, CUmemhostalloc_flags.CU_MEMHOSTALLOC_PORTABLE));
        Ok(Driver.cuMemHostGetDevicePointer(&address, pinned, 0));
        Assert.Equal((ulong)pinned, address.Value);
        Ok(Driver.cuMemHostGetFlags(&flags, pinned));
        Assert.True(flags.HasFlag(CUmemhostalloc_flags.CU_MEMHOSTALLOC_PORTABLE));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemFree(address));
        Ok(Driver.cuMemFreeHost(pinned));
        byte[] own = GC.AllocateArray<byte>(100, pinned: true);
        fixed (byte* p = own)
        {
            Ok(Driver.cuMemHostRegister(p, 100, 0));
            Assert.Equal(CUresult.CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED, Driver.cuMemHostRegister(p + 4, 100, 0));
            Ok(Driver.cuMemsetD8(new CUdeviceptr((ulong)p), 5, 100));
            Ok(Driver.cuMemHostUnregister(p));
            Assert.Equal(CUresult.CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED, Driver.cuMemHostUnregister(p));
        }
        Assert.All(own, b => Assert.Equal(5, b));
    }

    [Fact]
    public void Managed_memory_is_reached_from_both_sides()
    {
        CUdeviceptr p;
        Ok(Driver.cuMemAllocManaged(&p, 4, CUmemAttach_flags.CU_MEM_ATTACH_GLOBAL));
        *(int*)p.Value = 35;
        Ok(Bump(Function(Load(), "bump"), p, 1, 7));
        Assert.Equal(42, *(int*)p.Value);
        int managed = -1;
        Ok(Driver.cuPointerGetAttribute(&managed, CUpointer_attribute.CU_POINTER_ATTRIBUTE_IS_MANAGED, p));
        Assert.Equal(1, managed);
        Ok(Driver.cuMemFree(p));
    }

    [Fact]
    public void Pointers_know_what_they_are()
    {
        CUdeviceptr p = Allocate(64);
        uint type;
        int ordinal;
        nint context;
        ulong start;
        nuint size;
        Ok(Driver.cuPointerGetAttribute(&type, CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE, p + 8));
        Ok(Driver.cuPointerGetAttribute(&ordinal, CUpointer_attribute.CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL, p));
        Ok(Driver.cuPointerGetAttribute(&context, CUpointer_attribute.CU_POINTER_ATTRIBUTE_CONTEXT, p));
        Ok(Driver.cuPointerGetAttribute(&start, CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_START_ADDR, p + 8));
        Ok(Driver.cuPointerGetAttribute(&size, CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_SIZE, p + 8));
        Assert.Equal((2u, 0, Context.Value, p.Value, (nuint)64), (type, ordinal, context, start, size));
        int local = 0;
        var host = new CUdeviceptr((ulong)&local);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuPointerGetAttribute(&type, CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE, host));
        CUpointer_attribute asked = CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE;
        void* answer = &type;
        Ok(Driver.cuPointerGetAttributes(1, &asked, &answer, host));
        Assert.Equal(0u, type);
        // Asked for one by one, what the address has not is an error; asked for together, it is null.
        ulong reached = 1;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuPointerGetAttribute(&reached, CUpointer_attribute.CU_POINTER_ATTRIBUTE_HOST_POINTER, p));
        asked = CUpointer_attribute.CU_POINTER_ATTRIBUTE_HOST_POINTER;
        answer = &reached;
        reached = 1;
        Ok(Driver.cuPointerGetAttributes(1, &asked, &answer, p));
        Assert.Equal(0ul, reached);
    }

    [Fact]
    public void Hints_are_about_managed_memory_and_devices_that_exist()
    {
        CUdeviceptr managed, device = Allocate(64);
        Ok(Driver.cuMemAllocManaged(&managed, 64, CUmemAttach_flags.CU_MEM_ATTACH_GLOBAL));
        Ok(Driver.cuMemPrefetchAsync(managed, 64, default, default));
        Ok(Driver.cuMemPrefetchAsync(managed, 64, new CUdevice(-1), default)); // the host
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_DEVICE, Driver.cuMemPrefetchAsync(managed, 64, new CUdevice(1), default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemPrefetchAsync(managed, 65, default, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemPrefetchAsync(device, 64, default, default));
        Ok(Driver.cuMemAdvise(managed, 64, 5, new CUdevice(-1)));
        Ok(Driver.cuMemAdvise(managed, 64, 1, new CUdevice(9))); // mostly read, by whomever
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_DEVICE, Driver.cuMemAdvise(managed, 64, 3, new CUdevice(1)));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemAdvise(managed, 64, 7, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemAdvise(device, 64, 1, default));
    }
}
