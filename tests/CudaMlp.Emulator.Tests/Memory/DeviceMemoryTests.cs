using CudaMlp.Emulator.Memory;

namespace CudaMlp.Emulator.Tests.Memory;

public sealed unsafe class DeviceMemoryTests
{
    [Fact]
    public void Addresses_are_aligned_apart_and_never_given_twice()
    {
        using var memory = new DeviceMemory(1 << 20);
        Allocation a = memory.Allocate(100);
        Allocation b = memory.Allocate(1);
        Assert.Equal(0ul, a.Address % 512);
        Assert.True(b.Address >= a.End + 256);
        ulong old = b.Address;
        memory.Free(old);
        Assert.NotEqual(old, memory.Allocate(1).Address);
        Assert.Null(memory.Find(old));
        Assert.NotNull(memory.FindFreed(old));
    }

    [Fact]
    public void Capacity_is_kept()
    {
        using var memory = new DeviceMemory(1000);
        Allocation a = memory.Allocate(600);
        Assert.Equal(FaultCode.OutOfMemory, Assert.Throws<EmulatorFaultException>(() => memory.Allocate(401)).Code);
        memory.Free(a.Address);
        Assert.Equal(0ul, memory.Used);
        memory.Allocate(1000);
    }

    [Fact]
    public void Wrong_frees_and_ranges_are_refused()
    {
        using var memory = new DeviceMemory(1 << 20);
        Allocation a = memory.Allocate(64);
        Assert.Equal(FaultCode.InvalidValue, Assert.Throws<EmulatorFaultException>(() => memory.Free(a.Address + 4)).Code);
        Assert.Throws<EmulatorFaultException>(() => memory.Allocate(0));
        Assert.Throws<EmulatorFaultException>(() => memory.Write<byte>(a.Address + 64, [1]));
        Assert.Throws<EmulatorFaultException>(() => memory.Set(a.Address, 0, 4, 17));
        memory.Free(a.Address);
        Assert.Throws<EmulatorFaultException>(() => memory.Free(a.Address));
        Assert.Throws<EmulatorFaultException>(() => memory.Read<int>(a.Address, 1));
    }

    [Fact]
    public void Copies_sets_and_written_marks()
    {
        using var memory = new DeviceMemory(1 << 20, sanitize: true);
        ulong a = memory.Allocate(64).Address;
        ulong b = memory.Allocate(64).Address;
        Assert.False(memory.IsWritten(a, 1));
        memory.Set(a + 4, 0xABCD, 2, 4);
        Assert.True(memory.IsWritten(a + 4, 8));
        Assert.False(memory.IsWritten(a + 3, 2));
        memory.CopyWithin(b, a, 16);
        Assert.Equal([0, 0xABCD, 0xABCD, 0xABCD, 0xABCD, 0], memory.Read<ushort>(b + 2, 6));
        Assert.True(memory.IsWritten(b + 4, 8));
        Assert.False(memory.IsWritten(b + 12, 1));
        memory.Write<int>(a, new int[16]);
        Assert.True(memory.IsWritten(a, 64));
    }

    [Fact]
    public void Host_memory_keeps_its_own_addresses()
    {
        using var memory = new DeviceMemory(1 << 20);
        Allocation pinned = memory.Allocate(256, AllocationKind.Pinned);
        Assert.Equal((ulong)pinned.Host, pinned.Address);
        Assert.Equal(0ul, memory.Used);
        Span<int> block = stackalloc int[8];
        fixed (int* p = block)
        {
            Allocation registered = memory.RegisterHost((nint)p, 32);
            Assert.Same(registered, memory.Find((ulong)p + 31));
            Assert.Throws<EmulatorFaultException>(() => memory.RegisterHost(registered.Host is null ? 0 : (nint)registered.Host + 8, 8));
            memory.Free(registered.Address);
            Assert.Null(memory.Find((ulong)p));
        }
    }

    [Fact]
    public void Shadow_over_every_offset_and_length()
    {
        for (ulong offset = 0; offset < 70; offset += 7)
        {
            for (ulong length = 1; length < 140; length += 3)
            {
                using var shadow = new WrittenShadow(256);
                shadow.Mark(offset, length);
                Assert.True(shadow.IsWritten(offset, length));
                Assert.False(shadow.IsWritten(offset, length + 1));
                Assert.Equal(offset + length, shadow.FirstUnwritten(offset, length + 1));
                Assert.True(offset == 0 || !shadow.IsWritten(offset - 1, 1));
            }
        }
    }

    [Fact]
    public void Freed_memory_stays_with_us_while_a_launch_may_point_into_it()
    {
        using var device = new TestDevice("""
            .visible .entry wait(.param .u64 flag)
            {
                .reg .pred %q;
                .reg .b32 %r;
                .reg .b64 %d;
                ld.param.u64 %d, [flag];
                mov.u32 %r, 1;
                st.volatile.global.u32 [%d], %r;
            LOOP:
                ld.volatile.global.u32 %r, [%d+4];
                setp.eq.u32 %q, %r, 0;
                @%q bra LOOP;
                ret;
            }
            """, budget: 40_000_000_000);
        Allocation flags = device.Memory.Allocate(8, AllocationKind.Pinned), freed = device.Memory.Allocate(4);
        var flag = (int*)flags.Host;
        var thread = new Thread(() => device.Run("wait", new Dim3(1), new Dim3(1), flags.Address));
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref flag[0]) != 0, TimeSpan.FromMinutes(1)));
        device.Memory.Free(freed.Address);
        Assert.Null(device.Memory.Find(freed.Address));
        bool kept = freed.Host is not null;
        Volatile.Write(ref flag[1], 1);
        thread.Join();
        Assert.Equal((true, true), (kept, freed.Host is null));
    }
}
