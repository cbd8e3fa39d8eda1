using CsCheck;
using CudaMlp.Cpu.Ops;
using CudaMlp.Data;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Tests.Cpu;

public class GatherBatchTests
{
    /// <summary>Width, rows there are and rows that are taken, in any order and some of them twice.</summary>
    private static readonly Gen<(int Features, int Rows, int[] Taken)> Batches = Gen.Select(Gen.Int[1, 257], Gen.Int[1, 9]).SelectMany(
        (features, rows) => Gen.Int[0, rows - 1].Array[0, 6].Select(taken => (features, rows, taken)));

    [Fact]
    public void Bytes_of_every_width_match_float64() => Batches.SelectMany(b => Gen.Byte.Array[b.Rows * b.Features], (b, bytes) => (b.Features, b.Rows, b.Taken, bytes)).Sample(
        (features, rows, taken, bytes) =>
        {
            var (scale, shift) = Preprocessing(features);
            var output = new Sheet(taken.Length, features);
            GatherBatch.Run(DataBlock.Of(bytes, rows, scale, shift), taken, output.Tile);
            output.Check((r, c) => ((double)bytes[(taken[r] * features) + c] * scale[c]) + shift[c], Close.Float32, 1, "bytes");
        },
        iter: 500);

    [Fact]
    public void Floats_of_every_width_match_float64() => Batches.SelectMany(b => Gen.Float[-5, 5].Array[b.Rows * b.Features], (b, floats) => (b.Features, b.Rows, b.Taken, floats)).Sample(
        (features, rows, taken, floats) =>
        {
            var (scale, shift) = Preprocessing(features);
            var output = new Sheet(taken.Length, features);
            GatherBatch.Run(DataBlock.Of(floats, rows, scale, shift), taken, output.Tile);
            output.Check((r, c) => ((double)floats[(taken[r] * features) + c] * scale[c]) + shift[c], Close.Float32, 1, "floats");
        },
        iter: 500);

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
