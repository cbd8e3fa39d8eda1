namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>Values at which instructions go wrong.</summary>
internal static class Awkward
{
    /// <summary>Bits of the values of a type; fewer of them where three operands make a cube.</summary>
    public static ulong[] Of(string type, bool few)
    {
        ulong[] all = type switch
        {
            "f16" => [0x0000, 0x8000, 0x3C00, 0xBC00, 0x0001, 0x83FF, 0x0400, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x7E01, 0x3555, 0x4248, 0xC900, 0x1401, 0x6800],
            "bf16" => [0x0000, 0x8000, 0x3F80, 0xBF80, 0x0001, 0x807F, 0x0080, 0x7F7F, 0xFF7F, 0x7F80, 0xFF80, 0x7FC1, 0x3EAB, 0x4049, 0xC120, 0x0C01, 0x7000],
            "f32" => [.. Singles.Select(f => (ulong)BitConverter.SingleToUInt32Bits(f))],
            "f64" => [.. Doubles.Select(BitConverter.DoubleToUInt64Bits)],
            "f16x2" => Pairs("f16"),
            "bf16x2" => Pairs("bf16"),
            "s16x2" or "u16x2" => Pairs("u16"),
            "sh" => [0, 1, 5, 15, 16, 31, 32, 33, 63, 64, 255, 256, 0x80000001, 0xFFFFFFFF],
            _ => Integers(PtxProgram.Bits(type)),
        };
        if (type is "u8" or "s8")
            all = [0, 1, 2, 0x7F, 0x80, 0x81, 0xFF, 0x55, 0x1FF, 0xFF80];
        return few ? [.. all.Where((_, i) => i % 2 == 0 || i == all.Length - 1)] : all;
    }

    /// <summary>A type that is only a set of values, as the type its register has.</summary>
    public static string Register(string type) => type == "sh" ? "u32" : type;

    private static readonly float[] Singles =
    [
        0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, 1.1754942e-38f, 1.17549435e-38f, float.MaxValue, -float.MaxValue, float.PositiveInfinity,
        float.NegativeInfinity, float.NaN, 0.1f, -0.33333334f, 3.1415927f, 1.5f, 2.5f, -2.5f, 16777217f, 1e-30f, -1e30f, 0.49999997f, 2147483648f, 100.25f,
    ];

    private static readonly double[] Doubles =
    [
        0d, -0d, 1d, -1d, double.Epsilon, -double.Epsilon, 2.2250738585072009e-308, 2.2250738585072014e-308, double.MaxValue, -double.MaxValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN, 0.1, -1d / 3, Math.PI, 2.5, -1e300, 1e-300, 9007199254740993d, 1.0000000596046448, 65520d, 0.5,
    ];

    private static ulong[] Pairs(string half)
    {
        ulong[] halves = Of(half, few: false);
        return [.. halves.Select((low, i) => low | halves[(i * 5 + 3) % halves.Length] << 16)];
    }

    private static ulong[] Integers(int bits)
    {
        ulong mask = bits == 64 ? ulong.MaxValue : (1ul << bits) - 1;
        ulong top = 1ul << (bits - 1);
        return [.. new ulong[] { 0, 1, 2, 3, 7, top - 1, top, top + 1, mask, mask - 1, 0x5555555555555555, 0x123456789ABCDEF0, 0x8000F001, 0xFFFF, 100, 255 }.Select(v => v & mask).Distinct()];
    }
}
