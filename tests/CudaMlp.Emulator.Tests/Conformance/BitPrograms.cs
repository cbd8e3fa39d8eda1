namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>Counting, finding and moving bits, against loops over single bits.</summary>
internal static class BitPrograms
{
    public static IEnumerable<PtxProgram> All()
    {
        foreach (int w in (int[])[32, 64])
        {
            string b = $"b{w}";
            yield return new PtxProgram($"popc.{b}", $"popc.{b} %d, %a;", "u32", [b], x => (ulong)Range(w).Count(i => Bit(x[0], i)));
            yield return new PtxProgram($"clz.{b}", $"clz.{b} %d, %a;", "u32", [b], x => (ulong)Range(w).Reverse().TakeWhile(i => !Bit(x[0], i)).Count());
            yield return new PtxProgram($"brev.{b}", $"brev.{b} %d, %a;", b, [b], x => Build(w, i => Bit(x[0], w - 1 - i)));
            yield return new PtxProgram($"bfi.{b}", $"mov.u32 %t0, 5; bfi.{b} %d, %a, %b, %t0, %c;", b, [b, b, "sh"], x => Insert(x[0], x[1], 5, x[2] & 255, w));
            yield return new PtxProgram($"bfi.{b} by position", $"mov.u32 %t0, 9; bfi.{b} %d, %a, %b, %c, %t0;", b, [b, b, "sh"], x => Insert(x[0], x[1], x[2] & 255, 9, w));
            foreach (char sign in "us")
            {
                string t = $"{sign}{w}";
                yield return new PtxProgram($"bfind.{t}", $"bfind.{t} %d, %a;", "u32", [t], x => Find(x[0], w, sign == 's', false));
                yield return new PtxProgram($"bfind.shiftamt.{t}", $"bfind.shiftamt.{t} %d, %a;", "u32", [t], x => Find(x[0], w, sign == 's', true));
                yield return new PtxProgram($"bfe.{t}", $"bfe.{t} %d, %a, %b, %c;", t, [t, "sh", "sh"], x => Extract(x[0], x[1] & 255, x[2] & 255, w, sign == 's'));
            }
        }
        yield return new PtxProgram("bmsk.clamp.b32", "bmsk.clamp.b32 %d, %a, %b;", "b32", ["sh", "sh"], x => Build(32, i => (ulong)i >= x[0] && (ulong)i < x[0] + x[1]));
        yield return new PtxProgram("bmsk.wrap.b32", "bmsk.wrap.b32 %d, %a, %b;", "b32", ["sh", "sh"], x => Build(32, i => (ulong)i >= (x[0] & 31) && (ulong)i < (x[0] & 31) + (x[1] & 31)));
        foreach (char sign in "us")
        {
            string t = $"{sign}32";
            yield return new PtxProgram($"szext.clamp.{t}", $"szext.clamp.{t} %d, %a, %b;", t, [t, "sh"], x => Extend(x[0], x[1], sign == 's'));
            yield return new PtxProgram($"szext.wrap.{t}", $"szext.wrap.{t} %d, %a, %b;", t, [t, "sh"], x => Extend(x[0], x[1] & 31, sign == 's'));
        }
        yield return new PtxProgram("fns.b32 forward", "fns.b32 %d, %a, %b, 2;", "b32", ["b32", "sh"], x => Nth(x[0], x[1], 2));
        yield return new PtxProgram("fns.b32 backward", "fns.b32 %d, %a, %b, -1;", "b32", ["b32", "sh"], x => Nth(x[0], x[1], -1));
        yield return new PtxProgram("fns.b32 here", "fns.b32 %d, %a, %b, 0;", "b32", ["b32", "sh"], x => Nth(x[0], x[1], 0));
        foreach (char s in "us")
        {
            foreach (char r in "us")
            {
                yield return new PtxProgram($"dp4a.{s}32.{r}32", $"dp4a.{s}32.{r}32 %d, %a, %b, %c;", "s32", ["b32", "b32", "s32"],
                    x => (uint)(Range(4).Sum(i => Part(x[0], i, 8, s == 's') * Part(x[1], i, 8, r == 's')) + (int)x[2]));
                foreach (int high in (int[])[0, 1])
                {
                    string half = high == 0 ? "lo" : "hi";
                    yield return new PtxProgram($"dp2a.{half}.{s}32.{r}32", $"dp2a.{half}.{s}32.{r}32 %d, %a, %b, %c;", "s32", ["b32", "b32", "s32"],
                        x => (uint)(Range(2).Sum(i => Part(x[0], i, 16, s == 's') * Part(x[1], i + 2 * high, 8, r == 's')) + (int)x[2]));
                }
            }
        }
    }

    private static IEnumerable<int> Range(int n) => Enumerable.Range(0, n);

    private static bool Bit(ulong x, int i) => (x >> i & 1) != 0;

    private static ulong Build(int width, Func<int, bool> bit) => Range(width).Aggregate(0ul, (x, i) => bit(i) ? x | 1ul << i : x);

    private static long Part(ulong x, int index, int bits, bool signed)
    {
        var part = (long)(x >> (index * bits) & ((1ul << bits) - 1));
        return signed && part >> (bits - 1) != 0 ? part - (1L << bits) : part;
    }

    private static ulong Find(ulong x, int w, bool signed, bool shift)
    {
        bool sign = signed && Bit(x, w - 1);
        for (int i = w - 1; i >= 0; i--)
        {
            if (Bit(x, i) != sign)
                return (ulong)(shift ? w - 1 - i : i);
        }
        return uint.MaxValue;
    }

    private static ulong Extract(ulong x, ulong pos, ulong len, int w, bool signed)
    {
        bool sign = signed && len > 0 && Bit(x, (int)Math.Min(pos + len - 1, (ulong)w - 1));
        return Build(w, i => (ulong)i < len && pos + (ulong)i < (ulong)w ? Bit(x, (int)pos + i) : sign);
    }

    private static ulong Insert(ulong a, ulong b, ulong pos, ulong len, int w) =>
        Build(w, i => (ulong)i >= pos && (ulong)i < pos + len ? Bit(a, i - (int)pos) : Bit(b, i));

    private static ulong Extend(ulong x, ulong n, bool signed)
    {
        if (n >= 32)
            return x;
        bool sign = signed && n > 0 && Bit(x, (int)n - 1);
        return Build(32, i => (ulong)i < n ? Bit(x, i) : sign);
    }

    private static ulong Nth(ulong mask, ulong start, int n)
    {
        if (start > 31)
            return uint.MaxValue;
        IEnumerable<int> walk = n >= 0 ? Range(32).Where(i => i >= (int)start) : Range(32).Reverse().Where(i => i <= (int)start);
        int[] found = [.. walk.Where(i => Bit(mask, i))];
        if (n == 0)
            return Bit(mask, (int)start) ? start : uint.MaxValue;
        return found.Length >= Math.Abs(n) ? (ulong)found[Math.Abs(n) - 1] : uint.MaxValue;
    }
}
