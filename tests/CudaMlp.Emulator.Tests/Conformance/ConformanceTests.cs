using System.Globalization;

namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>Runs every program over all combinations of awkward inputs.</summary>
public class ConformanceTests
{
    private static readonly Dictionary<string, PtxProgram> Programs = ProgramCatalog.All().ToDictionary(p => p.Name);

    public static TheoryData<string> Names => [.. Programs.Keys];

    [Fact]
    public void There_are_at_least_three_hundred_programs() => Assert.True(Programs.Count >= 300, $"{Programs.Count} programs");

    [Theory]
    [MemberData(nameof(Names))]
    public void Program_gives_what_the_reference_gives(string name)
    {
        PtxProgram program = Programs[name];
        ulong[][] inputs = Combinations(program);
        int n = inputs[0].Length;
        using var device = new TestDevice((program with { Inputs = [.. program.Inputs.Select(Awkward.Register)] }).Text());
        ulong result = device.Reserve((ulong)(n * PtxProgram.Bits(program.Result) / 8));
        ulong[] addresses = [.. program.Inputs.Select((type, k) => Upload(device, inputs[k], PtxProgram.Bits(type)))];
        ulong At(int k) => k < addresses.Length ? addresses[k] : 0;
        device.Run("k", new Dim3((uint)((n + 95) / 96)), new Dim3(96), result, At(0), At(1), At(2), n);
        ulong[] actual = Download(device, result, n, PtxProgram.Bits(program.Result));
        for (int i = 0; i < n; i++)
        {
            ulong[] arguments = [.. inputs.Select(a => a[i])];
            if (program.Reference(arguments) is { } expected && !Agree(program, expected, actual[i]))
            {
                string shown = string.Join(", ", arguments.Select(a => "0x" + a.ToString("x", CultureInfo.InvariantCulture)));
                Assert.Fail($"{name} of {shown}: expected 0x{expected:x}, got 0x{actual[i]:x}");
            }
        }
    }

    private static bool Agree(PtxProgram program, ulong expected, ulong actual)
    {
        if (program.Tolerance == 0)
        {
            ulong mask = PtxProgram.Bits(program.Result) == 64 ? ulong.MaxValue : (1ul << PtxProgram.Bits(program.Result)) - 1;
            // Which NaN of double precision comes out is left open by the ISA.
            if (program.Result == "f64" && Reals.IsNaN(expected, "f64"))
                return Reals.IsNaN(actual, "f64");
            return (expected & mask) == actual;
        }
        double e = Real(expected, program.Result);
        double a = Real(actual, program.Result);
        if (double.IsNaN(e) || double.IsInfinity(e) || e == 0)
            return double.IsNaN(e) ? double.IsNaN(a) : e == a || Math.Abs(e - a) <= program.Tolerance;
        return Math.Abs(e - a) <= program.Tolerance * Math.Max(Math.Abs(e), Math.Min(1, Math.Abs(e) + 1e-38));
    }

    private static double Real(ulong bits, string type) => type switch
    {
        "f32" => BitConverter.UInt32BitsToSingle((uint)bits),
        "f64" => BitConverter.UInt64BitsToDouble(bits),
        "f16" => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
        _ => BitConverter.UInt32BitsToSingle((uint)bits << 16),
    };

    private static ulong[][] Combinations(PtxProgram program)
    {
        bool few = program.Inputs.Length > 2;
        ulong[][] values = [.. program.Inputs.Select(t => Awkward.Of(t, few))];
        int total = values.Aggregate(1, (n, v) => n * v.Length);
        var inputs = new ulong[values.Length][];
        int repeat = 1;
        for (int k = 0; k < values.Length; k++)
        {
            int step = repeat;
            ulong[] choice = values[k];
            inputs[k] = [.. Enumerable.Range(0, total).Select(i => choice[i / step % choice.Length])];
            repeat *= choice.Length;
        }
        return inputs;
    }

    private static ulong Upload(TestDevice device, ulong[] values, int bits) => bits switch
    {
        16 => device.Upload([.. values.Select(v => (ushort)v)]),
        32 => device.Upload([.. values.Select(v => (uint)v)]),
        _ => device.Upload(values),
    };

    private static ulong[] Download(TestDevice device, ulong address, int n, int bits) => bits switch
    {
        16 => [.. device.Read<ushort>(address, n).Select(v => (ulong)v)],
        32 => [.. device.Read<uint>(address, n).Select(v => (ulong)v)],
        _ => device.Read<ulong>(address, n),
    };
}
