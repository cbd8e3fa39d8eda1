using System.Numerics;

namespace CudaMlp.Emulator.Tests.Execution;

public class WarpInstructionTests
{
    [Theory]
    [InlineData("up", 3, 0)]
    [InlineData("down", 5, 31)]
    [InlineData("bfly", 7, 31)]
    [InlineData("idx", 9, 31)]
    [InlineData("up", 2, 0x1800)]
    [InlineData("down", 2, 0x181F)]
    [InlineData("bfly", 9, 0x181F)]
    [InlineData("idx", 3, 0x181F)]
    [InlineData("down", 31, 31)]
    public void Shuffles(string mode, int b, int c)
    {
        uint[] actual = Snippet.Run($"""
            mul.lo.u32 %r1, %thr, 10;
            shfl.sync.{mode}.b32 %r2|%p1, %r1, {b}, {c}, -1;
            selp.u32 %r3, 1000, 0, %p1;
            add.u32 %r2, %r2, %r3;
            st.global.u32 [%out], %r2;
            """);
        for (int lane = 0; lane < 32; lane++)
        {
            int segment = c >> 8 & 31;
            int bound = (lane & segment) | (c & 31 & ~segment);
            int from = mode switch { "up" => lane - b, "down" => lane + b, "bfly" => lane ^ b, _ => (lane & segment) | (b & ~segment) };
            bool valid = mode == "up" ? from >= bound : from <= bound;
            Assert.Equal((uint)((valid ? from : lane) * 10 + (valid ? 1000 : 0)), actual[lane]);
        }
    }

    [Fact]
    public void Votes_over_groups_of_lanes()
    {
        uint[] actual = Snippet.Run("""
            shr.u32 %r1, %thr, 3;
            shl.b32 %r1, %r1, 3;
            mov.u32 %r2, 255;
            shl.b32 %r2, %r2, %r1;
            setp.lt.u32 %p1, %thr, 12;
            vote.sync.ballot.b32 %r3, %p1, %r2;
            vote.sync.all.pred %p2, %p1, %r2;
            vote.sync.any.pred %p3, %p1, %r2;
            vote.sync.uni.pred %p4, %p1, %r2;
            selp.u32 %r4, 1, 0, %p2;
            selp.u32 %r5, 2, 0, %p3;
            selp.u32 %r6, 4, 0, %p4;
            add.u32 %r4, %r4, %r5;
            add.u32 %r4, %r4, %r6;
            st.global.v2.u32 [%out], {%r3, %r4};
            """, perThread: 2);
        for (int lane = 0; lane < 32; lane++)
        {
            uint group = 255u << (lane / 8 * 8);
            uint yes = 0xFFFu & group;
            Assert.Equal(yes, actual[2 * lane]);
            Assert.Equal((yes == group ? 1u : 0) + (yes != 0 ? 2u : 0) + (yes == group || yes == 0 ? 4u : 0), actual[2 * lane + 1]);
        }
    }

    [Fact]
    public void Match_any_and_all()
    {
        uint[] actual = Snippet.Run("""
            rem.u32 %r1, %thr, 5;
            match.any.sync.b32 %r2, %r1, -1;
            mov.u64 %rd1, 77;
            match.all.sync.b64 %r3|%p1, %rd1, -1;
            match.all.sync.b32 %r4|%p2, %r1, -1;
            selp.u32 %r5, 1, 0, %p1;
            selp.u32 %r6, 2, 0, %p2;
            add.u32 %r5, %r5, %r6;
            st.global.v4.u32 [%out], {%r2, %r3, %r4, %r5};
            """, perThread: 4);
        for (int lane = 0; lane < 32; lane++)
        {
            uint same = Enumerable.Range(0, 32).Where(i => i % 5 == lane % 5).Aggregate(0u, (m, i) => m | 1u << i);
            Assert.Equal([same, uint.MaxValue, 0u, 1u], actual[(4 * lane)..(4 * lane + 4)]);
        }
    }

    [Theory]
    [InlineData("add.s32")]
    [InlineData("add.u32")]
    [InlineData("min.s32")]
    [InlineData("max.s32")]
    [InlineData("min.u32")]
    [InlineData("max.u32")]
    [InlineData("and.b32")]
    [InlineData("or.b32")]
    [InlineData("xor.b32")]
    public void Reductions(string operation)
    {
        uint[] actual = Snippet.Run($"""
            mul.lo.u32 %r1, %thr, 0x9E3779B9;
            redux.sync.{operation} %r2, %r1, -1;
            st.global.u32 [%out], %r2;
            """);
        uint[] values = [.. Enumerable.Range(0, 32).Select(i => (uint)i * 0x9E3779B9)];
        uint expected = operation switch
        {
            "add.s32" or "add.u32" => (uint)(values.Aggregate(BigInteger.Zero, (s, v) => s + v) & uint.MaxValue),
            "min.s32" => (uint)values.Min(v => (int)v),
            "max.s32" => (uint)values.Max(v => (int)v),
            "min.u32" => values.Min(),
            "max.u32" => values.Max(),
            "and.b32" => values.Aggregate((x, y) => x & y),
            "or.b32" => values.Aggregate((x, y) => x | y),
            _ => values.Aggregate((x, y) => x ^ y),
        };
        Assert.All(actual, v => Assert.Equal(expected, v));
    }

    [Fact]
    public void Sync_instructions_wait_for_lanes_on_another_way()
    {
        // Both sides of the branch meet at the same bar.warp.sync masks, though not at the same instruction.
        uint[] actual = Snippet.Run("""
            shl.b32 %r1, %thr, 2;
            setp.lt.u32 %p1, %thr, 16;
            @%p1 bra LOW;
            st.shared.u32 [s+128], %thr;
            bar.warp.sync -1;
            mov.u32 %r3, 1;
            bra.uni JOIN;
            LOW:
            bar.warp.sync -1;
            ld.shared.u32 %r3, [s+128];
            JOIN:
            st.global.u32 [%out], %r3;
            """, shared: ".shared .align 4 .b8 s[256];");
        for (int lane = 0; lane < 32; lane++)
            Assert.Equal(lane < 16 ? 31u : 1u, actual[lane]);
    }

    [Fact]
    public void Active_mask_elect_and_lane_masks()
    {
        uint[] actual = Snippet.Run("""
            and.b32 %r1, %thr, 1;
            setp.eq.u32 %p1, %r1, 0;
            mov.u32 %r2, 0;
            @!%p1 bra NEXT;
            activemask.b32 %r2;
            NEXT:
            elect.sync %r3|%p2, -1;
            selp.u32 %r4, 1, 0, %p2;
            mov.u32 %r5, %lanemask_lt;
            st.global.v4.u32 [%out], {%r2, %r3, %r4, %r5};
            """, perThread: 4);
        for (int lane = 0; lane < 32; lane++)
            Assert.Equal([lane % 2 == 0 ? 0x55555555u : 0, 0u, lane == 0 ? 1u : 0, (1u << lane) - 1], actual[(4 * lane)..(4 * lane + 4)]);
    }

    [Fact]
    public void Barrier_reductions_over_a_block()
    {
        uint[] actual = Snippet.Run("""
            setp.lt.u32 %p1, %thr, 70;
            bar.red.popc.u32 %r1, 0, %p1;
            bar.red.and.pred %p2, 1, %p1;
            bar.red.or.pred %p3, 2, %p1;
            selp.u32 %r2, 1, 0, %p2;
            selp.u32 %r3, 1, 0, %p3;
            st.global.v4.u32 [%out], {%r1, %r2, %r3, %r1};
            """, threads: 96, perThread: 4);
        for (int t = 0; t < 96; t++)
            Assert.Equal([70u, 0u, 1u, 70u], actual[(4 * t)..(4 * t + 4)]);
    }

    [Fact]
    public void Producers_arrive_and_consumers_wait()
    {
        uint[] actual = Snippet.Run("""
            setp.ge.u32 %p1, %thr, 32;
            shl.b32 %r1, %lane, 2;
            mov.u32 %r2, s;
            add.u32 %r2, %r2, %r1;
            mov.u32 %r3, 0;
            @%p1 bra CONSUME;
            mul.lo.u32 %r4, %lane, 3;
            st.shared.u32 [%r2], %r4;
            bar.arrive 1, 64;
            bra.uni DONE;
            CONSUME:
            bar.sync 1, 64;
            ld.shared.u32 %r3, [%r2];
            DONE:
            st.global.u32 [%out], %r3;
            """, threads: 64, shared: ".shared .align 4 .b8 s[128];");
        for (int t = 0; t < 64; t++)
            Assert.Equal(t < 32 ? 0u : (uint)(t - 32) * 3, actual[t]);
    }

    [Fact]
    public void Threads_that_have_left_are_not_waited_for()
    {
        uint[] actual = Snippet.Run("""
            setp.ge.u32 %p1, %thr, 64;
            @%p1 ret;
            bar.sync 0;
            st.global.u32 [%out], 5;
            """.Replace("[%out], 5", "[%out], %r1", StringComparison.Ordinal).Replace("bar.sync 0;", "mov.u32 %r1, 5; bar.sync 0;", StringComparison.Ordinal), threads: 128);
        Assert.Equal(64, actual.Count(v => v == 5));
    }
}
