using CsCheck;
using CudaMlp.Cpu.Ops;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Tests.Cpu;

public class CastTests
{
    /// <summary>Any bits, and ties and their neighbours, which any bits would hardly meet.</summary>
    private static readonly Gen<float> Finite = Gen.OneOf(
        Gen.UInt.Select(BitConverter.UInt32BitsToSingle),
        Gen.UShort.Select(i => BitConverter.Int32BitsToSingle(0x3880_0000 + (i << 12))),
        Gen.Select(Gen.UShort, Gen.Int[-1, 1]).Select((high, by) => BitConverter.Int32BitsToSingle((high << 16) + 0x8000 + by)),
        Gen.OneOf(0f, -0f, 65504f, 65519.996f, 65520f, 5.9604645e-8f, 2.9802322e-8f, 2.980233e-8f)).Select(x => float.IsFinite(x) ? x : 1);

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Rows_of_any_length_and_values_are_rounded_exactly_and_alone(ElementType type)
    {
        Func<double, double> round = type == ElementType.Float16 ? Exact.Half : Exact.BFloat;
        Finite.Array[0, 257].Select(values => type == ElementType.Float16 ? values : [.. values.Where(x => Math.Abs(x) is < 3.38e38f and (0 or > 1.2e-38f))]).Sample(
            values =>
            {
                var source = new Sheet(2, values.Length, (_, c) => values[c]);
                var destination = new Sheet(2, values.Length);
                Cast.Round(source.Tile, destination.Tile, type);
                destination.Check((_, c) => round(values[c]), 0, 0, $"{type}");
                Cast.Round(source.Tile, source.Tile, type);
                source.Check((_, c) => round(values[c]), 0, 0, $"{type} in place");
            },
            iter: 1000);
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
}
