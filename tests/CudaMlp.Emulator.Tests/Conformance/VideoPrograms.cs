namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>The video instructions, against arithmetic on parts cut out one by one.</summary>
internal static class VideoPrograms
{
    public static IEnumerable<PtxProgram> All()
    {
        string[] words = ["b32", "b32", "b32"];
        (string Name, Func<long, long, long> Of)[] functions =
        [
            ("add", (x, y) => x + y), ("sub", (x, y) => x - y), ("absdiff", (x, y) => Math.Abs(x - y)), ("min", Math.Min), ("max", Math.Max),
            ("avrg", (x, y) => x + y >= 0 ? (x + y + 1) / 2 : -((1 - x - y) / 2)),
        ];
        foreach ((string name, Func<long, long, long> f) in functions)
        {
            foreach (int parts in (int[])[2, 4])
            {
                int bits = 32 / parts;
                string whole = $"v{name}{parts}";
                yield return new PtxProgram($"{whole} of all parts", $"{whole}.u32.u32.u32 %d, %a, %b, %c;", "b32", words,
                    x => Join(bits, i => f(Part(x[0], i, bits, false), Part(x[1], i, bits, false))));
                yield return new PtxProgram($"{whole}.sat signed", $"{whole}.s32.s32.s32.sat %d, %a, %b, %c;", "b32", words,
                    x => Join(bits, i => Clamp(f(Part(x[0], i, bits, true), Part(x[1], i, bits, true)), bits, true)));
                yield return new PtxProgram($"{whole}.add", $"{whole}.u32.u32.u32.add %d, %a, %b, %c;", "b32", words,
                    x => (uint)((long)x[2] + Enumerable.Range(0, parts).Sum(i => f(Part(x[0], i, bits, false), Part(x[1], i, bits, false)))));
            }
            if (name == "avrg")
                continue;
            yield return new PtxProgram($"v{name} of words", $"v{name}.s32.s32.u32 %d, %a, %b;", "b32", ["b32", "b32"], x => (uint)f((int)x[0], (uint)x[1]));
            yield return new PtxProgram($"v{name} of parts, saturated", $"v{name}.u32.s32.u32.sat %d, %a.b2, %b.h1;", "b32", ["b32", "b32"],
                x => (uint)Clamp(f(Part(x[0], 2, 8, true), Part(x[1], 1, 16, false)), 32, false));
            yield return new PtxProgram($"v{name} with a second operation", $"v{name}.s32.s32.s32.sat.max %d, %a.h0, %b.b3, %c;", "b32", words,
                x => (uint)Math.Max(Clamp(f(Part(x[0], 0, 16, true), Part(x[1], 3, 8, true)), 32, true), (int)x[2]));
            yield return new PtxProgram($"v{name} into a byte", $"v{name}.u32.u32.u32.sat %d.b1, %a, %b, %c;", "b32", words,
                x => (x[2] & 0xFFFF00FF) | (ulong)Clamp(f((uint)x[0], (uint)x[1]), 8, false) << 8);
        }
        yield return new PtxProgram("vadd2 of chosen halves", "vadd2.u32.u32.u32 %d.h1, %a.h01, %b.h20, %c;", "b32", words,
            x => (x[2] & 0xFFFF) | (ulong)(Part(x[0], 0, 16, false) + Part(x[1], 0, 16, false)) << 16);
        yield return new PtxProgram("vmax4 of chosen bytes", "vmax4.s32.s32.s32 %d.b20, %a.b0000, %b.b7531, %c;", "b32", words, x =>
        {
            long first = Part(x[0], 0, 8, true);
            ulong low = (ulong)Math.Max(first, Part(x[0], 1, 8, true)) & 0xFF;
            ulong high = (ulong)Math.Max(first, Part(x[1], 1, 8, true)) & 0xFF;
            return (x[2] & 0xFF00FF00) | low | high << 16;
        });
        foreach ((string mode, Func<ulong, int> count) in ((string, Func<ulong, int>)[])[("clamp", y => (int)Math.Min(y, 32)), ("wrap", y => (int)(y & 31))])
        {
            yield return new PtxProgram($"vshl.{mode}", $"vshl.u32.u32.u32.{mode} %d, %a, %b;", "b32", ["b32", "sh"], x => (uint)(x[0] << count((uint)x[1])));
            yield return new PtxProgram($"vshr.{mode}", $"vshr.s32.s32.u32.{mode} %d, %a, %b;", "b32", ["b32", "sh"], x => (uint)((long)(int)x[0] >> count((uint)x[1])));
        }
        foreach ((string compare, Func<long, long, bool> holds) in ((string, Func<long, long, bool>)[])
            [("eq", (x, y) => x == y), ("ne", (x, y) => x != y), ("lt", (x, y) => x < y), ("le", (x, y) => x <= y), ("gt", (x, y) => x > y), ("ge", (x, y) => x >= y)])
        {
            yield return new PtxProgram($"vset.{compare}", $"vset.s32.u32.{compare} %d, %a, %b;", "b32", ["b32", "b32"], x => holds((int)x[0], (uint)x[1]) ? 1ul : 0);
            yield return new PtxProgram($"vset4.{compare}", $"vset4.s32.s32.{compare} %d, %a, %b, %c;", "b32", words,
                x => Join(8, i => holds(Part(x[0], i, 8, true), Part(x[1], i, 8, true)) ? 1 : 0));
        }
        yield return new PtxProgram("vmad of bytes, shifted", "vmad.s32.u32.s32.shr7 %d, %a.b3, -%b.b0, %c;", "b32", words,
            x => (uint)((-Part(x[0], 3, 8, false) * Part(x[1], 0, 8, true) + (int)x[2]) >> 7));
        yield return new PtxProgram("vmad.po.sat", "vmad.u32.u32.u32.po.sat %d, %a, %b, %c;", "b32", words,
            x => (ulong)UInt128.Min((UInt128)(uint)x[0] * (uint)x[1] + (uint)x[2] + 1, uint.MaxValue));
    }

    private static long Part(ulong word, int index, int bits, bool signed)
    {
        var part = (long)(word >> (index * bits) & ((1ul << bits) - 1));
        return signed && part >> (bits - 1) != 0 ? part - (1L << bits) : part;
    }

    private static ulong Join(int bits, Func<int, long> part) => Enumerable.Range(0, 32 / bits).Aggregate(0ul, (x, i) => x | ((ulong)part(i) & ((1ul << bits) - 1)) << (i * bits));

    private static long Clamp(long x, int bits, bool signed) => signed ? Math.Clamp(x, -(1L << (bits - 1)), (1L << (bits - 1)) - 1) : Math.Clamp(x, 0, (1L << bits) - 1);
}
