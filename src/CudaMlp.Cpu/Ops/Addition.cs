using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;

namespace CudaMlp.Cpu.Ops;

/// <summary>Sums of two matrices: a product's parts over two ranges of its inputs.</summary>
public static unsafe class Addition
{
    /// <summary>sum = left + right, all rows × columns; the sum may be one of them.</summary>
    public static void Run(Tile left, Tile right, Tile sum)
    {
        left.CheckSame(right, nameof(right));
        left.CheckSame(sum, nameof(sum));
        var op = new Op(left, right, sum);
        Sweep.Run(sum.Rows, sum.Columns, ref op);
    }

    private readonly struct Op(Tile left, Tile right, Tile sum) : ISweep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T> =>
            T.Store(T.Load(left.Row(row) + column, lanes) + T.Load(right.Row(row) + column, lanes), sum.Row(row) + column, lanes);
    }
}
