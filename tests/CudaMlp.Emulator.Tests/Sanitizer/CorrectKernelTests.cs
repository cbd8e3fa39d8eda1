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
