using CudaMlp.Emulator.Tests.Execution;

namespace CudaMlp.Emulator.Tests.Sanitizer;

/// <summary>Correct kernels of kinds that a careless sanitizer would blame.</summary>
public class CorrectKernelTests
{
    [Theory]
    [InlineData("@%p1 bra END;")]
    [InlineData("@%p1 ret;")]
    [InlineData("@!%p1 bra ON; ret; ON:")]
    [InlineData("@%p1 exit;")]
    public void Threads_that_return_before_a_barrier(string leave)
    {
        uint[] actual = Snippet.Run($"""
            setp.ge.u32 %p1, %thr, 50;
            {leave}
            mov.u32 %r1, 9;
            bar.sync 0;
            st.global.u32 [%out], %r1;
            bar.sync 0;
            END:
            """, threads: 64);
        Assert.Equal(50, actual.Count(v => v == 9));
    }

    [Fact]
    public void Barriers_inside_uniform_loops_and_branches()
    {
        uint[] actual = Snippet.Run("""
            mov.u32 %r1, 0;
            shl.b32 %r3, %thr, 2;
            mov.u32 %r4, s;
            add.u32 %r5, %r4, %r3;
            st.shared.u32 [%r5], %thr;
            LOOP:
            bar.sync 0;
            xor.b32 %r6, %r3, 128;
            add.u32 %r6, %r4, %r6;
            ld.shared.u32 %r7, [%r6];
            bar.sync 0;
            add.u32 %r7, %r7, 1;
            st.shared.u32 [%r5], %r7;
            add.u32 %r1, %r1, 1;
            setp.lt.u32 %p1, %r1, 10;
            @%p1 bra LOOP;
            st.global.u32 [%out], %r7;
            """, threads: 64, shared: ".shared .align 4 .b8 s[256];");
        for (int t = 0; t < 64; t++)
            Assert.Equal((uint)(t + 10), actual[t]);
    }

    [Theory]
    [InlineData("st.release.cta.shared.u32 [flag], 1;", "ld.acquire.cta.shared.u32 %r2, [flag];")]
    [InlineData("atom.add.acq_rel.cta.shared.u32 %r2, [flag], 1;", "atom.or.acq_rel.cta.shared.b32 %r2, [flag], 0;")]
    [InlineData("membar.cta; st.volatile.shared.u32 [flag], 1;", "ld.volatile.shared.u32 %r2, [flag];")]
    public void Warps_that_hand_data_on_by_a_flag(string raise, string look)
    {
        uint[] actual = Snippet.Run($"""
            setp.ge.u32 %p1, %thr, 32;
            setp.eq.u32 %p2, %thr, 0;
            @%p2 st.shared.u32 [flag], 0;
            bar.sync 0;
            @%p1 bra READ;
            @!%p2 bra END;
            mov.u32 %r1, 77;
            st.shared.u32 [data], %r1;
            {raise}
            bra END;
            READ:
            {look}
            setp.eq.u32 %p3, %r2, 0;
            @%p3 bra READ;
            ld.shared.u32 %r3, [data];
            st.global.u32 [%out], %r3;
            END:
            """, threads: 64, shared: ".shared .b32 flag, data;");
        Assert.All(actual[32..], v => Assert.Equal(77u, v));
    }

    [Fact]
    public void Diverged_lanes_that_meet_before_the_barrier()
    {
        uint[] actual = Snippet.Run("""
            and.b32 %r1, %thr, 3;
            setp.eq.u32 %p1, %r1, 0;
            @%p1 bra A;
            setp.eq.u32 %p2, %r1, 1;
            @%p2 bra B;
            mov.u32 %r2, 30;
            bra C;
            A:
            mov.u32 %r2, 10;
            bra C;
            B:
            mov.u32 %r2, 20;
            C:
            bar.sync 0;
            st.global.u32 [%out], %r2;
            """, threads: 96);
        for (int t = 0; t < 96; t++)
            Assert.Equal((t % 4) switch { 0 => 10u, 1 => 20, _ => 30 }, actual[t]);
    }

    [Fact]
    public void Bytes_of_one_word_written_by_two_warps()
    {
        uint[] actual = Snippet.Run("""
            mov.u32 %r1, s;
            and.b32 %r2, %thr, 31;
            shl.b32 %r2, %r2, 1;
            shr.u32 %r3, %thr, 5;
            add.u32 %r2, %r2, %r3;
            add.u32 %r2, %r2, %r1;
            cvt.u16.u32 %h0, %thr;
            st.shared.u8 [%r2], %h0;
            bar.sync 0;
            ld.shared.u8 %r4, [%r2];
            st.global.u32 [%out], %r4;
            """, threads: 64, shared: ".shared .align 4 .b8 s[64];");
        Assert.Equal(Enumerable.Range(0, 64).Select(t => (uint)t), actual);
    }

    [Theory]
    [InlineData("shared", "s")]
    [InlineData("local", "l")]
    public void Structures_copied_with_their_padding(string space, string at)
    {
        uint[] actual = Snippet.Run($$"""
            .local .align 8 .b8 l[16];
            .reg .b64 %place;
            mov.u64 %place, {{at}};
            cvt.u16.u32 %h0, %thr;
            st.{{space}}.u8 [%place], %h0;
            st.{{space}}.u32 [%place+4], 5;
            st.{{space}}.u8 [%place+8], %h0;
            ld.{{space}}.v2.u32 {%r1, %r2}, [%place];
            ld.{{space}}.u64 %rd1, [%place+8];
            and.b32 %r1, %r1, 255;
            cvt.u32.u64 %r3, %rd1;
            and.b32 %r3, %r3, 255;
            st.global.v4.u32 [%out], {%r1, %r2, %r3, %r3};
            """, threads: 1, perThread: 4, shared: ".shared .align 8 .b8 s[16];");
        Assert.Equal([0u, 5u, 0u, 0u], actual);
    }

    [Fact]
    public void A_structure_copied_with_its_padding_from_one_place_of_global_memory_to_another()
    {
        using var device = new TestDevice("""
            .visible .entry k(.param .u64 p)
            {
                .reg .b16 %h;
                .reg .b32 %r<2>;
                .reg .b64 %d;
                ld.param.u64 %d, [p];
                mov.u16 %h, 3;
                st.global.u8 [%d], %h;
                mov.u32 %r0, 5;
                st.global.u32 [%d+4], %r0;
                ld.global.u32 %r0, [%d];
                ld.global.u32 %r1, [%d+4];
                st.global.v2.u32 [%d+8], {%r0, %r1};
                ret;
            }
            """);
        ulong p = device.Reserve(16);
        device.Run("k", new Dim3(1), new Dim3(1), p);
        Assert.Equal([3u, 5u, 3u, 5u], device.Read<uint>(p, 4));
    }

    [Fact]
    public void Atomics_of_several_warps_on_one_word()
    {
        uint[] actual = Snippet.Run("""
            setp.eq.u32 %p1, %thr, 0;
            mov.u32 %r1, 0;
            @%p1 st.shared.u32 [s], %r1;
            bar.sync 0;
            mov.u32 %r2, 1;
            red.shared.add.u32 [s], %r2;
            bar.sync 0;
            ld.shared.u32 %r3, [s];
            st.global.u32 [%out], %r3;
            """, threads: 128, shared: ".shared .align 4 .b8 s[4];");
        Assert.All(actual, v => Assert.Equal(128u, v));
    }
}
