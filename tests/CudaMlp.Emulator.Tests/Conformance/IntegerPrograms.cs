using System.Numerics;

namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>Integer arithmetic against big integers.</summary>
internal static class IntegerPrograms
{
    private static readonly string[] Types = ["s16", "u16", "s32", "u32", "s64", "u64"];

    public static IEnumerable<PtxProgram> All()
    {
        foreach (string t in Types)
        {
            int w = Numbers.Width(t);
            yield return Two($"add.{t}", t, (a, b) => a + b);
            yield return Two($"sub.{t}", t, (a, b) => a - b);
            yield return Two($"mul.lo.{t}", t, (a, b) => a * b);
            yield return Two($"mul.hi.{t}", t, (a, b) => (a * b) >> w);
            yield return Two($"min.{t}", t, BigInteger.Min);
            yield return Two($"max.{t}", t, BigInteger.Max);
            yield return Two($"div.{t}", t, (a, b) => b.IsZero ? null : BigInteger.Divide(a, b));
            yield return Two($"rem.{t}", t, (a, b) => b.IsZero ? null : BigInteger.Remainder(a, b));
            yield return Three($"mad.lo.{t}", t, t, (a, b, c) => a * b + c);
            yield return Three($"mad.hi.{t}", t, t, (a, b, c) => ((a * b) >> w) + c);
            yield return Three($"sad.{t}", t, t, (a, b, c) => BigInteger.Abs(a - b) + c);
            if (w < 64)
            {
                string wide = t[0] + (2 * w).ToString();
                yield return new PtxProgram($"mul.wide.{t}", $"mul.wide.{t} %d, %a, %b;", wide, [t, t], x => Numbers.Bits(Numbers.Of(x[0], t) * Numbers.Of(x[1], t), 2 * w));
                yield return new PtxProgram($"mad.wide.{t}", $"mad.wide.{t} %d, %a, %b, %c;", wide, [t, t, wide],
                    x => Numbers.Bits(Numbers.Of(x[0], t) * Numbers.Of(x[1], t) + Numbers.Of(x[2], wide), 2 * w));
            }
            if (Numbers.Signed(t))
            {
                yield return new PtxProgram($"neg.{t}", $"neg.{t} %d, %a;", t, [t], x => Numbers.Bits(-Numbers.Of(x[0], t), w));
                yield return new PtxProgram($"abs.{t}", $"abs.{t} %d, %a;", t, [t], x => Numbers.Bits(BigInteger.Abs(Numbers.Of(x[0], t)), w));
            }
        }
        yield return Two("add.sat.s32", "s32", (a, b) => Numbers.Clamp(a + b, "s32"));
        yield return Two("sub.sat.s32", "s32", (a, b) => Numbers.Clamp(a - b, "s32"));
        yield return Three("mad.hi.sat.s32", "s32", "s32", (a, b, c) => Numbers.Clamp(((a * b) >> 32) + c, "s32"));
        foreach (string t in (string[])["s16", "u16"])
        {
            yield return Pair("add", t, (a, b) => a + b);
            yield return Pair("min", t, BigInteger.Min);
            yield return Pair("max", t, BigInteger.Max);
        }
        yield return Pair("min.relu", "s16", (a, b) => BigInteger.Max(BigInteger.Min(a, b), 0));
        yield return Pair("max.relu", "s16", (a, b) => BigInteger.Max(BigInteger.Max(a, b), 0));
        foreach (PtxProgram p in Carries())
            yield return p;
        foreach (string t in (string[])["s32", "u32"])
        {
            BigInteger Low(BigInteger x) => Numbers.Signed(t) ? Sign24(x) : x & 0xFFFFFF;
            yield return Two($"mul24.lo.{t}", t, (a, b) => Low(a) * Low(b));
            yield return Two($"mul24.hi.{t}", t, (a, b) => (Low(a) * Low(b)) >> 16);
            yield return Three($"mad24.lo.{t}", t, t, (a, b, c) => Low(a) * Low(b) + c);
            yield return Three($"mad24.hi.{t}", t, t, (a, b, c) => ((Low(a) * Low(b)) >> 16) + c);
        }
        yield return Three("mad24.hi.sat.s32", "s32", "s32", (a, b, c) => Numbers.Clamp(((Sign24(a) * Sign24(b)) >> 16) + c, "s32"));
    }

    // Sums of two words by two carries, and products of two words by four, against wide integers.
    private static IEnumerable<PtxProgram> Carries()
    {
        const string split = "mov.b64 {%t0, %t1}, %a; mov.b64 {%t2, %t3}, %b; ";
        yield return Wide("add.cc.u32 then addc.u32", split + "add.cc.u32 %t4, %t0, %t2; addc.u32 %t5, %t1, %t3; mov.b64 %d, {%t4, %t5};", (a, b) => a + b);
        yield return Wide("sub.cc.u32 then subc.u32", split + "sub.cc.u32 %t4, %t0, %t2; subc.u32 %t5, %t1, %t3; mov.b64 %d, {%t4, %t5};", (a, b) => a - b);
        yield return Wide("addc.cc carries out", "add.cc.u64 %w0, %a, %b; addc.u64 %d, 0, 0;", (a, b) => (a + b) >> 64);
        yield return Wide("subc.cc borrows out", "sub.cc.u64 %w0, %a, %b; subc.u64 %d, 0, 0;", (a, b) => a < b ? -1 : 0);
        // One flag for both, set where nothing was borrowed: nvcc's division of 128 bits asks it with addc.
        yield return Wide("addc behind sub.cc", "sub.cc.u64 %w0, %a, %b; addc.u64 %d, 0, 0;", (a, b) => a < b ? 0 : 1);
        yield return Wide("subc behind add.cc", "add.cc.u64 %w0, %a, %b; subc.u64 %d, 0, 0;", (a, b) => a + b > ulong.MaxValue ? 0 : -1);
        yield return Wide("addc.cc.s32 chain of three", split + "add.cc.s32 %t4, %t0, %t2; addc.cc.s32 %t5, %t1, %t3; addc.s32 %t6, 0, 0; mov.b64 %d, {%t5, %t6};", (a, b) => (a + b) >> 32);
        yield return Wide("mad.lo.cc and madc.hi make a wide sum",
            split + "mad.lo.cc.u32 %t4, %t0, %t2, %t1; madc.hi.u32 %t5, %t0, %t2, %t3; mov.b64 %d, {%t4, %t5};",
            (a, b) => (a & uint.MaxValue) * (b & uint.MaxValue) + (a >> 32) + ((b >> 32) << 32));
        yield return Wide("mad.hi.cc.s64 then addc", "mad.hi.cc.s64 %w0, %a, %b, %b; addc.u64 %d, 0, 0;", (a, b) =>
        {
            BigInteger high = Numbers.Bits((Numbers.Of((ulong)a, "s64") * Numbers.Of((ulong)b, "s64")) >> 64, 64);
            return (high + b) >> 64;
        });
    }

    private static PtxProgram Wide(string name, string code, Func<BigInteger, BigInteger, BigInteger> f) =>
        new(name, code, "u64", ["u64", "u64"], x => Numbers.Bits(f(x[0], x[1]), 64));

    // Two halves of a register, each by itself.
    private static PtxProgram Pair(string name, string half, Func<BigInteger, BigInteger, BigInteger> f) =>
        new($"{name}.{half}x2", $"{name}.{half}x2 %d, %a, %b;", half + "x2", [half + "x2", half + "x2"], x =>
            Numbers.Bits(f(Numbers.Of(x[0] >> 16, half), Numbers.Of(x[1] >> 16, half)), 16) << 16 | Numbers.Bits(f(Numbers.Of(x[0], half), Numbers.Of(x[1], half)), 16));

    private static PtxProgram Two(string name, string t, Func<BigInteger, BigInteger, BigInteger?> f) =>
        new(name, $"{name} %d, %a, %b;", t, [t, t], x => f(Numbers.Of(x[0], t), Numbers.Of(x[1], t)) is { } r ? Numbers.Bits(r, Numbers.Width(t)) : null);

    private static PtxProgram Two(string name, string t, Func<BigInteger, BigInteger, BigInteger> f) => Two(name, t, (a, b) => (BigInteger?)f(a, b));

    private static PtxProgram Three(string name, string t, string c, Func<BigInteger, BigInteger, BigInteger, BigInteger> f) =>
        new(name, $"{name} %d, %a, %b, %c;", t, [t, t, c], x => Numbers.Bits(f(Numbers.Of(x[0], t), Numbers.Of(x[1], t), Numbers.Of(x[2], c)), Numbers.Width(t)));

    private static BigInteger Sign24(BigInteger x)
    {
        BigInteger low = x & 0xFFFFFF;
        return low >= 0x800000 ? low - 0x1000000 : low;
    }
}
