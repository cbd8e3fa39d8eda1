using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Tests.Execution;

public class StackAndHintTests
{
    [Fact]
    public void Alloca_gives_each_thread_memory_of_its_own()
    {
        uint[] actual = Snippet.Run("""
            stacksave.u64 %rd1;
            mov.u64 %rd2, 24;
            alloca.u64 %rd3, %rd2, 16;
            alloca.u64 %rd4, %rd2, 16;
            st.local.u32 [%rd3+20], %thr;
            mul.lo.u32 %r1, %thr, 2;
            st.local.u32 [%rd4], %r1;
            cvta.local.u64 %rd5, %rd3;
            ld.u32 %r2, [%rd5+20];
            ld.local.u32 %r3, [%rd4];
            stackrestore.u64 %rd1;
            alloca.u64 %rd6, %rd2, 16;
            sub.u64 %rd7, %rd6, %rd3;
            cvt.u32.u64 %r4, %rd7;
            st.global.v4.u32 [%out], {%r2, %r3, %r4, %r4};
            """, perThread: 4);
        for (int t = 0; t < 32; t++)
            Assert.Equal([(uint)t, 2u * (uint)t, 0u], actual[(4 * t)..(4 * t + 3)]);
    }

    [Fact]
    public void Cache_hints_and_policies_change_nothing()
    {
        uint[] actual = Snippet.RunAll("""
            createpolicy.fractional.L2::evict_last.b64 %rd1, 1.0;
            mul.wide.u32 %rd2, %thr, 4;
            add.u64 %rd2, %mem, %rd2;
            ld.global.nc.L1::no_allocate.L2::cache_hint.u32 %r1, [%rd2], %rd1;
            ld.global.cg.L2::128B.u32 %r2, [%rd2];
            prefetch.global.L2 [%rd2];
            mov.u32 %r3, s;
            mad.lo.u32 %r3, %thr, 8, %r3;
            cp.async.ca.shared.global.L2::cache_hint [%r3], [%rd2], 4, %rd1;
            cp.async.ca.shared.global.L2::cache_hint [%r3+4], [%rd2], 4, 0, %rd1;
            cp.async.wait_all;
            ld.shared.v2.u32 {%r4, %r5}, [%r3];
            sub.u32 %r2, %r4, %r5;
            add.u32 %r1, %r1, %r2;
            st.global.L2::cache_hint.u32 [%out], %r1, %rd1;
            """, 32, 1, [.. Enumerable.Range(0, 32).Select(i => (uint)i * 5)], ".shared .align 8 .b8 s[256];").Results;
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (uint)i * 10), actual);
    }

    [Fact]
    public void Registers_of_128_bits()
    {
        uint[] actual = Snippet.RunAll("""
            .reg .b128 %q1, %q2;
            mul.wide.u32 %rd1, %thr, 16;
            add.u64 %rd1, %mem, %rd1;
            ld.global.b128 %q1, [%rd1];
            mov.b128 {%rd2, %rd3}, %q1;
            mov.b128 %q2, {%rd3, %rd2};
            st.global.b128 [%out], %q2;
            """, 32, 4, [.. Enumerable.Range(0, 128).Select(i => (uint)i)]).Results;
        for (uint t = 0; t < 32; t++)
            Assert.Equal([4 * t + 2, 4 * t + 3, 4 * t, 4 * t + 1], actual[(int)(4 * t)..(int)(4 * t + 4)]);
    }

    [Fact]
    public void Each_reading_of_a_clock_is_later_than_the_one_before()
    {
        uint[] actual = Snippet.Run("""
            mov.u64 %rd1, %clock64;
            mov.u64 %rd2, %clock64;
            add.u32 %r3, %r3, 1;
            mov.u64 %rd3, %clock64;
            setp.gt.u64 %p1, %rd2, %rd1;
            setp.gt.and.u64 %p1, %rd3, %rd2, %p1;
            selp.u32 %r1, 1, 0, %p1;
            st.global.u32 [%out], %r1;
            """, threads: 1);
        Assert.Equal([1u], actual);
    }

    [Fact]
    public void Where_a_kernel_asks_for_it_some_shared_memory_lies_behind_its_own()
    {
        using var device = new TestDevice("""
            .visible .entry k(.param .u64 out)
            {
                .reg .b32 %r<9>;
                .reg .b64 %d<2>;
                .shared .align 4 .b32 s[5];
                ld.param.u64 %d0, [out];
                mov.u32 %r0, %reserved_smem_offset_begin;
                mov.u32 %r1, %reserved_smem_offset_1;
                mov.u32 %r2, %reserved_smem_offset_end;
                mov.u32 %r3, %total_smem_size;
                st.global.v4.u32 [%d0], {%r0, %r1, %r2, %r3};
                red.and.release.cta.shared.b32 [%r1+284], 5;
                st.shared.u32 [%r2+-4], 7;
                ret;
            }
            .visible .entry beyond()
            {
                .reg .b32 %r0;
                mov.u32 %r0, %reserved_smem_offset_end;
                st.shared.u32 [%r0], 7;
                ret;
            }
            """);
        ulong result = device.Reserve(16);
        device.RunShared("k", new Dim3(1), new Dim3(1), 40, result);
        uint[] offsets = device.Read<uint>(result, 4);
        Assert.Equal(64u, offsets[0]);
        Assert.InRange(offsets[2] - offsets[1], 288u, 1024u);
        Assert.Equal(1024u, offsets[2] - offsets[0]);
        Assert.Equal(64u, offsets[3]);
        var fault = Assert.Throws<EmulatorFaultException>(() => device.Run("beyond", new Dim3(1), new Dim3(1)));
        Assert.Equal(FindingKind.OutOfBounds, fault.Finding!.Kind);
    }

    [Theory]
    [InlineData("__cudaCDP2LaunchDeviceV2", "dynamic parallelism")]
    [InlineData("cudaGetParameterBufferV2", "dynamic parallelism")]
    [InlineData("elsewhere", "has no body")]
    public void A_call_of_what_is_not_there_says_why(string function, string why)
    {
        var refusal = Assert.Throws<PtxException>(() => new TestDevice($".extern .func {function} (); .visible .entry k() {{ call {function}, (); ret; }}"));
        Assert.Contains($"call of '{function}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tex.2d.v4.f32.f32 {%f0, %f1, %f2, %f3}, [%rd1, {%f4, %f5}];", "tex")]
    [InlineData("add.rn.u32 %r1, %r2, %r3;", "rn")]
    [InlineData("add.f32.wrap %f1, %f2, %f3;", "wrap")]
    [InlineData("frobnicate.u32 %r1, %r2;", "frobnicate")]
    [InlineData("mul.u32 %r1, %r2, %r3;", "mul")]
    [InlineData("wgmma.fence.sync.aligned;", "wgmma")]
    [InlineData("sub.s16x2 %r1, %r2, %r3;", "s16x2")]
    [InlineData("add.cc.s16x2 %r1, %r2, %r3;", "s16x2")]
    [InlineData("max.abs.f32 %f1, %f2, %f3;", "abs")]
    [InlineData("min.xorsign.f32 %f1, %f2, %f3;", "xorsign")]
    [InlineData("min.xorsign.f16 %h1, %h2, %h3;", "xorsign")]
    [InlineData("min.xorsign.abs.f32 %f1, %f2, %f3, %f4;", "xorsign")]
    [InlineData("max.NaN.f64 %fd1, %fd2, %fd3;", "NaN")]
    [InlineData("rcp.approx.f64 %fd1, %fd2;", "rcp")]
    [InlineData("set.lt.and.f16x2.f16x2 %r1, %r2, %r3;", "set.lt.and")]
    [InlineData("bar.sync 16;", "there is no barrier 16")]
    [InlineData("bar.red.popc.u32 %r1, 16, %p1;", "there is no barrier 16")]
    [InlineData("barrier.sync 1, 33;", "whole warps")]
    [InlineData("bar.arrive 1, 0;", "for how many threads")]
    [InlineData(".shared .b32 s; cp.async.cg.shared.global [s], [%rd1], 8;", "copies 16 bytes, not 8")]
    [InlineData("setp.lt.ftz.bf16 %p1, %h1, %h2;", "ftz")]
    [InlineData("min.relu.u16x2 %r1, %r2, %r3;", "u16x2")]
    [InlineData("add.u64 %r1, %r2, %r3;", "r")]
    public void What_is_not_supported_is_refused_by_name_with_its_place(string instruction, string named)
    {
        var refusal = Assert.Throws<PtxException>(() => Snippet.Run(instruction));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("line ", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.Location.Line > 10, refusal.Message);
    }
}
