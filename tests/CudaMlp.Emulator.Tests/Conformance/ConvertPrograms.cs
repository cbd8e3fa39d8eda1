using System.Numerics;

namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>cvt between all scalar types.</summary>
internal static class ConvertPrograms
{
    private static readonly string[] Integers = ["u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64"];
    private static readonly string[] Floats = ["f16", "f32", "f64"];

    public static IEnumerable<PtxProgram> All() => [.. Whole(), .. FromWhole(), .. ToWhole(), .. BetweenFloats(), .. Packed(), .. Bytes()];

    private static IEnumerable<PtxProgram> Whole()
    {
        foreach (string to in Integers)
        {
            foreach (string from in Integers)
            {
                yield return new PtxProgram($"cvt.{to}.{from}", $"cvt.{to}.{from} %d, %a;", to, [from], x => Extended(Cut(Numbers.Of(x[0], from), to), to));
                if (!Holds(to, from))
                    yield return new PtxProgram($"cvt.sat.{to}.{from}", $"cvt.sat.{to}.{from} %d, %a;", to, [from], x => Extended(Numbers.Clamp(Numbers.Of(x[0], from), to), to));
            }
        }
    }

    // Nothing is to be cut then, and .sat not allowed.
    private static bool Holds(string to, string from) => to[0] == from[0] ? PtxBits(to) >= PtxBits(from) : to[0] == 's' && PtxBits(to) > PtxBits(from);

    private static int PtxBits(string type) => int.Parse(type.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<PtxProgram> FromWhole()
    {
        foreach (string to in Floats)
        {
            foreach (string from in Integers)
            {
                foreach (char m in "nzmp")
                {
                    yield return new PtxProgram($"cvt.r{m}.{to}.{from}", $"cvt.r{m}.{to}.{from} %d, %a;", to, [from],
                        x => Numbers.Of(x[0], from) is { IsZero: false } v ? Reals.Round(Fraction.Whole(v), to, m) : 0);
                }
            }
        }
    }

    private static IEnumerable<PtxProgram> ToWhole()
    {
        foreach (string to in Integers)
        {
            foreach (string from in Floats)
            {
                foreach (char m in "nzmp")
                {
                    yield return new PtxProgram($"cvt.r{m}i.{to}.{from}", $"cvt.r{m}i.{to}.{from} %d, %a;", to, [from], x =>
                    {
                        if (Reals.IsNaN(x[0], from))
                            return from == "f64" || Numbers.Width(to) == 64 ? Extended(Numbers.Of(1ul << (Numbers.Width(to) - 1), to), to) : 0;
                        if (Reals.IsInfinite(x[0], from))
                            return Extended(Reals.Negative(x[0], from) ? Numbers.Least(to) : Numbers.Greatest(to), to);
                        return Extended(Numbers.Clamp(RoundWhole(Reals.Value(x[0], from), m), to), to);
                    });
                }
            }
        }
    }

    private static IEnumerable<PtxProgram> BetweenFloats()
    {
        foreach ((string to, string from) in ((string, string)[])[("f16", "f32"), ("f16", "f64"), ("f32", "f64")])
        {
            foreach (char m in "nzmp")
                yield return new PtxProgram($"cvt.r{m}.{to}.{from}", $"cvt.r{m}.{to}.{from} %d, %a;", to, [from], x => Narrow(x[0], to, from, m));
        }
        yield return new PtxProgram("cvt.rn.bf16.f32", "cvt.rn.bf16.f32 %d, %a;", "bf16", ["f32"], x => Narrow(x[0], "bf16", "f32", 'n'));
        yield return new PtxProgram("cvt.rz.bf16.f32", "cvt.rz.bf16.f32 %d, %a;", "bf16", ["f32"], x => Narrow(x[0], "bf16", "f32", 'z'));
        yield return new PtxProgram("cvt.rn.relu.f16.f32", "cvt.rn.relu.f16.f32 %d, %a;", "f16", ["f32"],
            x => Reals.IsNaN(x[0], "f32") ? 0x7FFF : Reals.Negative(x[0], "f32") ? 0 : Narrow(x[0], "f16", "f32", 'n'));
        foreach ((string to, string from) in ((string, string)[])[("f32", "f16"), ("f64", "f16"), ("f64", "f32"), ("f32", "bf16")])
            yield return new PtxProgram($"cvt.{to}.{from}", $"cvt.{to}.{from} %d, %a;", to, [from], x => Narrow(x[0], to, from, 'n'));
        foreach (string t in Floats)
        {
            foreach (char m in "nzmp")
            {
                yield return new PtxProgram($"cvt.r{m}i.{t}.{t}", $"cvt.r{m}i.{t}.{t} %d, %a;", t, [t], x =>
                {
                    if (Reals.IsNaN(x[0], t) || Reals.IsInfinite(x[0], t))
                        return Reals.IsNaN(x[0], t) ? Reals.NaN(t) : x[0];
                    BigInteger whole = RoundWhole(Reals.Value(x[0], t), m);
                    return whole.IsZero ? Reals.Zero(t, Reals.Negative(x[0], t)) : Reals.Round(Fraction.Whole(whole), t, 'n');
                });
            }
        }
        yield return new PtxProgram("cvt.sat.f32.f32", "cvt.sat.f32.f32 %d, %a;", "f32", ["f32"], x => RealOps.Saturate(x[0], "f32"));
        yield return new PtxProgram("cvt.rn.sat.f16.f32", "cvt.rn.sat.f16.f32 %d, %a;", "f16", ["f32"], x => RealOps.Saturate(Narrow(x[0], "f16", "f32", 'n'), "f16"));
        yield return new PtxProgram("cvt.ftz.f32.f32", "cvt.ftz.f32.f32 %d, %a;", "f32", ["f32"], x => Reals.IsNaN(x[0], "f32") ? Reals.NaN("f32") : Reals.Flush(x[0], "f32"));
        yield return new PtxProgram("cvt.rn.ftz.f32.f64", "cvt.rn.ftz.f32.f64 %d, %a;", "f32", ["f64"], x => Reals.Flush(Narrow(x[0], "f32", "f64", 'n'), "f32"));
        yield return new PtxProgram("cvt.rna.tf32.f32", "cvt.rna.tf32.f32 %d, %a;", "b32", ["f32"], x => TensorFloat(x[0]));
    }

    private static IEnumerable<PtxProgram> Packed()
    {
        foreach (string half in (string[])["f16", "bf16"])
        {
            foreach (char m in "nz")
            {
                yield return new PtxProgram($"cvt.r{m}.{half}x2.f32", $"cvt.r{m}.{half}x2.f32 %d, %a, %b;", half + "x2", ["f32", "f32"],
                    x => Narrow(x[0], half, "f32", m) << 16 | Narrow(x[1], half, "f32", m));
            }
        }
        foreach (string to in (string[])["u16", "s16"])
        {
            yield return new PtxProgram($"cvt.pack.sat.{to}.s32", $"cvt.pack.sat.{to}.s32 %d, %a, %b;", "b32", ["s32", "s32"],
                x => Numbers.Bits(Numbers.Clamp(Numbers.Of(x[0], "s32"), to), 16) << 16 | Numbers.Bits(Numbers.Clamp(Numbers.Of(x[1], "s32"), to), 16));
        }
        foreach (string to in (string[])["u8", "s8"])
        {
            yield return new PtxProgram($"cvt.pack.sat.{to}.s32.b32", $"cvt.pack.sat.{to}.s32.b32 %d, %a, %b, %c;", "b32", ["s32", "s32", "b32"],
                x => ((x[2] << 16) | Numbers.Bits(Numbers.Clamp(Numbers.Of(x[0], "s32"), to), 8) << 8 | Numbers.Bits(Numbers.Clamp(Numbers.Of(x[1], "s32"), to), 8)) & uint.MaxValue);
        }
    }

    // The 8-bit formats by brute force: the nearest of all their numbers, the even code at a tie, the greatest beyond the end.
    private static IEnumerable<PtxProgram> Bytes()
    {
        foreach (string t in (string[])["e4m3", "e5m2"])
        {
            yield return new PtxProgram($"cvt.rn.satfinite.{t}x2.f32", $"cvt.rn.satfinite.{t}x2.f32 %d, %a, %b;", "b16", ["f32", "f32"],
                x => Byte(Single(x[0]), t) << 8 | Byte(Single(x[1]), t));
            yield return new PtxProgram($"cvt.rn.f16x2.{t}x2", $"cvt.rn.f16x2.{t}x2 %d, %a;", "f16x2", ["b16"], x => HalfOf(x[0] >> 8, t) << 16 | HalfOf(x[0] & 0xFF, t));
        }
        yield return new PtxProgram("cvt.rn.satfinite.f16.f32", "cvt.rn.satfinite.f16.f32 %d, %a;", "f16", ["f32"],
            x => Narrow(x[0], "f16", "f32", 'n') is var r && Reals.IsInfinite(r, "f16") ? r - 1 : r);
        yield return new PtxProgram("cvt.rn.satfinite.bf16x2.f32", "cvt.rn.satfinite.bf16x2.f32 %d, %a, %b;", "bf16x2", ["f32", "f32"],
            x => Finite(Narrow(x[0], "bf16", "f32", 'n')) << 16 | Finite(Narrow(x[1], "bf16", "f32", 'n')));
    }

    private static ulong Finite(ulong bits) => Reals.IsInfinite(bits, "bf16") ? bits - 1 : bits;

    private static double Single(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    private static double ByteValue(int code, string t)
    {
        int fraction = t == "e4m3" ? 3 : 2;
        int bias = t == "e4m3" ? 7 : 15;
        int exponent = code >> fraction;
        double m = code & ((1 << fraction) - 1);
        return exponent == 0 ? m * Math.Pow(2, 1 - bias - fraction) : (m + (1 << fraction)) * Math.Pow(2, exponent - bias - fraction);
    }

    private static ulong Byte(double x, string t)
    {
        if (double.IsNaN(x))
            return 0x7F;
        int last = t == "e4m3" ? 0x7E : 0x7B;
        int best = Enumerable.Range(0, last + 1).OrderBy(c => Math.Abs(ByteValue(c, t) - Math.Min(Math.Abs(x), 1e6))).ThenBy(c => c & 1).First();
        return (uint)best | (double.IsNegative(x) ? 0x80ul : 0);
    }

    private static ulong HalfOf(ulong bits, string t)
    {
        var code = (int)(bits & 0x7F);
        bool negative = bits >= 0x80;
        if (t == "e5m2" ? code > 0x7C : code == 0x7F)
            return 0x7FFF;
        if (t == "e5m2" && code == 0x7C)
            return negative ? 0xFC00ul : 0x7C00;
        return BitConverter.HalfToUInt16Bits((Half)ByteValue(code, t)) | (negative ? 0x8000ul : 0);
    }

    private static ulong Narrow(ulong bits, string to, string from, char mode)
    {
        if (Reals.IsNaN(bits, from))
            return Reals.NaN(to);
        bool negative = Reals.Negative(bits, from);
        if (Reals.IsInfinite(bits, from))
            return Reals.Infinity(to, negative);
        Fraction value = Reals.Value(bits, from);
        return value.N.IsZero ? Reals.Zero(to, negative) : Reals.Round(value, to, mode);
    }

    // Nearest, ties away, of the low 13 bits of a single; beyond the greatest it overflows.
    private static ulong TensorFloat(ulong bits)
    {
        if (Reals.IsNaN(bits, "f32"))
            return 0x7FFFFFFF;
        return Reals.IsInfinite(bits, "f32") ? bits : (bits + 0x1000) & ~0x1FFFul;
    }

    private static BigInteger RoundWhole(Fraction x, char mode)
    {
        BigInteger floor = BigInteger.Divide(x.N, x.D);
        if (x.N.Sign < 0 && floor * x.D != x.N)
            floor -= 1;
        BigInteger rest = x.N - floor * x.D;
        if (rest.IsZero)
            return floor;
        int half = (rest * 2).CompareTo(x.D);
        bool up = mode switch
        {
            'n' => half > 0 || (half == 0 && !floor.IsEven),
            'z' => x.N.Sign < 0,
            'p' => true,
            _ => false,
        };
        return up ? floor + 1 : floor;
    }

    private static BigInteger Cut(BigInteger value, string type) => Numbers.Of(Numbers.Bits(value, Numbers.Width(type)), type);

    // A 16-bit register holds an 8-bit result extended by its sign.
    private static ulong Extended(BigInteger value, string type) => Numbers.Bits(value, PtxProgram.Bits(type));
}
