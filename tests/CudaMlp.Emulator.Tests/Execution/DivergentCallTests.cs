namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>Lanes that leave a function's activation at different times, far enough apart for some to run ahead of the rest.</summary>
public class DivergentCallTests
{
    [Fact]
    public void A_loop_of_another_length_in_each_lane_and_recursion_of_another_depth()
    {
        using var device = new TestDevice("""
            .func (.param .b32 r) work(.param .b32 n, .param .b32 x, .param .b32 depth)
            {
                .reg .pred %p;
                .reg .b32 %r<5>;
                ld.param.u32 %r0, [n];
                ld.param.u32 %r1, [x];
                ld.param.u32 %r2, [depth];
                mov.u32 %r3, 0;
                LOOP:
                mad.lo.u32 %r1, %r1, 1664525, 1013904223;
                add.u32 %r3, %r3, 1;
                setp.lt.u32 %p, %r3, %r0;
                @%p bra LOOP;
                setp.eq.u32 %p, %r2, 0;
                @%p bra DONE;
                sub.u32 %r2, %r2, 1;
                {
                    .param .b32 a;
                    .param .b32 b;
                    .param .b32 c;
                    .param .b32 d;
                    st.param.b32 [a], %r0;
                    st.param.b32 [b], %r1;
                    st.param.b32 [c], %r2;
                    call (d), work, (a, b, c);
                    ld.param.b32 %r4, [d];
                }
                xor.b32 %r1, %r1, %r4;
                DONE:
                st.param.b32 [r], %r1;
                ret;
            }
            .visible .entry k(.param .u64 out)
            {
                .reg .b32 %r<5>;
                .reg .b64 %d<2>;
                ld.param.u64 %d0, [out];
                mov.u32 %r0, %tid.x;
                mul.lo.u32 %r1, %r0, 1000;
                and.b32 %r2, %r0, 3;
                call (%r3), work, (%r1, %r0, %r2);
                call (%r4), work, (%r2, %r3, %r2);
                mad.wide.u32 %d0, %r0, 4, %d0;
                st.global.u32 [%d0], %r4;
                ret;
            }
            """);
        ulong result = device.Reserve(32 * 4);
        device.Run("k", new Dim3(1), new Dim3(32), result);
        Assert.Equal(Enumerable.Range(0, 32).Select(t => Work((uint)t & 3, Work((uint)t * 1000, (uint)t, t & 3), t & 3)), device.Read<uint>(result, 32));

        static uint Work(uint n, uint x, int depth)
        {
            for (uint i = 0; i < Math.Max(1, n); i++)
                x = x * 1664525 + 1013904223;
            return depth == 0 ? x : x ^ Work(n, x, depth - 1);
        }
    }

    [Fact]
    public void A_spin_lock_inside_a_function()
    {
        using var device = new TestDevice("""
            .func add_locked(.param .b64 lock)
            {
                .reg .pred %p;
                .reg .b32 %r<2>;
                .reg .b64 %d;
                ld.param.u64 %d, [lock];
                SPIN:
                atom.global.cas.b32 %r0, [%d], 0, 1;
                setp.ne.u32 %p, %r0, 0;
                @%p bra SPIN;
                ld.volatile.global.u32 %r1, [%d+4];
                add.u32 %r1, %r1, 1;
                st.volatile.global.u32 [%d+4], %r1;
                membar.gl;
                atom.global.exch.b32 %r0, [%d], 0;
                ret;
            }
            .visible .entry k(.param .u64 lock)
            {
                .reg .pred %p;
                .reg .b32 %r;
                .reg .b64 %d;
                ld.param.u64 %d, [lock];
                mov.u32 %r, 0;
                LOOP:
                call add_locked, (%d);
                add.u32 %r, %r, 1;
                setp.lt.u32 %p, %r, 3;
                @%p bra LOOP;
                ret;
            }
            """);
        ulong locked = device.Upload(0u, 0u);
        device.Run("k", new Dim3(2), new Dim3(64), locked);
        Assert.Equal([0u, 2u * 64 * 3], device.Read<uint>(locked, 2));
    }

    [Theory]
    [InlineData("", "call (%r3), swap, (%r2);")]
    [InlineData("setp.lt.u32 %p0, %r0, 16; @%p0 bra LOW; call (%r3), swap, (%r2); bra MET; LOW:", "call (%r3), swap, (%r2); MET:")]
    public void Lanes_meet_at_a_shuffle_wherever_they_called_from(string high, string low)
    {
        using var device = new TestDevice($$"""
            .func (.reg .b32 r) swap(.reg .b32 x)
            {
                add.u32 x, x, 1;
                shfl.sync.bfly.b32 r, x, 31, 31, -1;
                add.u32 r, r, x;
                ret;
            }
            .visible .entry k(.param .u64 out)
            {
                .reg .pred %p<2>;
                .reg .b32 %r<5>;
                .reg .b64 %d;
                ld.param.u64 %d, [out];
                mov.u32 %r0, %tid.x;
                mul.lo.u32 %r1, %r0, 4000;
                mov.u32 %r2, %r0;
                WAIT:
                add.u32 %r2, %r2, 3;
                sub.u32 %r1, %r1, 1;
                setp.gt.s32 %p1, %r1, 0;
                @%p1 bra WAIT;
                {{high}}
                {{low}}
                mad.wide.u32 %d, %r0, 4, %d;
                st.global.u32 [%d], %r3;
                ret;
            }
            """);
        ulong result = device.Reserve(32 * 4);
        device.Run("k", new Dim3(1), new Dim3(32), result);
        Assert.Equal(Enumerable.Range(0, 32).Select(t => Value(t) + Value(t ^ 31)), device.Read<uint>(result, 32));

        static uint Value(int lane) => (uint)(lane + 3 * Math.Max(1, lane * 4000) + 1);
    }

    [Fact]
    public void Lanes_that_exit_inside_a_function_leave_the_rest_in_it()
    {
        using var device = new TestDevice("""
            .func (.reg .b32 r) odd_only(.reg .b32 x)
            {
                .reg .pred %p;
                and.b32 r, x, 1;
                setp.eq.u32 %p, r, 0;
                @%p exit;
                add.u32 r, r, x;
                ret;
            }
            .visible .entry k(.param .u64 out)
            {
                .reg .b32 %r<2>;
                .reg .b64 %d;
                ld.param.u64 %d, [out];
                mov.u32 %r0, %tid.x;
                call (%r1), odd_only, (%r0);
                call (%r1), odd_only, (%r0);
                mad.wide.u32 %d, %r0, 4, %d;
                st.global.u32 [%d], %r1;
                ret;
            }
            """);
        ulong result = device.Upload(new uint[32]);
        device.Run("k", new Dim3(3), new Dim3(32), result);
        Assert.Equal(Enumerable.Range(0, 32).Select(t => t % 2 == 0 ? 0u : (uint)t + 1), device.Read<uint>(result, 32));
    }
}
