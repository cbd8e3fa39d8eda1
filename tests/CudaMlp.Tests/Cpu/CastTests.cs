using CudaMlp.Cpu.Ops;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Tests.Cpu;

public class CastTests
{
    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Rounding_is_exact_for_values_of_every_exponent(ElementType type)
    {
        Func<double, double> round = type == ElementType.Float16 ? Exact.Half : Exact.BFloat;
        var random = new Random(1);
        // Random bits, and ties and their neighbours, which random bits would miss.
        var values = Enumerable.Range(0, 200_000).Select(_ => BitConverter.Int32BitsToSingle((int)random.NextInt64(1L << 32))).Where(float.IsFinite)
            .Concat(Enumerable.Range(0, 65536).Select(i => BitConverter.Int32BitsToSingle(0x3880_0000 + (i << 12))))
            .Concat(Enumerable.Range(0, 65536).Select(i => BitConverter.Int32BitsToSingle((i << 16) + 0x8000)).Where(float.IsFinite))
            .Concat([0f, -0f, 65504f, 65519.996f, 65520f, 5.9604645e-8f, 2.9802322e-8f, 2.980233e-8f])
            .Where(x => type == ElementType.Float16 || Math.Abs(x) is < 3.38e38f and (0 or > 1.2e-38f)).ToArray();
        var sheet = new Sheet(1, values.Length, (_, c) => values[c]);
        Cast.Round(sheet.Tile, sheet.Tile, type);
        sheet.Check((_, c) => round(values[c]), 0, 0, $"{type}");
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float32)]
    public void Infinities_and_NaN_stay(ElementType type)
    {
        foreach (var value in new[] { float.PositiveInfinity, float.NegativeInfinity, float.NaN })
        {
            var sheet = new Sheet(1, 21, (_, _) => value);
            Cast.Round(sheet.Tile, sheet.Tile, type);
            sheet.Check((_, _) => value, 0, 0, $"{type}({value})");
        }
    }

    [Fact]
    public void Every_length_is_rounded_whole_and_alone()
    {
        for (var columns = 0; columns <= 257; columns++)
        {
            var source = Sheet.Random(2, columns, columns, 100);
            var destination = new Sheet(2, columns);
            Cast.Round(source.Tile, destination.Tile, ElementType.Float16);
            destination.Check((r, c) => Exact.Half(source[r, c]), 0, 0, "half");
        }
    }
}
