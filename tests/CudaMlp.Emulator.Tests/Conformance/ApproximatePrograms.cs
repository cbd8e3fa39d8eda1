namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>The approximating instructions, within the errors the ISA allows or less, against double precision.</summary>
internal static class ApproximatePrograms
{
    public static IEnumerable<PtxProgram> All()
    {
        yield return One("ex2.approx.f32", Exp2, 5e-7);
        yield return One("ex2.approx.ftz.f32", x => Flush(Exp2(Flush(x))), 5e-7);
        yield return One("lg2.approx.f32", Math.Log2, 1e-6);
        yield return One("lg2.approx.ftz.f32", x => Math.Log2(Flush(x)), 1e-6);
        yield return One("sin.approx.f32", x => Math.Abs(x) > 1e5 && double.IsFinite(x) ? null : Math.Sin(x), 1e-6);
        yield return One("cos.approx.f32", x => Math.Abs(x) > 1e5 && double.IsFinite(x) ? null : Math.Cos(x), 1e-6);
        yield return One("tanh.approx.f32", Math.Tanh, 1e-6);
        yield return One("rcp.approx.f32", x => 1 / x, 2e-7);
        yield return One("rcp.approx.ftz.f32", x => Flush(1 / Flush(x)), 2e-7);
        yield return One("rsqrt.approx.f32", x => 1 / Math.Sqrt(x), 4e-7);
        yield return One("rsqrt.approx.ftz.f32", x => 1 / Math.Sqrt(Flush(x)), 4e-7);
        yield return One("sqrt.approx.f32", Math.Sqrt, 2e-7);
        yield return One("sqrt.approx.ftz.f32", x => Math.Sqrt(Flush(x)), 2e-7);
        yield return new PtxProgram("rsqrt.approx.f64", "rsqrt.approx.f64 %d, %a;", "f64", ["f64"],
            x => BitConverter.DoubleToUInt64Bits(1 / Math.Sqrt(BitConverter.UInt64BitsToDouble(x[0]))), 1e-14);
        foreach (string kind in (string[])["div.approx.f32", "div.full.f32"])
        {
            yield return new PtxProgram(kind, $"{kind} %d, %a, %b;", "f32", ["f32", "f32"], x =>
            {
                double a = BitConverter.UInt32BitsToSingle((uint)x[0]);
                double b = BitConverter.UInt32BitsToSingle((uint)x[1]);
                return kind == "div.approx.f32" && Lost(b) ? null : BitConverter.SingleToUInt32Bits((float)(a / b));
            }, 3e-7);
        }
        // Beyond 2^126 not the quotient: a zero with its sign, or NaN of an infinity.
        yield return new PtxProgram("div.approx.f32 by more than 2^126", "div.approx.f32 %d, %a, %b;", "f32", ["f32", "f32"], x =>
        {
            float a = BitConverter.UInt32BitsToSingle((uint)x[0]);
            if (!Lost(BitConverter.UInt32BitsToSingle((uint)x[1])))
                return null;
            return float.IsInfinity(a) || float.IsNaN(a) ? 0x7FFFFFFF : (x[0] ^ x[1]) & 0x80000000;
        });
        foreach (PtxProgram p in UpperWords("rcp.approx.ftz.f64", x => 1 / x).Concat(UpperWords("rsqrt.approx.ftz.f64", x => 1 / Math.Sqrt(x))))
            yield return p;
    }

    private static bool Lost(double b) => Math.Abs(b) > Math.Pow(2, 126) && double.IsFinite(b);

    // Only the upper words of operand and result count, which leaves 20 bits behind the point; what has an exact result is exact.
    private static IEnumerable<PtxProgram> UpperWords(string name, Func<double, double> f)
    {
        double Flushed(double x) => Math.Abs(x) < 2.2250738585072014e-308 ? Math.CopySign(0, x) : x;
        double Of(ulong a) => Flushed(f(Flushed(BitConverter.UInt64BitsToDouble(a & 0xFFFFFFFF_00000000))));
        yield return new PtxProgram(name, $"{name} %d, %a;", "f64", ["f64"], x => BitConverter.DoubleToUInt64Bits(Of(x[0])), 1e-6);
        yield return new PtxProgram($"{name} leaves no lower word", $"{name} %w0, %a; cvt.u32.u64 %d, %w0;", "u32", ["f64"], _ => 0);
        yield return new PtxProgram($"{name} at the ends", $"{name} %d, %a;", "b64", ["f64"], x => Of(x[0]) switch
        {
            double.NaN => 0x7FFFFFFF_00000000,
            0 or 1 or double.PositiveInfinity or double.NegativeInfinity => BitConverter.DoubleToUInt64Bits(Of(x[0])),
            _ => null,
        });
    }

    private static double? Exp2(double x) => Math.Pow(2, x);

    private static double Flush(double? x) => x is { } v && Math.Abs(v) < 1.17549435e-38 ? Math.CopySign(0, v) : x ?? 0;

    private static PtxProgram One(string name, Func<double, double?> f, double tolerance) => new(name, $"{name} %d, %a;", "f32", ["f32"],
        x => f(BitConverter.UInt32BitsToSingle((uint)x[0])) is { } r ? BitConverter.SingleToUInt32Bits((float)r) : null, tolerance);

    private static PtxProgram One(string name, Func<double, double> f, double tolerance) => One(name, x => (double?)f(x), tolerance);
}
