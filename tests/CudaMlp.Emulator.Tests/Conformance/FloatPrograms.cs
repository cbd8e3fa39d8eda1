namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>Single and double precision in all directions of rounding, against exact fractions.</summary>
internal static class FloatPrograms
{
    public static IEnumerable<PtxProgram> All()
    {
        foreach (string t in (string[])["f32", "f64"])
        {
            foreach (char m in "nzmp")
            {
                yield return Two($"add.r{m}.{t}", t, (a, b) => RealOps.Add(a, b, t, m));
                yield return Two($"sub.r{m}.{t}", t, (a, b) => RealOps.Sub(a, b, t, m));
                yield return Two($"mul.r{m}.{t}", t, (a, b) => RealOps.Mul(a, b, t, m));
                yield return Two($"div.r{m}.{t}", t, (a, b) => RealOps.Div(a, b, t, m));
                yield return Three($"fma.r{m}.{t}", t, (a, b, c) => RealOps.Fma(a, b, c, t, m));
                yield return One($"sqrt.r{m}.{t}", t, a => RealOps.Sqrt(a, t, m));
                yield return One($"rcp.r{m}.{t}", t, a => RealOps.Div(Reals.Round(Fraction.Whole(1), t, 'n'), a, t, m));
            }
            yield return Two($"add.{t}", t, (a, b) => RealOps.Add(a, b, t, 'n'));
            yield return Two($"mul.{t}", t, (a, b) => RealOps.Mul(a, b, t, 'n'));
            yield return Three($"mad.rn.{t}", t, (a, b, c) => RealOps.Fma(a, b, c, t, 'n'));
            yield return Two($"min.{t}", t, (a, b) => RealOps.MinMax(a, b, t, false, false));
            yield return Two($"max.{t}", t, (a, b) => RealOps.MinMax(a, b, t, true, false));
            yield return One($"neg.{t}", t, a => Reals.IsNaN(a, t) ? null : RealOps.Negate(a, t));
            yield return One($"abs.{t}", t, a => Reals.IsNaN(a, t) ? null : a & ~Reals.Zero(t, true));
            yield return Two($"copysign.{t}", t, (a, b) => (b & ~Reals.Zero(t, true)) | (a & Reals.Zero(t, true)));
            foreach ((string what, Func<ulong, bool> holds) in Classes(t))
                yield return new PtxProgram($"testp.{what}.{t}", $"testp.{what}.{t} %p, %a; selp.u32 %d, 1, 0, %p;", "u32", [t], x => holds(x[0]) ? 1ul : 0);
        }
        foreach (PtxProgram p in Single())
            yield return p;
    }

    private static IEnumerable<PtxProgram> Single()
    {
        const string t = "f32";
        foreach (char m in "nz")
        {
            yield return Flushed($"add.r{m}.ftz.f32", x => RealOps.Add(x[0], x[1], t, m), 2);
            yield return Flushed($"sub.r{m}.ftz.f32", x => RealOps.Sub(x[0], x[1], t, m), 2);
            yield return Flushed($"mul.r{m}.ftz.f32", x => RealOps.Mul(x[0], x[1], t, m), 2);
            yield return Flushed($"div.r{m}.ftz.f32", x => RealOps.Div(x[0], x[1], t, m), 2);
            yield return Flushed($"fma.r{m}.ftz.f32", x => RealOps.Fma(x[0], x[1], x[2], t, m), 3);
            yield return Flushed($"sqrt.r{m}.ftz.f32", x => RealOps.Sqrt(x[0], t, m), 1);
            yield return Two($"add.r{m}.sat.f32", t, (a, b) => RealOps.Saturate(RealOps.Add(a, b, t, m), t));
            yield return Two($"mul.r{m}.sat.f32", t, (a, b) => RealOps.Saturate(RealOps.Mul(a, b, t, m), t));
            yield return Three($"fma.r{m}.sat.f32", t, (a, b, c) => RealOps.Saturate(RealOps.Fma(a, b, c, t, m), t));
        }
        yield return Flushed("add.ftz.sat.f32", x => RealOps.Saturate(RealOps.Add(x[0], x[1], t, 'n'), t), 2);
        yield return Flushed("min.ftz.f32", x => RealOps.MinMax(x[0], x[1], t, false, false), 2);
        yield return Flushed("max.ftz.f32", x => RealOps.MinMax(x[0], x[1], t, true, false), 2);
        yield return Flushed("neg.ftz.f32", x => Reals.IsNaN(x[0], t) ? null : RealOps.Negate(x[0], t), 1);
        yield return Flushed("abs.ftz.f32", x => Reals.IsNaN(x[0], t) ? null : x[0] & 0x7FFFFFFF, 1);
        yield return Pair("add.rn.f32x2", (a, b) => RealOps.Add(a, b, t, 'n'));
        yield return Pair("mul.rn.f32x2", (a, b) => RealOps.Mul(a, b, t, 'n'));
        yield return Two("min.NaN.f32", t, (a, b) => RealOps.MinMax(a, b, t, false, true));
        yield return Two("max.NaN.f32", t, (a, b) => RealOps.MinMax(a, b, t, true, true));
        yield return Two("min.xorsign.abs.f32", t, (a, b) => XorSign(a, b, false));
        yield return Two("max.xorsign.abs.f32", t, (a, b) => XorSign(a, b, true));
        yield return Two("max.NaN.xorsign.abs.f32", t, (a, b) => Reals.IsNaN(a, t) || Reals.IsNaN(b, t) ? null : XorSign(a, b, true));
        foreach (bool max in (bool[])[false, true])
        {
            string name = max ? "max" : "min";
            ulong Of(ulong a, ulong b, ulong c, bool nan) => RealOps.MinMax(RealOps.MinMax(a, b, t, max, nan), c, t, max, nan);
            yield return OfThree($"{name}.f32 of three", $"{name}.f32 %d, %a, %b, %c;", (a, b, c) => Of(a, b, c, false));
            yield return OfThree($"{name}.NaN.abs.f32 of three", $"{name}.NaN.abs.f32 %d, %a, %b, %c;", (a, b, c) => Of(a & 0x7FFFFFFF, b & 0x7FFFFFFF, c & 0x7FFFFFFF, true));
            yield return OfThree($"{name}.abs.f32 of three, into the last", $"{name}.abs.f32 %c, %a, %b, %c; mov.b32 %d, %c;", (a, b, c) => Of(a & 0x7FFFFFFF, b & 0x7FFFFFFF, c & 0x7FFFFFFF, false));
        }
    }

    private static PtxProgram Pair(string name, Func<ulong, ulong, ulong> f) =>
        new(name, $"mov.b64 %w0, {{%a, %b}}; mov.b64 %w1, {{%b, %b}}; {name} %d, %w0, %w1;", "b64", ["f32", "f32"], x => f(x[0], x[1]) | f(x[1], x[1]) << 32) { Target = "sm_100" };

    private static ulong? XorSign(ulong a, ulong b, bool max)
    {
        if (Reals.IsNaN(a, "f32") && Reals.IsNaN(b, "f32"))
            return null;
        ulong magnitude = RealOps.MinMax(a & 0x7FFFFFFF, b & 0x7FFFFFFF, "f32", max, false);
        return (magnitude & 0x7FFFFFFF) | ((a ^ b) & 0x80000000);
    }

    private static IEnumerable<(string, Func<ulong, bool>)> Classes(string t)
    {
        yield return ("finite", x => !Reals.IsNaN(x, t) && !Reals.IsInfinite(x, t));
        yield return ("infinite", x => Reals.IsInfinite(x, t));
        yield return ("number", x => !Reals.IsNaN(x, t));
        yield return ("notanumber", x => Reals.IsNaN(x, t));
        yield return ("normal", x => !Reals.IsNaN(x, t) && !Reals.IsInfinite(x, t) && !Reals.IsSubnormal(x, t));
        yield return ("subnormal", x => Reals.IsSubnormal(x, t));
    }

    private static PtxProgram One(string name, string t, Func<ulong, ulong?> f) => new(name, $"{name} %d, %a;", t, [t], x => f(x[0]));

    private static PtxProgram Two(string name, string t, Func<ulong, ulong, ulong?> f) => new(name, $"{name} %d, %a, %b;", t, [t, t], x => f(x[0], x[1]));

    private static PtxProgram Three(string name, string t, Func<ulong, ulong, ulong, ulong?> f) => Three(name, $"{name} %d, %a, %b, %c;", t, f);

    private static PtxProgram Three(string name, string code, string t, Func<ulong, ulong, ulong, ulong?> f) => new(name, code, t, [t, t, t], x => f(x[0], x[1], x[2]));

    private static PtxProgram OfThree(string name, string code, Func<ulong, ulong, ulong, ulong?> f) => Three(name, code, "f32", f) with { Target = "sm_100" };

    private static PtxProgram Flushed(string name, Func<ulong[], ulong?> f, int operands)
    {
        string[] inputs = [.. Enumerable.Repeat("f32", operands)];
        string arguments = string.Join(", ", "%a %b %c".Split(' ').Take(operands));
        return new PtxProgram(name, $"{name} %d, {arguments};", "f32", inputs, x => f([.. x.Select(v => Reals.Flush(v, "f32"))]) is { } r ? Reals.Flush(r, "f32") : null);
    }
}
