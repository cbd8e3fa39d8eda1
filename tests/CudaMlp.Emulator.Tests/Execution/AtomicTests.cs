namespace CudaMlp.Emulator.Tests.Execution;

public class AtomicTests
{
    public static TheoryData<string, uint, Func<uint, uint, uint>> Operations => new()
    {
        { "add.u32", 5, (a, b) => a + b },
        { "add.s32", 5, (a, b) => a + b },
        { "min.u32", 40, Math.Min },
        { "max.u32", 3, Math.Max },
        { "min.s32", 4, (a, b) => (uint)Math.Min((int)a, (int)b) },
        { "max.s32", 0x80000000, (a, b) => (uint)Math.Max((int)a, (int)b) },
        { "and.b32", 0xFF, (a, b) => a & b },
        { "or.b32", 0, (a, b) => a | b },
        { "xor.b32", 0, (a, b) => a ^ b },
        { "exch.b32", 9, (_, b) => b },
        { "inc.u32", 20, (a, b) => a >= b ? 0 : a + 1 },
        { "dec.u32", 2, (a, b) => a == 0 || a > b ? b : a - 1 },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Lanes_take_their_turn_in_order(string operation, uint start, Func<uint, uint, uint> f)
    {
        foreach (string space in (string[])["global", "shared"])
        {
            (uint[] old, uint[] memory) = Snippet.RunAll($"""
                setp.eq.u32 %p1, %thr, 0;
                ld.global.u32 %r1, [%mem];
                @%p1 st.shared.u32 [s], %r1;
                bar.sync 0;
                mov.u32 %r2, s;
                cvt.u64.u32 %rd1, %r2;
                {(space == "global" ? "mov.u64 %rd1, %mem;" : "")}
                add.u32 %r3, %thr, 1;
                atom.{space}.{operation} %r4, [%rd1], %r3;
                st.global.u32 [%out], %r4;
                bar.sync 0;
                {(space == "shared" ? "ld.shared.u32 %r5, [s]; @%p1 st.global.u32 [%mem], %r5;" : "")}
                """, 32, 1, [start], ".shared .align 4 .b8 s[4];");
            uint value = start;
            for (uint lane = 0; lane < 32; lane++)
            {
                Assert.Equal(value, old[lane]);
                value = f(value, lane + 1);
            }
            Assert.Equal(value, memory[0]);
        }
    }

    [Fact]
    public void Compare_and_swap_and_floating_sums()
    {
        (uint[] old, uint[] memory) = Snippet.RunAll("""
            atom.global.cas.b32 %r1, [%mem], %thr, 100;
            st.global.u32 [%out], %r1;
            cvt.rn.f32.u32 %f1, %thr;
            red.global.add.f32 [%mem+4], %f1;
            mov.u64 %rd1, 1;
            atom.global.add.u64 %rd2, [%mem+8], %rd1;
            mov.b32 %r2, 0x3C003C00;
            red.global.add.noftz.f16x2 [%mem+16], %r2;
            red.relaxed.gpu.global.max.s32 [%mem+20], %thr;
            """, 32, 1, [7, 0, uint.MaxValue, 0, 0, 0]);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i <= 7 ? 7u : 100u), old);
        Assert.Equal([100u, BitConverter.SingleToUInt32Bits(496f), 31u, 1u, 0x50005000u, 31u], memory);
    }

    [Theory]
    [InlineData("global", "%mem", 0x80000000, 0u)]
    [InlineData("", "%mem", 0x80000000, 0u)]
    [InlineData("shared", "%rd1", 0x80000003, 2u)]
    [InlineData("", "%rd2", 0x80000003, 2u)]
    public void Sums_of_floats_know_subnormals_in_shared_memory_alone(string space, string at, uint negative, uint small)
    {
        string dot = space.Length > 0 ? "." : "";
        (uint[] actual, _) = Snippet.RunAll($$"""
            mov.u64 %rd1, s;
            cvta.shared.u64 %rd2, %rd1;
            mov.b32 %f1, 0x80000001;
            st.shared.v2.u32 [s], {0x80000002, 1};
            atom{{dot}}{{space}}.add.f32 %f2, [{{at}}], %f1;
            red{{dot}}{{space}}.add.f32 [{{at}}+4], 0f00000001;
            ld{{dot}}{{space}}.v2.u32 {%r1, %r2}, [{{at}}];
            mov.b32 %r3, %f2;
            st.global.v4.u32 [%out], {%r1, %r2, %r3, %r3};
            """, 1, 4, [0x80000002, 1], "  .shared .align 8 .b8 s[8];");
        Assert.Equal([negative, small, 0x80000002u], actual[..3]);
    }

    [Theory]
    [InlineData("atom.global.v2.f32.add {%f1, %f2}, [%rd1], {%f1, %f2};", 4)]
    [InlineData("red.global.v4.f32.add [%rd1], {%f1, %f2, %f1, %f2};", 8)]
    [InlineData("red.global.v4.f16x2.add.noftz [%rd1], {%r1, %r2, %r1, %r2};", 8)]
    public void Vectors_are_aligned_as_a_whole(string instruction, int offset)
    {
        string code(int at) => $"""
            mov.f32 %f1, 0f3F800000;
            mov.f32 %f2, %f1;
            mov.u32 %r1, 0;
            mov.u32 %r2, %r1;
            mul.wide.u32 %rd1, %thr, {at};
            add.u64 %rd1, %mem, %rd1;
            {instruction}
            """;
        Snippet.RunAll(code(16), 32, 1, new uint[200]);
        var fault = Assert.Throws<EmulatorFaultException>(() => Snippet.RunAll(code(offset), 32, 1, new uint[200]));
        Assert.Equal(FaultCode.MisalignedAddress, fault.Code);
    }

    // One block writes the same number to all elements, over and over; another reads them and counts where they differ.
    [Theory]
    [InlineData("v2.u64", "%rd1, %rd2", "%rd1", "%rd2", 32)]
    [InlineData("v2.u64", "%rd1, %rd2", "%rd1", "%rd2", 1)]
    [InlineData("v4.u32", "%r1, %r2, %r3, %r4", "%r1", "%r4", 32)]
    [InlineData("v4.u32", "%r1, %r2, %r3, %r4", "%r1", "%r4", 1)]
    [InlineData("v2.u32", "%r1, %r2", "%r1", "%r2", 32)]
    [InlineData("v4.u8", "%r1, %r2, %r3, %r4", "%r1", "%r4", 1)]
    public void A_vector_access_is_never_seen_half_done(string form, string elements, string first, string last, int lanes)
    {
        string type = form[3..];
        string size = type == "u64" ? "u64" : "u32";
        using var device = new TestDevice($$"""
            .visible .entry k(.param .u64 p, .param .u64 halves)
            {
                .reg .pred %p<4>;
                .reg .b32 %r<9>;
                .reg .b64 %rd<9>;
                ld.param.u64 %rd5, [p];
                ld.param.u64 %rd6, [halves];
                mov.u32 %r5, %tid.x;
                mul.wide.u32 %rd7, %r5, 16;
                {{(lanes == 32 && form == "v2.u32" ? "mul.wide.u32 %rd7, %r5, 8;" : "")}}
                add.u64 %rd5, %rd5, %rd7;
                mov.u32 %r6, 0;
                mov.u32 %r5, %ctaid.x;
                setp.eq.u32 %p1, %r5, 0;
            again:
                @!%p1 bra read;
                {{string.Concat(elements.Split(", ").Select(element => $"{(size == "u64" ? $"cvt.u64.u32 {element}, %r6" : $"and.b32 {element}, %r6, {(type == "u8" ? 255 : -1)}")}; "))}}
                st.relaxed.gpu.global.{{form}} [%rd5], { {{elements}} };
                bra next;
            read:
                ld.relaxed.gpu.global.{{form}} { {{elements}} }, [%rd5];
                setp.ne.{{size}} %p2, {{first}}, {{last}};
                @%p2 red.global.add.u32 [%rd6], 1;
            next:
                add.u32 %r6, %r6, 1;
                setp.lt.u32 %p3, %r6, {{(lanes == 1 ? 200000 : 30000)}};
                @%p3 bra again;
                ret;
            }
            """, sanitize: false, threads: 2);
        ulong p = device.Upload(new uint[32 * 4]);
        ulong halves = device.Upload(0u);
        device.Run("k", new Dim3(2), new Dim3((uint)lanes), p, halves);
        Assert.Equal(0u, device.Read<uint>(halves, 1)[0]);
    }

    [Fact]
    public void Blocks_on_several_threads_lose_no_update()
    {
        using var device = new TestDevice("""
            .visible .entry k(.param .u64 p)
            {
                .reg .b64 %rd<2>;
                .reg .b32 %r<3>;
                .reg .f64 %fd<2>;
                ld.param.u64 %rd1, [p];
                mov.u32 %r1, 1;
                red.global.add.u32 [%rd1], %r1;
                mov.f64 %fd1, 0d3FF0000000000000;
                red.global.add.f64 [%rd1+8], %fd1;
                ret;
            }
            """, threads: 4);
        ulong p = device.Upload(new uint[4]);
        device.Run("k", new Dim3(200), new Dim3(128), p);
        Assert.Equal(25600u, device.Read<uint>(p, 1)[0]);
        Assert.Equal(25600d, device.Read<double>(p + 8, 1)[0]);
    }
}
