using CudaMlp.Cpu;
using CudaMlp.Cpu.Ops;
using CudaMlp.Numerics;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Tests.Cpu;

public class DropoutTests
{
    [Fact]
    public void Every_width_draws_the_documented_mask()
    {
        var mask = new DropoutMask(0x1234_5678_9ABC_DEF0, 3, (7L << 32) + 5, 0.3f);
        for (var columns = 0; columns <= 257; columns++)
        {
            var input = Sheet.Random(3, columns, columns, 2);
            var output = new Sheet(3, columns);
            Dropout.Run(mask, input.Tile, output.Tile, 0, 0, columns);
            output.Check((r, c) => Keeps(mask, (r * columns) + c) ? input[r, c] / (1 - 0.3) : 0, Close.Float32, 0, "output");
        }
    }

    [Fact]
    public void A_window_draws_what_the_whole_draws()
    {
        var mask = new DropoutMask(42, 0, 9, 0.5f);
        var input = Sheet.Random(10, 77, 1);
        var (whole, inPlace) = (new Sheet(10, 77), input.Copy());
        Dropout.Run(mask, input.Tile, whole.Tile, 0, 0, 77);
        Dropout.Run(mask, inPlace.Tile.SliceRows(new Share(0, 3)), inPlace.Tile.SliceRows(new Share(0, 3)), 0, 0, 77);
        foreach (var columns in new[] { new Share(0, 32), new Share(32, 45) })
        {
            var window = inPlace.Tile.SliceRows(new Share(3, 7)).SliceColumns(columns);
            Dropout.Run(mask, window, window, 3, columns.Start, 77);
        }

        inPlace.Check((r, c) => whole[r, c], 0, 0, "by windows");
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.9f)]
    public void The_share_kept_is_as_asked(float rate)
    {
        var input = new Sheet(100, 1000, (_, _) => 1);
        Dropout.Run(new DropoutMask(1, 1, 1, rate), input.Tile, input.Tile, 0, 0, 1000);
        var kept = 0;
        for (var r = 0; r < 100; r++)
        {
            for (var c = 0; c < 1000; c++)
                kept += input[r, c] != 0 ? 1 : 0;
        }

        // Five standard deviations of a binomial count of 100,000.
        Assert.InRange(kept / 1e5, 1 - rate - (5 * Math.Sqrt(rate * (1 - rate) / 1e5)), 1 - rate + (5 * Math.Sqrt(rate * (1 - rate) / 1e5)));
    }

    [Fact]
    public void Mixed_precision_rounds_and_what_is_dropped_is_zero_even_if_NaN()
    {
        var mask = new DropoutMask(5, 2, 0, 0.5f);
        var input = new Sheet(1, 64, (_, c) => c % 2 == 0 ? double.NaN : 0.1 * c);
        var output = new Sheet(1, 64);
        Dropout.Run(mask, input.Tile, output.Tile, 0, 0, 64, ElementType.BFloat16);
        output.Check((_, c) => Keeps(mask, c) ? Exact.BFloat(input[0, c] * 2f) : 0, 0, 0, "output");
    }

    private static bool Keeps(DropoutMask mask, int index)
    {
        var block = Philox.Block((uint)mask.Seed, (uint)(mask.Seed >> 32), (uint)(index / 4), (uint)mask.Layer, (uint)mask.Step, (uint)(mask.Step >> 32));
        return (block[index % 4] >> 8) * Math.Pow(2, -24) >= mask.Rate;
    }
}
