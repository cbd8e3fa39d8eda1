using CudaMlp.Cpu.Ops;
using CudaMlp.Data;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Tests.Cpu;

public class GatherBatchTests
{
    [Fact]
    public void Bytes_of_every_width_match_float64()
    {
        for (var features = 1; features <= 257; features++)
        {
            var bytes = new byte[9 * features];
            new Random(features).NextBytes(bytes);
            var (scale, shift) = Preprocessing(features);
            var rows = new[] { 8, 0, 3, 3 };
            var output = new Sheet(4, features);
            GatherBatch.Run(DataBlock.Of(bytes, 9, scale, shift), rows, output.Tile);
            output.Check((r, c) => ((double)bytes[(rows[r] * features) + c] * scale[c]) + shift[c], Close.Float32, 1, "bytes");
        }
    }

    [Fact]
    public void Floats_of_every_width_match_float64()
    {
        for (var features = 1; features <= 257; features++)
        {
            var random = new Random(features);
            var floats = Enumerable.Range(0, 5 * features).Select(_ => (random.NextSingle() * 10) - 5).ToArray();
            var (scale, shift) = Preprocessing(features);
            var rows = new[] { 4, 2, 0 };
            var output = new Sheet(3, features);
            GatherBatch.Run(DataBlock.Of(floats, 5, scale, shift), rows, output.Tile);
            output.Check((r, c) => ((double)floats[(rows[r] * features) + c] * scale[c]) + shift[c], Close.Float32, 1, "floats");
        }
    }

    [Fact]
    public void Mixed_precision_rounds_the_inputs()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var data = DataBlock.Of(bytes, 1, Enumerable.Repeat(1 / 255f, 256).ToArray(), new float[256]);
        var output = new Sheet(1, 256);
        GatherBatch.Run(data, [0], output.Tile, ElementType.Float16);
        output.Check((_, c) => Exact.Half(c * (1 / 255f)), 0, 0, "half");
    }

    [Fact]
    public void A_row_that_is_not_there_is_refused()
    {
        var data = DataBlock.Of(new byte[6], 2, [1, 1, 1], [0, 0, 0]);
        var output = new Sheet(1, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => GatherBatch.Run(data, [2], output.Tile));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatherBatch.Run(data, [-1], output.Tile));
        Assert.Throws<ArgumentException>(() => GatherBatch.Run(data, [0, 1], output.Tile));
        output.CheckGuards("output");
    }

    private static (float[] Scale, float[] Shift) Preprocessing(int features) =>
        (Enumerable.Range(1, features).Select(i => 1f / i).ToArray(), Enumerable.Range(0, features).Select(i => -0.1f * i).ToArray());
}
