using CudaMlp.Cpu.Ops;

namespace CudaMlp.Tests.Cpu;

public class MeanSquaredErrorTests
{
    [Fact]
    public void Every_number_of_outputs_matches_float64()
    {
        for (var outputs = 1; outputs <= 257; outputs++)
        {
            var (p, t) = (Sheet.Random(3, outputs, outputs, 4), Sheet.Random(3, outputs, outputs + 500, 4));
            var gradient = new Sheet(3, outputs);
            var totals = MeanSquaredError.Run(p.Tile, t.Tile, gradient.Tile, 0.5f);
            var sum = 0.0;
            for (var r = 0; r < 3; r++)
            {
                for (var c = 0; c < outputs; c++)
                    sum += Math.Pow((double)p[r, c] - t[r, c], 2) / outputs;
            }

            Close.Equal(sum, totals.Sum, Close.Float32, 0, "loss");
            Assert.Equal(0, totals.Correct);
            gradient.Check((r, c) => 2 * ((double)p[r, c] - t[r, c]) * 0.5 / outputs, Close.Float32, 1e-2 / outputs, "gradient");
        }
    }
}
