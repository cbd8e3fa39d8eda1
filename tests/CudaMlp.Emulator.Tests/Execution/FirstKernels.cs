namespace CudaMlp.Emulator.Tests.Execution;

internal static class FirstKernels
{
    public const string VectorAdd = """
        .visible .entry add(.param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u32 pn)
        {
            .reg .pred %p<2>;
            .reg .f32 %f<4>;
            .reg .b32 %r<6>;
            .reg .b64 %rd<11>;
            ld.param.u64 %rd1, [pa];
            ld.param.u64 %rd2, [pb];
            ld.param.u64 %rd3, [pc];
            ld.param.u32 %r2, [pn];
            mov.u32 %r3, %ctaid.x;
            mov.u32 %r4, %ntid.x;
            mov.u32 %r5, %tid.x;
            mad.lo.s32 %r1, %r3, %r4, %r5;
            setp.ge.s32 %p1, %r1, %r2;
            @%p1 bra DONE;
            cvta.to.global.u64 %rd4, %rd1;
            mul.wide.s32 %rd5, %r1, 4;
            add.s64 %rd6, %rd4, %rd5;
            cvta.to.global.u64 %rd7, %rd2;
            add.s64 %rd8, %rd7, %rd5;
            ld.global.f32 %f1, [%rd8];
            ld.global.f32 %f2, [%rd6];
            add.f32 %f3, %f2, %f1;
            cvta.to.global.u64 %rd9, %rd3;
            add.s64 %rd10, %rd9, %rd5;
            st.global.f32 [%rd10], %f3;
        DONE:
            ret;
        }
        """;

    /// <summary>Each thread counts the Collatz steps of its index + 1: every lane leaves the loop at another time.</summary>
    public const string Collatz = """
        .visible .entry collatz(.param .u64 out)
        {
            .reg .pred %p<3>;
            .reg .b32 %r<10>;
            .reg .b64 %rd<4>;
            mov.u32 %r1, %ctaid.x;
            mov.u32 %r2, %ntid.x;
            mov.u32 %r3, %tid.x;
            mad.lo.u32 %r4, %r1, %r2, %r3;
            add.u32 %r5, %r4, 1;
            mov.u32 %r6, 0;
        LOOP:
            setp.eq.u32 %p1, %r5, 1;
            @%p1 bra OUT;
            and.b32 %r7, %r5, 1;
            setp.eq.u32 %p2, %r7, 0;
            @%p2 bra EVEN;
            mad.lo.u32 %r5, %r5, 3, 1;
            bra.uni NEXT;
        EVEN:
            shr.u32 %r5, %r5, 1;
        NEXT:
            add.u32 %r6, %r6, 1;
            bra.uni LOOP;
        OUT:
            ld.param.u64 %rd1, [out];
            mul.wide.u32 %rd2, %r4, 4;
            add.u64 %rd3, %rd1, %rd2;
            st.global.u32 [%rd3], %r6;
            ret;
        }
        """;

    /// <summary>Sum of a block's 256 numbers by a tree in shared memory.</summary>
    public const string BlockSum = """
        .visible .entry block_sum(.param .u64 in, .param .u64 out)
        {
            .reg .pred %p<3>;
            .reg .b32 %r<12>;
            .reg .f32 %f<4>;
            .reg .b64 %rd<8>;
            .shared .align 4 .b8 s[1024];
            ld.param.u64 %rd1, [in];
            ld.param.u64 %rd2, [out];
            mov.u32 %r1, %tid.x;
            mov.u32 %r2, %ctaid.x;
            shl.b32 %r3, %r2, 8;
            add.u32 %r3, %r3, %r1;
            mul.wide.u32 %rd3, %r3, 4;
            add.u64 %rd3, %rd1, %rd3;
            ld.global.f32 %f1, [%rd3];
            mov.u32 %r4, s;
            shl.b32 %r5, %r1, 2;
            add.u32 %r6, %r4, %r5;
            st.shared.f32 [%r6], %f1;
            bar.sync 0;
            mov.u32 %r7, 128;
        LOOP:
            setp.ge.u32 %p1, %r1, %r7;
            @%p1 bra SKIP;
            shl.b32 %r8, %r7, 2;
            add.u32 %r9, %r6, %r8;
            ld.shared.f32 %f2, [%r9];
            ld.shared.f32 %f1, [%r6];
            add.f32 %f1, %f1, %f2;
            st.shared.f32 [%r6], %f1;
        SKIP:
            bar.sync 0;
            shr.u32 %r7, %r7, 1;
            setp.ne.u32 %p2, %r7, 0;
            @%p2 bra LOOP;
            setp.ne.u32 %p1, %r1, 0;
            @%p1 ret;
            ld.shared.f32 %f3, [s];
            mul.wide.u32 %rd4, %r2, 4;
            add.u64 %rd5, %rd2, %rd4;
            st.global.f32 [%rd5], %f3;
            ret;
        }
        """;
}
