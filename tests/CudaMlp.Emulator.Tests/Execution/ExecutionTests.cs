namespace CudaMlp.Emulator.Tests.Execution;

public class ExecutionTests
{
    [Theory]
    [InlineData(1, 32)]
    [InlineData(31, 32)]
    [InlineData(33, 64)]
    [InlineData(1000, 128)]
    [InlineData(4096, 256)]
    public void Vector_add_over_every_tail(int n, int block)
    {
        using var device = new TestDevice(FirstKernels.VectorAdd);
        float[] a = [.. Enumerable.Range(0, n).Select(i => i * 0.5f)];
        float[] b = [.. Enumerable.Range(0, n).Select(i => 1000f - i)];
        ulong pa = device.Upload(a);
        ulong pb = device.Upload(b);
        ulong pc = device.Reserve((ulong)n * 4);
        device.Run("add", new Dim3((uint)((n + block - 1) / block)), new Dim3((uint)block), pa, pb, pc, n);
        Assert.Equal(a.Zip(b, (x, y) => x + y), device.Read<float>(pc, n));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Diverging_loops_give_each_lane_its_own_count(int threads)
    {
        using var device = new TestDevice(FirstKernels.Collatz, threads: threads);
        ulong result = device.Reserve(4 * 1000);
        device.Run("collatz", new Dim3(10), new Dim3(100), result);
        Assert.Equal(Enumerable.Range(1, 1000).Select(Steps), device.Read<uint>(result, 1000));

        static uint Steps(int n)
        {
            uint steps = 0;
            for (long x = n; x != 1; steps++)
                x = x % 2 == 0 ? x / 2 : 3 * x + 1;
            return steps;
        }
    }

    [Fact]
    public void Shared_memory_and_barriers_sum_a_block()
    {
        using var device = new TestDevice(FirstKernels.BlockSum);
        float[] values = [.. Enumerable.Range(0, 1024).Select(i => (float)(i % 97))];
        ulong input = device.Upload(values);
        ulong output = device.Reserve(16);
        device.Run("block_sum", new Dim3(4), new Dim3(256), input, output);
        Assert.Equal(values.Chunk(256).Select(c => c.Sum()), device.Read<float>(output, 4));
    }

    [Fact]
    public void Elements_move_all_at_once()
    {
        uint[] actual = Snippet.Run("""
            mov.v2.u32 {%r1, %r2}, {%thr, 7};
            mov.v2.u32 {%r1, %r2}, {%r2, %r1};
            mov.v4.u32 {%r3, _, %r4, %r5}, %tid;
            st.mmio.relaxed.sys.global.u32 [%out], %r1;
            ld.mmio.relaxed.sys.global.u32 %r6, [%out];
            st.global.v4.u32 [%out], {%r6, %r2, %r3, %r4};
            """, 32, 4);
        Assert.Equal([7u, 5, 5, 0], actual[20..24]);
    }

    [Theory]
    [InlineData("call twice, (1.5);", 0x40400000)]
    [InlineData("call twice, (0f3FC00000);", 0x40400000)]
    [InlineData("call %rd1, (1.5), p;", 0x40400000)]
    public void A_constant_argument_is_of_the_parameters_type(string call, uint expected)
    {
        using var device = new TestDevice($$"""
            .global .f32 result;
            .func (.param .f32 r) twice(.param .f32 x) { .reg .f32 %f<2>; ld.param.f32 %f1, [x]; add.f32 %f1, %f1, %f1; st.global.f32 [result], %f1; st.param.f32 [r], %f1; ret; }
            .visible .entry k(.param .u64 out)
            {
                .reg .b64 %rd<3>;
                .reg .f32 %f<2>;
                p: .callprototype (.param .f32 _) _ (.param .f32 _);
                mov.u64 %rd1, twice;
                {{call.Replace("call ", "call (_), ", StringComparison.Ordinal)}}
                ld.param.u64 %rd2, [out];
                ld.global.f32 %f1, [result];
                st.global.f32 [%rd2], %f1;
                ret;
            }
            """);
        ulong p = device.Upload(0u);
        device.Run("k", new Dim3(1), new Dim3(1), p);
        Assert.Equal(expected, device.Read<uint>(p, 1)[0]);
    }
}
