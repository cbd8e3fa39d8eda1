namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>Logic, shifts, byte permutation, selection.</summary>
internal static class LogicPrograms
{
    public static IEnumerable<PtxProgram> All()
    {
        foreach (int w in (int[])[16, 32, 64])
        {
            string b = $"b{w}";
            ulong mask = w == 64 ? ulong.MaxValue : (1ul << w) - 1;
            yield return new PtxProgram($"and.{b}", $"and.{b} %d, %a, %b;", b, [b, b], x => x[0] & x[1]);
            yield return new PtxProgram($"or.{b}", $"or.{b} %d, %a, %b;", b, [b, b], x => x[0] | x[1]);
            yield return new PtxProgram($"xor.{b}", $"xor.{b} %d, %a, %b;", b, [b, b], x => x[0] ^ x[1]);
            yield return new PtxProgram($"not.{b}", $"not.{b} %d, %a;", b, [b], x => ~x[0] & mask);
            yield return new PtxProgram($"cnot.{b}", $"cnot.{b} %d, %a;", b, [b], x => x[0] == 0 ? 1ul : 0);
            yield return new PtxProgram($"shl.{b}", $"shl.{b} %d, %a, %b;", b, [b, "sh"], x => x[1] >= (ulong)w ? 0 : x[0] << (int)x[1] & mask);
            yield return new PtxProgram($"shr.{b}", $"shr.{b} %d, %a, %b;", b, [b, "sh"], x => x[1] >= (ulong)w ? 0 : x[0] >> (int)x[1]);
            yield return new PtxProgram($"shr.u{w}", $"shr.u{w} %d, %a, %b;", b, [b, "sh"], x => x[1] >= (ulong)w ? 0 : x[0] >> (int)x[1]);
            yield return new PtxProgram($"shr.s{w}", $"shr.s{w} %d, %a, %b;", b, [b, "sh"],
                x => Numbers.Bits(Numbers.Of(x[0], $"s{w}") >> (int)Math.Min(x[1], (ulong)w), w));
            yield return new PtxProgram($"selp.{b}", $"setp.eq.u32 %p, %c, 0; selp.{b} %d, %a, %b, %p;", b, [b, b, "sh"], x => x[2] == 0 ? x[0] : x[1]);
            yield return new PtxProgram($"slct.{b}.s32", $"slct.{b}.s32 %d, %a, %b, %c;", b, [b, b, "s32"], x => (int)x[2] >= 0 ? x[0] : x[1]);
            yield return new PtxProgram($"slct.{b}.f32", $"slct.{b}.f32 %d, %a, %b, %c;", b, [b, b, "f32"],
                x => BitConverter.UInt32BitsToSingle((uint)x[2]) >= 0 ? x[0] : x[1]);
        }
        yield return new PtxProgram("slct.ftz.u32.f32", "slct.ftz.u32.f32 %d, %a, %b, %c;", "u32", ["u32", "u32", "f32"],
            x => BitConverter.UInt32BitsToSingle((uint)Reals.Flush(x[2], "f32")) >= 0 ? x[0] : x[1]);
        foreach (int table in (int[])[0x80, 0xFE, 0x96, 0xE8, 0xCA, 0x1D, 0x00, 0xFF, 0x40])
            yield return new PtxProgram($"lop3.b32 {table:x2}", $"lop3.b32 %d, %a, %b, %c, {table};", "b32", ["b32", "b32", "b32"], x => Lop3(x, table));
        yield return new PtxProgram("lop3.or.b32 with a predicate", "setp.eq.u32 %q, %a, 0; lop3.or.b32 %t0|%p, %a, %b, %c, 0x80, %q; selp.u32 %d, 1, 0, %p;", "u32",
            ["b32", "b32", "b32"], x => (x[0] & x[1] & x[2]) != 0 || x[0] == 0 ? 1ul : 0);
        yield return Funnel("l", "clamp", (v, n) => n >= 32 ? v & uint.MaxValue : v << n >> 32 & uint.MaxValue);
        yield return Funnel("l", "wrap", (v, n) => v << (n & 31) >> 32 & uint.MaxValue);
        yield return Funnel("r", "clamp", (v, n) => v >> Math.Min(n, 32) & uint.MaxValue);
        yield return Funnel("r", "wrap", (v, n) => v >> (n & 31) & uint.MaxValue);
        string[] selectors = ["0x3210", "0x7654", "0x0123", "0x5410", "0xBA98", "0x8F07"];
        foreach (string s in selectors)
        {
            uint control = Convert.ToUInt32(s, 16);
            yield return new PtxProgram($"prmt.b32 {s}", $"prmt.b32 %d, %a, %b, {s};", "b32", ["b32", "b32"], x => Permute(x[0], x[1], control));
        }
        yield return Mode("f4e", (s, i) => s + i);
        yield return Mode("b4e", (s, i) => (s - i) & 7);
        yield return Mode("rc8", (s, _) => s);
        yield return Mode("ecl", (s, i) => Math.Max(s, i));
        yield return Mode("ecr", (s, i) => Math.Min(s, i));
        yield return Mode("rc16", (s, i) => (s & 1) * 2 + (i & 1));
        yield return new PtxProgram("mov packs and unpacks bytes", "mov.b32 {%h0, %h1}, %a; mov.b32 %d, {%h1, %h0};", "b32", ["b32"], x => x[0] >> 16 | (x[0] & 0xFFFF) << 16);
        yield return new PtxProgram("mov unpacks four halves", "mov.b64 {%h0, %h1, %h2, %h3}, %a; mov.b64 %d, {%h3, %h2, %h1, %h0};", "b64", ["b64"],
            x => (x[0] & 0xFFFF) << 48 | (x[0] >> 16 & 0xFFFF) << 32 | (x[0] >> 32 & 0xFFFF) << 16 | x[0] >> 48);
        yield return new PtxProgram("mov of predicates and their logic",
            "setp.lt.u32 %p, %a, %b; setp.eq.u32 %q, %a, 7; and.pred %p, %p, !%q; not.pred %q, %p; xor.pred %p, %p, %q; selp.u32 %d, 2, 3, %p; @!%q add.u32 %d, %d, 10;", "u32",
            ["u32", "u32"], x => x[0] < x[1] && x[0] != 7 ? 12ul : 2);
    }

    private static PtxProgram Funnel(string side, string mode, Func<ulong, int, ulong> f) =>
        new($"shf.{side}.{mode}.b32", $"shf.{side}.{mode}.b32 %d, %a, %b, %c;", "b32", ["b32", "b32", "sh"], x => f(x[1] << 32 | x[0], (int)Math.Min(x[2] & (mode == "wrap" ? 31u : uint.MaxValue), 64)));

    private static PtxProgram Mode(string mode, Func<int, int, int> from) =>
        new($"prmt.b32.{mode}", $"prmt.b32.{mode} %d, %a, %b, %c;", "b32", ["b32", "b32", "sh"], x =>
        {
            ulong bytes = x[1] << 32 | x[0];
            ulong result = 0;
            for (int i = 0; i < 4; i++)
                result |= (bytes >> (8 * from((int)(x[2] & 3), i)) & 0xFF) << (8 * i);
            return result;
        });

    private static ulong Permute(ulong a, ulong b, uint control)
    {
        byte[] bytes = BitConverter.GetBytes(b << 32 | a);
        var result = new byte[8];
        for (int i = 0; i < 4; i++)
        {
            uint nibble = control >> (4 * i) & 15;
            byte picked = bytes[nibble & 7];
            result[i] = nibble < 8 ? picked : picked >= 128 ? (byte)255 : (byte)0;
        }
        return BitConverter.ToUInt64(result);
    }

    private static ulong Lop3(ulong[] x, int table)
    {
        ulong result = 0;
        for (int i = 0; i < 32; i++)
        {
            int index = (int)(x[0] >> i & 1) * 4 + (int)(x[1] >> i & 1) * 2 + (int)(x[2] >> i & 1);
            result |= (ulong)(table >> index & 1) << i;
        }
        return result;
    }
}
