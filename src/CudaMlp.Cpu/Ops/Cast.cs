using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Ops;

/// <summary>
/// Rounds to a half type, to the nearest and ties to even, and keeps the rounded values in float32, as the CPU's mixed precision does. The kernels store
/// the 16 bits themselves.
/// </summary>
public static class Cast
{
    /// <summary>Destination[r, c] = source[r, c] rounded to <paramref name="type"/>. The two may be one matrix.</summary>
    public static void Round(Tile source, Tile destination, ElementType type)
    {
        source.CheckSame(destination, nameof(destination));
        switch (type)
        {
            case ElementType.Float16: Run<ToFloat16>(source, destination); break;
            case ElementType.BFloat16: Run<ToBFloat16>(source, destination); break;
            default: Run<ToFloat32>(source, destination); break;
        }
    }

    private static void Run<TRounding>(Tile source, Tile destination)
        where TRounding : struct, IRounding
    {
        var op = new Op<TRounding>(source, destination);
        Sweep.Run(source.Rows, source.Columns, ref op);
    }

    private readonly unsafe struct Op<TRounding>(Tile source, Tile destination) : ISweep
        where TRounding : struct, IRounding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T> =>
            T.Store(TRounding.Round(T.Load(source.Row(row) + column, lanes)), destination.Row(row) + column, lanes);
    }
}
