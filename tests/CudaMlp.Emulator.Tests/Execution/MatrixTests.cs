namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>Tensor-core instructions: fragments are filled by the layouts of the ISA's figures, written out here once more.</summary>
public class MatrixTests
{
    [Theory]
    [InlineData("f16")]
    [InlineData("bf16")]
    public void Mma_m16n8k16_of_halves(string type)
    {
        // A[r][c] = r − c, B[k][n] = k + 2n, C = 1: all exact in both formats.
        uint[] memory = new uint[4 * 32 + 2 * 32];
        for (int lane = 0; lane < 32; lane++)
        {
            int g = lane / 4;
            int t = lane % 4;
            for (int r = 0; r < 4; r++)
            {
                int row = g + (r % 2) * 8;
                int column = t * 2 + r / 2 * 8;
                memory[lane * 4 + r] = Half(row - column, type) | Half(row - column - 1, type) << 16;
            }
            for (int r = 0; r < 2; r++)
            {
                int k = t * 2 + r * 8;
                memory[128 + lane * 2 + r] = Half(k + 2 * g, type) | Half(k + 1 + 2 * g, type) << 16;
            }
        }
        uint[] actual = Snippet.RunAll($$"""
            mul.wide.u32 %rd1, %thr, 16;
            add.u64 %rd1, %mem, %rd1;
            ld.global.v4.u32 {%r0, %r1, %r2, %r3}, [%rd1];
            mul.wide.u32 %rd2, %thr, 8;
            add.u64 %rd2, %mem, %rd2;
            ld.global.v2.u32 {%r4, %r5}, [%rd2+512];
            mov.f32 %f0, 0f3F800000;
            mma.sync.aligned.m16n8k16.row.col.f32.{{type}}.{{type}}.f32 {%f1, %f2, %f3, %f4}, {%r0, %r1, %r2, %r3}, {%r4, %r5}, {%f0, %f0, %f0, %f0};
            st.global.v4.f32 [%out], {%f1, %f2, %f3, %f4};
            """, 32, 4, memory).Results;
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < 4; i++)
            {
                int row = lane / 4 + i / 2 * 8;
                int column = lane % 4 * 2 + i % 2;
                float expected = 1 + Enumerable.Range(0, 16).Sum(k => (row - k) * (k + 2 * column));
                Assert.Equal(expected, BitConverter.UInt32BitsToSingle(actual[lane * 4 + i]));
            }
        }
    }

    [Theory]
    [InlineData("row", "col")]
    [InlineData("col", "row")]
    public void Mma_m8n8k4_of_halves_makes_four_products(string a, string b)
    {
        // In product q: A[r][k] = r + k + q, B[k][n] = k − n, C = 2.
        uint[] memory = new uint[4 * 32];
        for (int lane = 0; lane < 32; lane++)
        {
            int q = lane % 16 / 4;
            int t = lane % 4;
            int high = lane < 16 ? 0 : 4;
            int A(int i) => a == "row" ? t + high + i + q : i + high + t + q;
            int B(int i) => b == "row" ? t - (i + high) : i - (t + high);
            memory[lane * 4] = Half(A(0), "f16") | Half(A(1), "f16") << 16;
            memory[lane * 4 + 1] = Half(A(2), "f16") | Half(A(3), "f16") << 16;
            memory[lane * 4 + 2] = Half(B(0), "f16") | Half(B(1), "f16") << 16;
            memory[lane * 4 + 3] = Half(B(2), "f16") | Half(B(3), "f16") << 16;
        }
        uint[] actual = Snippet.RunAll($$"""
            mul.wide.u32 %rd1, %thr, 16;
            add.u64 %rd1, %mem, %rd1;
            ld.global.v4.u32 {%r0, %r1, %r2, %r3}, [%rd1];
            mov.f32 %f0, 0f40000000;
            mma.sync.aligned.m8n8k4.{{a}}.{{b}}.f32.f16.f16.f32 {%f1, %f2, %f3, %f4, %f5, %f6, %f7, %f8}, {%r0, %r1}, {%r2, %r3}, {%f0, %f0, %f0, %f0, %f0, %f0, %f0, %f0};
            st.global.v4.f32 [%out], {%f1, %f2, %f3, %f4};
            st.global.v4.f32 [%out+16], {%f5, %f6, %f7, %f8};
            """, 32, 8, memory, target: "sm_70").Results;
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < 8; i++)
            {
                int row = (lane & 1) + (i & 2) + (lane < 16 ? 0 : 4);
                int column = (i & 4) + (lane & 2) + (i & 1);
                float expected = 2 + Enumerable.Range(0, 4).Sum(k => (row + k + lane % 16 / 4) * (k - column));
                Assert.Equal(expected, BitConverter.UInt32BitsToSingle(actual[lane * 8 + i]));
            }
        }
    }

    [Fact]
    public void Mma_m16n8k8_of_tf32_reads_19_bits()
    {
        // A = 1 + 2^-12, which tf32 cuts to 1; B[k][n] = n.
        uint[] actual = Snippet.Run("""
            mov.b32 %r0, 0x3F800800;
            shr.u32 %r1, %thr, 2;
            cvt.rn.f32.u32 %f9, %r1;
            mov.b32 %r2, %f9;
            mov.f32 %f0, 0f00000000;
            mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1, %f2, %f3, %f4}, {%r0, %r0, %r0, %r0}, {%r2, %r2}, {%f0, %f0, %f0, %f0};
            st.global.v4.f32 [%out], {%f1, %f2, %f3, %f4};
            """, perThread: 4);
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < 4; i++)
                Assert.Equal(8f * (lane % 4 * 2 + i % 2), BitConverter.UInt32BitsToSingle(actual[lane * 4 + i]));
        }
    }

    [Fact]
    public void Mma_m16n8k32_of_bytes()
    {
        uint[] actual = Snippet.Run("""
            mov.b32 %r0, 0x01FF0203;
            mov.b32 %r1, 0x02010104;
            mov.u32 %r9, 10;
            mma.sync.aligned.m16n8k32.row.col.s32.s8.u8.s32 {%r2, %r3, %r4, %r5}, {%r0, %r0, %r0, %r0}, {%r1, %r1}, {%r9, %r9, %r9, %r9};
            st.global.v4.u32 [%out], {%r2, %r3, %r4, %r5};
            """, perThread: 4);
        // Each group of four bytes: 3·4 + 2·1 + (−1)·1 + 1·2 = 15; eight groups in k.
        Assert.All(actual, v => Assert.Equal(10u + 8 * 15, v));
    }

    [Fact]
    public void Mma_m8n8k4_of_doubles()
    {
        uint[] actual = Snippet.Run("""
            shr.u32 %r1, %lane, 2;
            cvt.rn.f64.u32 %fd0, %r1;
            and.b32 %r2, %lane, 3;
            cvt.rn.f64.u32 %fd1, %r2;
            mov.f64 %fd2, 0d3FE0000000000000;
            mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%fd3, %fd4}, {%fd0}, {%fd1}, {%fd2, %fd2};
            cvt.rn.f32.f64 %f0, %fd3;
            cvt.rn.f32.f64 %f1, %fd4;
            st.global.v2.f32 [%out], {%f0, %f1};
            """, perThread: 2);
        for (int lane = 0; lane < 32; lane++)
            Assert.Equal(0.5f + lane / 4 * 6, BitConverter.UInt32BitsToSingle(actual[lane * 2]));
    }

    [Theory]
    [InlineData("row", "col")]
    [InlineData("col", "row")]
    public void Wmma_m16n16k16_through_memory(string a, string b)
    {
        ushort[] halves = [.. Enumerable.Range(0, 512).Select(i => (ushort)Half(i % 256 * 7 % 15 - 7, "f16"))];
        uint[] memory = [.. halves.Chunk(2).Select(h => h[0] | (uint)h[1] << 16), .. new uint[256]];
        uint[] result = Snippet.RunAll($$"""
            wmma.load.a.sync.aligned.{{a}}.m16n16k16.global.f16 {%r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7}, [%mem], 16;
            wmma.load.b.sync.aligned.{{b}}.m16n16k16.global.f16 {%r8, %r9, %r10, %r11, %r12, %r13, %r14, %r15}, [%mem+512], 16;
            mov.f32 %f0, 0f3F000000;
            wmma.mma.sync.aligned.{{a}}.{{b}}.m16n16k16.f32.f32 {%f1, %f2, %f3, %f4, %f5, %f6, %f7, %f8},
                {%r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7}, {%r8, %r9, %r10, %r11, %r12, %r13, %r14, %r15}, {%f0, %f0, %f0, %f0, %f0, %f0, %f0, %f0};
            wmma.store.d.sync.aligned.row.m16n16k16.global.f32 [%mem+1024], {%f1, %f2, %f3, %f4, %f5, %f6, %f7, %f8}, 16;
            """, 32, 1, memory).Memory;
        for (int row = 0; row < 16; row++)
        {
            for (int column = 0; column < 16; column++)
            {
                float expected = 0.5f + Enumerable.Range(0, 16).Sum(k =>
                    Value(halves[a == "row" ? row * 16 + k : k * 16 + row]) * Value(halves[256 + (b == "row" ? k * 16 + column : column * 16 + k)]));
                Assert.Equal(expected, BitConverter.UInt32BitsToSingle(result[256 + row * 16 + column]));
            }
        }

        static float Value(ushort h) => (float)BitConverter.UInt16BitsToHalf(h);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ldmatrix_and_stmatrix(bool transpose)
    {
        // Four matrices of 64 halves in shared memory hold their own index; each row is 16 bytes at lane·16.
        string trans = transpose ? ".trans" : "";
        uint[] actual = Snippet.Run($$"""
            shl.b32 %r20, %thr, 4;
            mov.u32 %r21, s;
            add.u32 %r21, %r21, %r20;
            shl.b32 %r1, %thr, 3;
            mov.u32 %r2, 0;
            FILL:
            add.u32 %r3, %r1, %r2;
            cvt.u16.u32 %h0, %r3;
            shl.b32 %r4, %r2, 1;
            add.u32 %r4, %r4, %r21;
            st.shared.u16 [%r4], %h0;
            add.u32 %r2, %r2, 1;
            setp.lt.u32 %p1, %r2, 8;
            @%p1 bra FILL;
            bar.sync 0;
            ldmatrix.sync.aligned.m8n8.x4{{trans}}.shared.b16 {%r5, %r6, %r7, %r8}, [%r21];
            bar.sync 0;
            stmatrix.sync.aligned.m8n8.x4{{trans}}.shared.b16 [%r21], {%r5, %r6, %r7, %r8};
            bar.sync 0;
            ld.shared.v4.u32 {%r9, %r10, %r11, %r12}, [%r21];
            movmatrix.sync.aligned.m8n8.trans.b16 %r13, %r5;
            st.global.v4.u32 [%out], {%r5, %r8, %r9, %r13};
            """, perThread: 4, shared: ".shared .align 16 .b8 s[512];");
        for (int lane = 0; lane < 32; lane++)
        {
            (int i0, int i1) = transpose ? (lane % 4 * 2 * 8 + lane / 4, (lane % 4 * 2 + 1) * 8 + lane / 4) : (lane / 4 * 8 + lane % 4 * 2, lane / 4 * 8 + lane % 4 * 2 + 1);
            (int j0, int j1) = !transpose ? (lane % 4 * 2 * 8 + lane / 4, (lane % 4 * 2 + 1) * 8 + lane / 4) : (lane / 4 * 8 + lane % 4 * 2, lane / 4 * 8 + lane % 4 * 2 + 1);
            Assert.Equal((uint)(i0 | i1 << 16), actual[lane * 4]);
            Assert.Equal((uint)(192 + i0 | 192 + i1 << 16), actual[lane * 4 + 1]);
            Assert.Equal((uint)(lane * 8 | lane * 8 + 1 << 16), actual[lane * 4 + 2]);
            Assert.Equal((uint)(j0 | j1 << 16), actual[lane * 4 + 3]);
        }
    }

    [Theory]
    [InlineData("m8n8k32", "s4", "u4", 0)]
    [InlineData("m16n8k32", "u4", "s4", 0)]
    [InlineData("m16n8k64", "s4", "s4", 0)]
    [InlineData("m8n8k128", "b1", "b1", 2)]
    [InlineData("m16n8k128", "b1", "b1", 1)]
    [InlineData("m16n8k256", "b1", "b1", 1)]
    [InlineData("m16n8k32", "e4m3", "e5m2", 0)]
    [InlineData("m16n8k16", "s8", "u8", 0)]
    public void Mma_of_small_elements(string shape, string a, string b, int bitOperation)
    {
        (int rows, int depth) = (shape.StartsWith("m8", StringComparison.Ordinal) ? 8 : 16, int.Parse(shape.Split('k')[1], System.Globalization.CultureInfo.InvariantCulture));
        int bits = a == "b1" ? 1 : a[^1] == '4' ? 4 : 8;
        (int aWords, int bWords) = (rows * depth * bits / 1024, 8 * depth * bits / 1024);
        var random = new Random(7);
        int mask = (1 << bits) - 1;
        // Codes of A and B by row and column; those of the floats stand for no NaN and no infinity.
        int[,] left = new int[rows, depth];
        int[,] right = new int[depth, 8];
        for (int k = 0; k < depth; k++)
        {
            for (int r = 0; r < rows; r++)
                left[r, k] = random.Next(256) & mask & (a == "e4m3" ? 0xB7 : 0xFF);
            for (int c = 0; c < 8; c++)
                right[k, c] = random.Next(256) & mask & (b == "e5m2" ? 0xC7 : 0xFF);
        }
        // Neighbours along K share a word; four lanes of a group have the next words; of 16 rows words in turn belong to the upper and the lower eight.
        int each = 32 / bits;
        uint[] memory = new uint[32 * 8];
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < each; i++)
            {
                for (int word = 0; word < aWords; word++)
                {
                    int row = lane / 4 + (rows == 16 && word % 2 == 1 ? 8 : 0);
                    int column = lane % 4 * each + i + (rows == 16 ? word / 2 : word) * 4 * each;
                    memory[lane * 8 + word] |= (uint)left[row, column] << (i * bits);
                }
                for (int word = 0; word < bWords; word++)
                    memory[lane * 8 + 4 + word] |= (uint)right[lane % 4 * each + i + word * 4 * each, lane / 4] << (i * bits);
            }
        }
        string operation = bitOperation == 0 ? "" : bitOperation == 1 ? ".and.popc" : ".xor.popc";
        string type = a == "e4m3" ? "f32" : "s32";
        string register = type == "f32" ? "%f" : "%r1";
        string List(string prefix, int count) => "{" + string.Join(", ", Enumerable.Range(0, count).Select(i => prefix + i)) + "}";
        int results = rows / 4;
        uint[] actual = Snippet.RunAll($$"""
            mul.wide.u32 %rd1, %thr, 32;
            add.u64 %rd1, %mem, %rd1;
            ld.global.v4.u32 {%r0, %r1, %r2, %r3}, [%rd1];
            ld.global.v4.u32 {%r4, %r5, %r6, %r7}, [%rd1+16];
            mov.b32 {{register}}0, {{(type == "f32" ? "0f40000000" : "2")}};
            mov.b32 {{register}}1, {{register}}0;
            mov.b32 {{register}}2, {{register}}0;
            mov.b32 {{register}}3, {{register}}0;
            mma.sync.aligned.{{shape}}.row.col.{{type}}.{{a}}.{{b}}.{{type}}{{operation}} {{List(register, results)}}, {{List("%r", aWords)}}, {{(bWords == 1 ? "{%r4}" : "{%r4, %r5}")}}, {{List(register, results)}};
            st.global.v4.b32 [%out], {{List(register, 4)}};
            """, 32, 4, memory).Results;
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < results; i++)
            {
                int row = lane / 4 + i / 2 * 8;
                int column = lane % 4 * 2 + i % 2;
                double sum = 2 + Enumerable.Range(0, depth).Sum(k => bitOperation switch
                {
                    0 => Small(left[row, k], a) * Small(right[k, column], b),
                    1 => left[row, k] & right[k, column],
                    _ => left[row, k] ^ right[k, column],
                });
                Assert.Equal(type == "f32" ? (float)sum : sum, type == "f32" ? BitConverter.UInt32BitsToSingle(actual[lane * 4 + i]) : (int)actual[lane * 4 + i]);
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Mma_m16n8_of_doubles(int depth)
    {
        // A[r][k] = r + 16k, B[k][n] = 1 where k = n mod depth: the product picks columns of A.
        string a = string.Join(", ", Enumerable.Range(0, depth / 2).Select(i => $"%da{i}"));
        string b = string.Join(", ", Enumerable.Range(0, depth / 4).Select(i => $"%db{i}"));
        var code = new System.Text.StringBuilder(".reg .f64 %da<8>, %db<4>, %dc<4>; shr.u32 %r1, %lane, 2; and.b32 %r2, %lane, 3;\n");
        for (int i = 0; i < depth / 2; i++)
            code.AppendLine($"add.u32 %r3, %r2, {i / 2 * 4}; mad.lo.u32 %r3, %r3, 16, %r1; add.u32 %r3, %r3, {i % 2 * 8}; cvt.rn.f64.u32 %da{i}, %r3;");
        for (int i = 0; i < depth / 4; i++)
            code.AppendLine($"rem.u32 %r4, %r1, {depth}; add.u32 %r3, %r2, {i * 4}; setp.eq.u32 %p1, %r3, %r4; selp.u32 %r3, 1, 0, %p1; cvt.rn.f64.u32 %db{i}, %r3;");
        code.AppendLine("mov.f64 %dc0, 0d3FE0000000000000;");
        code.AppendLine($"mma.sync.aligned.m16n8k{depth}.row.col.f64.f64.f64.f64 {{%dc0, %dc1, %dc2, %dc3}}, {{{a}}}, {{{b}}}, {{%dc0, %dc0, %dc0, %dc0}};");
        for (int i = 0; i < 4; i++)
            code.AppendLine($"cvt.rn.f32.f64 %f{i}, %dc{i};");
        code.AppendLine("st.global.v4.f32 [%out], {%f0, %f1, %f2, %f3};");
        uint[] actual = Snippet.Run(code.ToString(), perThread: 4);
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < 4; i++)
                Assert.Equal(0.5f + lane / 4 + i / 2 * 8 + (lane % 4 * 2 + i % 2) % depth * 16, BitConverter.UInt32BitsToSingle(actual[lane * 4 + i]));
        }
    }

    [Theory]
    [InlineData("m8n8k32", "s4", "")]
    [InlineData("m8n8k32", "u4", "")]
    [InlineData("m8n8k128", "b1", ".xor.popc")]
    [InlineData("m8n8k128", "b1", ".and.popc")]
    public void Wmma_below_a_byte_through_memory(string shape, string type, string operation)
    {
        // Rows of A and columns of B are 16 bytes each.
        uint[] memory = [.. Enumerable.Range(0, 64).Select(i => (uint)i * 2654435761u + 12345u), .. new uint[64]];
        int depth = type == "b1" ? 128 : 32;
        uint[] result = Snippet.RunAll($$"""
            wmma.load.a.sync.aligned.row.{{shape}}.global.{{type}} {%r0}, [%mem], {{depth}};
            wmma.load.b.sync.aligned.col.{{shape}}.global.{{type}} {%r1}, [%mem+128], {{depth}};
            mov.u32 %r2, 5;
            wmma.mma{{operation}}.sync.aligned.row.col.{{shape}}.s32.{{type}}.{{type}}.s32 {%r3, %r4}, {%r0}, {%r1}, {%r2, %r2};
            wmma.store.d.sync.aligned.row.{{shape}}.global.s32 [%mem+256], {%r3, %r4}, 8;
            """, 32, 1, memory).Memory;
        int bits = 128 / depth;
        for (int row = 0; row < 8; row++)
        {
            for (int column = 0; column < 8; column++)
            {
                double sum = 5;
                for (int k = 0; k < depth; k++)
                {
                    int At(int start, int line) => (int)(memory[start + (line * depth + k) * bits / 32] >> ((line * depth + k) * bits % 32)) & ((1 << bits) - 1);
                    (int x, int y) = (At(0, row), At(32, column));
                    sum += operation == ".xor.popc" ? x ^ y : Small(x, type) * Small(y, type);
                }
                Assert.Equal(sum, (int)result[64 + row * 8 + column]);
            }
        }
    }

    private static double Small(int code, string type) => type switch
    {
        "s4" => code >= 8 ? code - 16 : code,
        "s8" => (sbyte)code,
        "e4m3" => (code >= 128 ? -1 : 1) * ((code >> 3 & 15) == 0 ? Math.ScaleB(code & 7, -9) : Math.ScaleB(8 + (code & 7), (code >> 3 & 15) - 10)),
        "e5m2" => (double)BitConverter.UInt16BitsToHalf((ushort)(code << 8)),
        _ => code,
    };

    private static uint Half(int value, string type) => type == "f16" ? BitConverter.HalfToUInt16Bits((Half)value) : BitConverter.SingleToUInt32Bits(value) >> 16;
}
