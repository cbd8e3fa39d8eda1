namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>f16, bf16 and their pairs, against exact fractions rounded once.</summary>
internal static class HalfPrograms
{
    public static IEnumerable<PtxProgram> All()
    {
        foreach (string t in (string[])["f16", "bf16"])
        {
            foreach (bool packed in (bool[])[false, true])
            {
                yield return Make("add", t, packed, 2, x => RealOps.Add(x[0], x[1], t, 'n'));
                yield return Make("sub", t, packed, 2, x => RealOps.Sub(x[0], x[1], t, 'n'));
                yield return Make("mul", t, packed, 2, x => RealOps.Mul(x[0], x[1], t, 'n'));
                yield return Make("fma.rn", t, packed, 3, x => RealOps.Fma(x[0], x[1], x[2], t, 'n'));
                yield return Make("fma.rn.relu", t, packed, 3, x => Relu(RealOps.Fma(x[0], x[1], x[2], t, 'n'), t));
                yield return Make("min", t, packed, 2, x => RealOps.MinMax(x[0], x[1], t, false, false));
                yield return Make("max", t, packed, 2, x => RealOps.MinMax(x[0], x[1], t, true, false));
                yield return Make("min.NaN", t, packed, 2, x => RealOps.MinMax(x[0], x[1], t, false, true));
                yield return Make("max.NaN", t, packed, 2, x => RealOps.MinMax(x[0], x[1], t, true, true));
                yield return Make("neg", t, packed, 1, x => x[0] ^ 0x8000);
                yield return Make("abs", t, packed, 1, x => x[0] & 0x7FFF);
                if (t != "f16")
                    continue;
                yield return Make("add.rn.sat", t, packed, 2, x => RealOps.Saturate(RealOps.Add(x[0], x[1], t, 'n'), t));
                yield return Make("mul.sat", t, packed, 2, x => RealOps.Saturate(RealOps.Mul(x[0], x[1], t, 'n'), t));
                yield return Make("fma.rn.sat", t, packed, 3, x => RealOps.Saturate(RealOps.Fma(x[0], x[1], x[2], t, 'n'), t));
                yield return Make("add.ftz", t, packed, 2, x => Reals.Flush(RealOps.Add(Reals.Flush(x[0], t), Reals.Flush(x[1], t), t, 'n'), t));
                yield return Make("min.ftz", t, packed, 2, x => RealOps.MinMax(Reals.Flush(x[0], t), Reals.Flush(x[1], t), t, false, false));
                yield return Make("max.ftz", t, packed, 2, x => RealOps.MinMax(Reals.Flush(x[0], t), Reals.Flush(x[1], t), t, true, false));
                yield return Make("mul.ftz", t, packed, 2, x => Reals.Flush(RealOps.Mul(Reals.Flush(x[0], t), Reals.Flush(x[1], t), t, 'n'), t));
            }
        }
        yield return new PtxProgram("set.lt.f16x2.f16x2", "set.lt.f16x2.f16x2 %d, %a, %b;", "f16x2", ["f16x2", "f16x2"],
            x => (Less(x[0] & 0xFFFF, x[1] & 0xFFFF) ? 0x3C00ul : 0) | (Less(x[0] >> 16, x[1] >> 16) ? 0x3C000000ul : 0));
        yield return new PtxProgram("setp.lt.f16x2", "setp.lt.f16x2 %p|%q, %a, %b; selp.u32 %t0, 1, 0, %p; selp.u32 %t1, 2, 0, %q; or.b32 %d, %t0, %t1;", "u32", ["f16x2", "f16x2"],
            x => (Less(x[0] & 0xFFFF, x[1] & 0xFFFF) ? 1ul : 0) | (Less(x[0] >> 16, x[1] >> 16) ? 2ul : 0));
        yield return new PtxProgram("ex2.approx.f16", "ex2.approx.f16 %d, %a;", "f16", ["f16"],
            x => BitConverter.HalfToUInt16Bits((Half)Math.Pow(2, (double)BitConverter.UInt16BitsToHalf((ushort)x[0]))), 1e-3);
        yield return new PtxProgram("tanh.approx.f16", "tanh.approx.f16 %d, %a;", "f16", ["f16"],
            x => BitConverter.HalfToUInt16Bits((Half)Math.Tanh((double)BitConverter.UInt16BitsToHalf((ushort)x[0]))), 1e-3);
    }

    private static bool Less(ulong a, ulong b) => BitConverter.UInt16BitsToHalf((ushort)a) < BitConverter.UInt16BitsToHalf((ushort)b);

    private static ulong Relu(ulong x, string t) => !Reals.IsNaN(x, t) && Reals.Negative(x, t) ? 0 : x;

    private static PtxProgram Make(string name, string half, bool packed, int operands, Func<ulong[], ulong> f)
    {
        string type = packed ? half + "x2" : half;
        string[] inputs = [.. Enumerable.Repeat(type, operands)];
        string arguments = string.Join(", ", "%a %b %c".Split(' ').Take(operands));
        return new PtxProgram($"{name}.{type}", $"{name}.{type} %d, {arguments};", type, inputs,
            x => packed ? f([.. x.Select(v => v & 0xFFFF)]) | f([.. x.Select(v => v >> 16)]) << 16 : f(x));
    }
}
