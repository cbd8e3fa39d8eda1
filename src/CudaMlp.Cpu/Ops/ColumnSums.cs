using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;

namespace CudaMlp.Cpu.Ops;

/// <summary>Sums down the columns of a matrix: the gradient of a bias.</summary>
public static unsafe class ColumnSums
{
    /// <summary>sums[c] = Σ over r of source[r, c], in the order of the rows; zeros where there are none.</summary>
    public static void Run(Tile source, Tile sums)
    {
        if (sums.Columns != source.Columns)
            throw new ArgumentException($"{sums.Columns} sums do not fit {source.Columns} columns");
        var op = new Op(source, sums);
        Sweep.Run(1, source.Columns, ref op);
    }

    private readonly struct Op(Tile source, Tile sums) : ISweep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            // Two chains hide the latency of the additions.
            T even = T.Create(0), odd = T.Create(0);
            var r = 0;
            for (; r + 1 < source.Rows; r += 2)
            {
                even += T.Load(source.Row(r) + column, lanes);
                odd += T.Load(source.Row(r + 1) + column, lanes);
            }

            if (r < source.Rows)
                even += T.Load(source.Row(r) + column, lanes);
            T.Store(even + odd, sums.Data + column, lanes);
        }
    }
}
