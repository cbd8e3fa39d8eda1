using CudaMlp.Cpu.Ops;

namespace CudaMlp.Tests.Cpu;

public class ColumnSumsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(513)]
    public void Every_width_matches_float64(int rows)
    {
        for (var columns = 0; columns <= 257; columns += rows > 64 ? 16 : 1)
        {
            var source = Sheet.Random(rows, columns, columns);
            var sums = new Sheet(1, columns);
            ColumnSums.Run(source.Tile, sums.Tile);
            sums.Check((_, c) => Enumerable.Range(0, rows).Sum(r => (double)source[r, c]), Close.Float32, Math.Max(1, Math.Sqrt(rows)), "sums");
        }
    }
}
