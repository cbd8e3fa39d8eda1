namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>cp.async, cp.async.bulk and the mbarriers that say when they are done.</summary>
public class AsyncCopyTests
{
    [Fact]
    public void Asynchronous_copies_and_mbarriers()
    {
        uint[] memory = [.. Enumerable.Range(0, 256).Select(i => (uint)i * 3)];
        uint[] actual = Snippet.RunAll("""
            setp.eq.u32 %p1, %thr, 0;
            @%p1 mbarrier.init.shared.b64 [bar], 64;
            bar.sync 0;
            shl.b32 %r1, %thr, 4;
            mov.u32 %r2, s;
            add.u32 %r2, %r2, %r1;
            cvt.u64.u32 %rd1, %r1;
            add.u64 %rd1, %mem, %rd1;
            mov.u32 %r3, 8;
            cp.async.cg.shared.global [%r2], [%rd1], 16;
            cp.async.ca.shared.global [%r2+1024], [%rd1], 16, %r3;
            cp.async.commit_group;
            cp.async.wait_group 0;
            mbarrier.arrive.shared.b64 %rd2, [bar];
            WAIT:
            mbarrier.test_wait.shared.b64 %p2, [bar], %rd2;
            @!%p2 bra WAIT;
            mov.u32 %r4, 63;
            sub.u32 %r4, %r4, %thr;
            shl.b32 %r4, %r4, 4;
            mov.u32 %r5, s;
            add.u32 %r4, %r4, %r5;
            ld.shared.u32 %r6, [%r4+4];
            ld.shared.u32 %r7, [%r4+1028];
            ld.shared.u32 %r8, [%r4+1032];
            st.global.v4.u32 [%out], {%r6, %r7, %r8, %r8};
            """, 64, 4, memory, ".shared .align 16 .b8 s[2048]; .shared .align 8 .b64 bar;").Results;
        for (int t = 0; t < 64; t++)
            Assert.Equal([(uint)((63 - t) * 4 + 1) * 3, (uint)((63 - t) * 4 + 1) * 3, 0u], actual[(4 * t)..(4 * t + 3)]);
    }

    [Fact]
    public void The_arrival_of_copies_waits_for_that_of_the_thread()
    {
        // Without .noinc the arrival adds what it takes: only the 32 arrivals of the threads end the phase.
        uint[] actual = Snippet.Run("""
            setp.eq.u32 %p1, %thr, 0;
            @%p1 mbarrier.init.shared.b64 [bar], 32;
            bar.sync 0;
            cp.async.mbarrier.arrive.shared.b64 [bar];
            mbarrier.test_wait.parity.shared.b64 %p2, [bar], 0;
            selp.u32 %r1, 100, 0, %p2;
            bar.sync 0;
            mbarrier.arrive.noComplete.shared.b64 %rd1, [bar], 1;
            mbarrier.pending_count.b64 %r2, %rd1;
            bar.sync 0;
            mbarrier.test_wait.shared.b64 %p2, [bar], %rd1;
            selp.u32 %r3, 1000, 0, %p2;
            add.u32 %r1, %r1, %r2;
            add.u32 %r1, %r1, %r3;
            st.global.u32 [%out], %r1;
            """, shared: ".shared .align 8 .b64 bar;");
        Assert.Equal(Enumerable.Range(0, 32).Select(lane => (uint)(1000 + 32 - lane)), actual);
    }

    [Fact]
    public void Bulk_copies_end_a_phase_by_their_bytes()
    {
        uint[] memory = [.. Enumerable.Range(0, 512).Select(i => (uint)i * 3)];
        (uint[] actual, uint[] after) = Snippet.RunAll("""
            setp.eq.u32 %p1, %thr, 5;
            mov.u32 %r2, 0;
            @!%p1 bra READY;
            mbarrier.init.shared.b64 [bar], 1;
            fence.mbarrier_init.release.cluster;
            fence.proxy.async.shared::cta;
            mbarrier.arrive.expect_tx.release.cta.shared::cta.b64 %rd1, [bar], 1056;
            mbarrier.test_wait.parity.shared.b64 %p2, [bar], 0;
            @%p2 add.u32 %r2, %r2, 100000;
            cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [s], [%mem+16], 1024, [bar];
            mbarrier.test_wait.parity.shared.b64 %p2, [bar], 0;
            @%p2 add.u32 %r2, %r2, 100000;
            mov.u64 %rd4, pol;
            cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint [s+1024], [%mem], 32, [bar], %rd4;
            READY:
            bar.sync 0;
            WAIT:
            mbarrier.try_wait.parity.shared::cta.b64 %p2, [bar], 0;
            @!%p2 bra WAIT;
            shl.b32 %r3, %thr, 2;
            mov.u32 %r4, s;
            add.u32 %r3, %r3, %r4;
            ld.shared.u32 %r5, [%r3+1020];
            add.u32 %r5, %r5, %r2;
            st.shared.u32 [%r3], %r5;
            bar.sync 0;
            @!%p1 bra DONE;
            fence.proxy.async;
            cp.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes [s+1056], [s], 32, [bar];
            mbarrier.expect_tx.relaxed.cta.shared::cta.b64 [bar], 32;
            mbarrier.test_wait.parity.shared.b64 %p2, [bar], 1;
            @%p2 trap;
            mbarrier.arrive.shared.b64 _, [bar];
            mbarrier.test_wait.parity.shared.b64 %p2, [bar], 1;
            @!%p2 trap;
            ld.shared.u32 %r6, [s+1056];
            add.u32 %r5, %r5, %r6;
            cp.async.bulk.global.shared::cta.bulk_group [%mem+1024], [s], 256;
            cp.async.bulk.commit_group;
            cp.async.bulk.wait_group.read 0;
            DONE:
            st.global.u32 [%out], %r5;
            """, 9, 1, memory, ".shared .align 16 .b8 s[2048]; .shared .align 8 .b64 bar, pol;");
        // Behind the 1024 bytes from the fifth word on lie those from the first word on.
        uint[] expected = [259 * 3, 0, 3, 6, 9, 12, 15, 18, 21];
        Assert.Equal(expected, after[256..265]);
        Assert.Equal(memory[13..68], after[265..320]);
        expected[5] += 259 * 3;
        Assert.Equal(expected, actual);
        Assert.Equal(memory[320..], after[320..]);
    }

    [Theory]
    [InlineData("[s], [%mem], 24, [bar]", FaultCode.MisalignedAddress, "a multiple of 16")]
    [InlineData("[s+8], [%mem], 16, [bar]", FaultCode.MisalignedAddress, "misaligned")]
    [InlineData("[s], [%mem], 4096, [bar]", FaultCode.IllegalAddress, "out-of-bounds")]
    public void Bulk_copies_are_checked(string operands, FaultCode code, string words)
    {
        var fault = Assert.Throws<EmulatorFaultException>(() => Snippet.Run($$"""
            mbarrier.init.shared.b64 [bar], 1;
            cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes {{operands}};
            """, threads: 1, memory: new uint[2048], shared: ".shared .align 16 .b8 s[2048]; .shared .align 8 .b64 bar;"));
        Assert.Equal(code, fault.Code);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Waiting_costs_little_unless_it_does_not_end(int rounds, bool ends)
    {
        // Two warps wait for each other in turn, 300 times; the second comes no more often.
        using var device = new TestDevice($$"""
            .visible .entry k()
            {
                .reg .b32 %i, %n, %parity, %own, %other, %first, %w;
                .reg .pred %p, %second;
                .shared .align 8 .b64 bar[2];
                mov.u32 %w, %tid.x;
                shr.u32 %w, %w, 5;
                setp.eq.u32 %second, %w, 1;
                mov.u32 %first, bar;
                mbarrier.init.shared.b64 [bar], 32;
                mbarrier.init.shared.b64 [bar+8], 32;
                bar.sync 0;
                mad.lo.u32 %own, %w, 8, %first;
                xor.b32 %w, %w, 1;
                mad.lo.u32 %other, %w, 8, %first;
                mov.u32 %i, 0;
                selp.u32 %n, 300, {{rounds}}, %second;
            ROUND:
                and.b32 %parity, %i, 1;
                @!%second bra ARRIVE;
            WAIT:
                mbarrier.try_wait.parity.shared.b64 %p, [%other], %parity;
                @!%p bra WAIT;
                @!%second bra NEXT;
            ARRIVE:
                mbarrier.arrive.shared.b64 _, [%own];
                @!%second bra WAIT;
            NEXT:
                add.u32 %i, %i, 1;
                setp.lt.u32 %p, %i, %n;
                @%p bra ROUND;
                ret;
            }
            """, budget: 3_000_000);
        void Run() => device.Run("k", new Dim3(1), new Dim3(64));
        if (ends)
            Run();
        else
            Assert.Equal(FaultCode.LaunchTimeout, Assert.Throws<EmulatorFaultException>(Run).Code);
    }
}
