using CudaMlp.Cpu.Ops;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Cpu;

public class BiasActivationTests
{
    public static TheoryData<Activation> All => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_length_matches_float64(Activation activation)
    {
        var layer = new DenseLayer(1, activation, NegativeSlope: 0.2f);
        for (var columns = 0; columns <= 257; columns++)
        {
            var z = Sheet.Random(2, columns, columns, scale: 5);
            var bias = Sheet.Random(1, columns, columns + 1000, scale: 2);
            var (kept, output) = (z.Copy(), new Sheet(2, columns));
            BiasActivation.Forward(z.Tile, bias.Tile, output.Tile, layer);
            output.Check((r, c) => Exact.Value(activation, (double)(kept[r, c] + bias[0, c]), 0.2f), Close.Float32, 1e-2, $"{activation}");
            z.Check((r, c) => kept[r, c], 0, 0, "z");
            var given = Sheet.Random(2, columns, columns + 2000);
            var gradient = new Sheet(2, columns);
            BiasActivation.Backward(z.Tile, bias.Tile, output.Tile, given.Tile, gradient.Tile, layer);
            gradient.Check(
                (r, c) => given[r, c] * Exact.Slope(activation, (double)(kept[r, c] + bias[0, c]), 0.2f), Close.Float32, 1e-1, $"{activation}'");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void In_place_gives_the_same_bits(Activation activation)
    {
        var layer = new DenseLayer(1, activation);
        var z = Sheet.Random(5, 37, 1, scale: 4);
        var bias = Sheet.Random(1, 37, 2);
        var (inPlace, output) = (z.Copy(), new Sheet(5, 37));
        BiasActivation.Forward(z.Tile, bias.Tile, output.Tile, layer);
        BiasActivation.Forward(inPlace.Tile, bias.Tile, inPlace.Tile, layer);
        inPlace.Check((r, c) => output[r, c], 0, 0, "in place");
        var given = Sheet.Random(5, 37, 3);
        var (gradient, kept) = (new Sheet(5, 37), given.Copy());
        BiasActivation.Backward(z.Tile, bias.Tile, output.Tile, given.Tile, gradient.Tile, layer);
        BiasActivation.Backward(z.Tile, bias.Tile, output.Tile, kept.Tile, kept.Tile, layer);
        kept.Check((r, c) => gradient[r, c], 0, 0, "gradient in place");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Values_over_the_whole_range_are_as_good_near_zero_and_far_out(Activation activation)
    {
        // From 2^-40 to 60, both signs: relative to the value itself where the function keeps it, and to |z| for GELU's far tail.
        var points = Enumerable.Range(0, 1000).Select(i => Math.Pow(2, -40 + (i * 46 / 1000.0))).SelectMany(x => new[] { x, -x }).ToArray();
        var z = new Sheet(1, points.Length, (_, c) => points[c]);
        var (bias, output) = (new Sheet(1, points.Length, (_, _) => 0), new Sheet(1, points.Length));
        BiasActivation.Forward(z.Tile, bias.Tile, output.Tile, new DenseLayer(1, activation));
        for (var c = 0; c < points.Length; c++)
        {
            var expected = Exact.Value(activation, z[0, c], 0.01f);
            Close.Equal(expected, output[0, c], 3e-6, 1e-30 + (z[0, c] < -5 ? 1e-3 : 0), $"{activation}({z[0, c]:R})");
        }
    }

    [Theory]
    [InlineData(Activation.None, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(Activation.ReLU, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(Activation.ReLU, float.NegativeInfinity, 0)]
    [InlineData(Activation.ReLU, float.NaN, float.NaN)]
    [InlineData(Activation.Tanh, float.PositiveInfinity, 1)]
    [InlineData(Activation.Tanh, float.NegativeInfinity, -1)]
    [InlineData(Activation.Tanh, float.NaN, float.NaN)]
    [InlineData(Activation.Sigmoid, float.PositiveInfinity, 1)]
    [InlineData(Activation.Sigmoid, float.NegativeInfinity, 0)]
    [InlineData(Activation.Sigmoid, float.NaN, float.NaN)]
    [InlineData(Activation.LeakyReLU, float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(Activation.LeakyReLU, float.NaN, float.NaN)]
    [InlineData(Activation.GELU, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(Activation.GELU, float.NaN, float.NaN)]
    public void Infinities_and_NaN(Activation activation, float z, float expected)
    {
        var sheet = new Sheet(1, 19, (_, _) => z);
        var bias = new Sheet(1, 19, (_, _) => 0);
        BiasActivation.Forward(sheet.Tile, bias.Tile, sheet.Tile, new DenseLayer(1, activation));
        sheet.Check((_, _) => expected, 0, 0, $"{activation}({z})");
    }

    [Fact]
    public void Derivatives_at_zero_are_as_documented()
    {
        var zero = new Sheet(1, 17, (_, _) => 0);
        var one = new Sheet(1, 17, (_, _) => 1);
        foreach (var (activation, expected) in new[] { (Activation.ReLU, 0f), (Activation.LeakyReLU, 0.25f), (Activation.None, 1f), (Activation.GELU, 0.5f) })
        {
            var gradient = new Sheet(1, 17);
            BiasActivation.Backward(zero.Tile, zero.Tile, zero.Tile, one.Tile, gradient.Tile, new DenseLayer(1, activation, NegativeSlope: 0.25f));
            gradient.Check((_, _) => expected, 1e-7, 1, $"{activation}'(0)");
        }
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Half_types_round_z_and_then_the_output(ElementType type)
    {
        Func<double, double> round = type == ElementType.Float16 ? Exact.Half : Exact.BFloat;
        var z = Sheet.Random(3, 41, 5, scale: 3);
        var bias = Sheet.Random(1, 41, 6);
        var (kept, output) = (z.Copy(), new Sheet(3, 41));
        BiasActivation.Forward(z.Tile, bias.Tile, output.Tile, new DenseLayer(1, Activation.ReLU), type);
        z.Check((r, c) => round(kept[r, c]), 0, 0, "z");
        output.Check((r, c) => round(Math.Max((float)(z[r, c] + bias[0, c]), 0)), 0, 0, "output");
        var given = Sheet.Random(3, 41, 7);
        var gradient = new Sheet(3, 41);
        BiasActivation.Backward(z.Tile, bias.Tile, output.Tile, given.Tile, gradient.Tile, new DenseLayer(1, Activation.Tanh), type);
        gradient.Check((r, c) => round(given[r, c] * (1 - (output[r, c] * output[r, c]))), 0, 0, "gradient");
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        var (a, b) = (new Sheet(2, 3), new Sheet(2, 4));
        Assert.Throws<ArgumentException>(() => BiasActivation.Forward(a.Tile, a.Tile, b.Tile, new DenseLayer(3)));
        Assert.Throws<ArgumentException>(() => BiasActivation.Forward(a.Tile, b.Tile, a.Tile, new DenseLayer(3)));
        Assert.Throws<ArgumentException>(() => BiasActivation.Backward(a.Tile, a.Tile, a.Tile, b.Tile, a.Tile, new DenseLayer(3)));
    }
}
