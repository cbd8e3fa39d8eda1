namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>setp and set over all relations and types.</summary>
internal static class ComparePrograms
{
    public static IEnumerable<PtxProgram> All()
    {
        foreach (string t in (string[])["s16", "u16", "s32", "u32", "s64", "u64"])
        {
            foreach (string r in (string[])["eq", "ne", "lt", "le", "gt", "ge"])
                yield return Setp(r, t, "", x => Holds(r, Numbers.Of(x[0], t).CompareTo(Numbers.Of(x[1], t))));
        }
        yield return Setp("lo", "u32", "", x => x[0] < x[1]);
        yield return Setp("ls", "u32", "", x => x[0] <= x[1]);
        yield return Setp("hi", "u64", "", x => x[0] > x[1]);
        yield return Setp("hs", "u64", "", x => x[0] >= x[1]);
        foreach (string t in (string[])["f32", "f64", "f16", "bf16"])
        {
            foreach (string r in (string[])["eq", "ne", "lt", "le", "gt", "ge", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan"])
                yield return Setp(r, t, "", x => Real(r, x[0], x[1], t));
        }
        foreach (string r in (string[])["eq", "lt", "geu"])
            yield return Setp(r, "f32", ".ftz", x => Real(r, Reals.Flush(x[0], "f32"), Reals.Flush(x[1], "f32"), "f32"));
        foreach (string r in (string[])["eq", "lt", "geu"])
        {
            yield return Setp(r, "f16", ".ftz", x => Flushed(r, x[0], x[1]));
            yield return new PtxProgram($"set.{r}.ftz.u32.f16", $"set.{r}.ftz.u32.f16 %d, %a, %b;", "u32", ["f16", "f16"], x => Flushed(r, x[0], x[1]) ? uint.MaxValue : 0ul);
            yield return new PtxProgram($"set.{r}.ftz.f16x2.f16x2", $"set.{r}.ftz.f16x2.f16x2 %d, %a, %b;", "f16x2", ["f16x2", "f16x2"],
                x => (Flushed(r, x[0] & 0xFFFF, x[1] & 0xFFFF) ? 0x3C00ul : 0) | (Flushed(r, x[0] >> 16, x[1] >> 16) ? 0x3C000000ul : 0));
            yield return new PtxProgram($"setp.{r}.ftz.f16x2", $"setp.{r}.ftz.f16x2 %p|%q, %a, %b; selp.u32 %t0, 1, 0, %p; selp.u32 %t1, 2, 0, %q; or.b32 %d, %t0, %t1;", "u32", ["f16x2", "f16x2"],
                x => (Flushed(r, x[0] & 0xFFFF, x[1] & 0xFFFF) ? 1ul : 0) | (Flushed(r, x[0] >> 16, x[1] >> 16) ? 2ul : 0));
        }
        foreach (string c in (string[])["and", "or", "xor"])
        {
            yield return new PtxProgram($"setp.lt.{c}.s32 with p|q and !r", $"setp.ne.u32 %q, %c, 0; setp.lt.{c}.s32 %p|%q, %a, %b, !%q; selp.u32 %t0, 1, 0, %p; selp.u32 %t1, 2, 0, %q; or.b32 %d, %t0, %t1;",
                "u32", ["s32", "s32", "sh"], x =>
                {
                    bool less = (int)x[0] < (int)x[1];
                    bool third = x[2] == 0;
                    bool p = Combine(c, less, third);
                    bool q = Combine(c, !less, third);
                    return (p ? 1ul : 0) | (q ? 2ul : 0);
                });
        }
        yield return new PtxProgram("set.lt.u32.s32", "set.lt.u32.s32 %d, %a, %b;", "u32", ["s32", "s32"], x => (int)x[0] < (int)x[1] ? uint.MaxValue : 0ul);
        yield return new PtxProgram("set.gt.f32.u32", "set.gt.f32.u32 %d, %a, %b;", "f32", ["u32", "u32"], x => x[0] > x[1] ? 0x3F800000ul : 0);
        yield return new PtxProgram("set.leu.f32.f32", "set.leu.f32.f32 %d, %a, %b;", "f32", ["f32", "f32"], x => Real("leu", x[0], x[1], "f32") ? 0x3F800000ul : 0);
        yield return new PtxProgram("set.eq.and.s32.f64", "setp.lt.u32 %p, %c, 32; set.eq.and.s32.f64 %d, %a, %b, %p;", "s32", ["f64", "f64", "sh"],
            x => Real("eq", x[0], x[1], "f64") && x[2] < 32 ? uint.MaxValue : 0ul);
    }

    private static PtxProgram Setp(string r, string t, string modifier, Func<ulong[], bool> holds) =>
        new($"setp.{r}{modifier}.{t}", $"setp.{r}{modifier}.{t} %p, %a, %b; selp.u32 %d, 1, 0, %p;", "u32", [t, t], x => holds(x) ? 1ul : 0);

    private static bool Flushed(string relation, ulong a, ulong b) => Real(relation, Reals.Flush(a, "f16"), Reals.Flush(b, "f16"), "f16");

    private static bool Holds(string relation, int order) => relation switch
    {
        "eq" => order == 0,
        "ne" => order != 0,
        "lt" => order < 0,
        "le" => order <= 0,
        "gt" => order > 0,
        _ => order >= 0,
    };

    private static bool Real(string relation, ulong a, ulong b, string t)
    {
        bool nan = Reals.IsNaN(a, t) || Reals.IsNaN(b, t);
        if (relation is "num" or "nan")
            return nan == (relation == "nan");
        bool unordered = relation.Length == 3;
        if (nan)
            return unordered;
        int order = Reals.IsZero(a, t) && Reals.IsZero(b, t) ? 0 : RealOps.Order(a, b, t);
        return Holds(relation[..2], order);
    }

    private static bool Combine(string c, bool x, bool y) => c switch { "and" => x && y, "or" => x || y, _ => x != y };
}
