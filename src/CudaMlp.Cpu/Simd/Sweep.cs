using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CudaMlp.Cpu.Simd;

/// <summary>What to do with some neighbouring elements of a row.</summary>
internal interface ISweep
{
    /// <summary>Elements (<paramref name="row"/>, <paramref name="column"/>) and on, <paramref name="lanes"/> of them, at most a vector.</summary>
    void Invoke<TWide>(int row, int column, int lanes)
        where TWide : struct, IWide<TWide>;
}

/// <summary>
/// The one driver of the elementwise ops: walks a matrix row by row in the widest vectors, the last of a row by a mask, so that no element is
/// touched twice (ops work in place) and none beyond the row.
/// </summary>
internal static class Sweep
{
    public static void Run<TOp>(int rows, int columns, ref TOp op)
        where TOp : struct, ISweep
    {
        if (Vector512.IsHardwareAccelerated)
            Run<TOp, Wide512>(rows, columns, ref op);
        else if (Vector256.IsHardwareAccelerated)
            Run<TOp, Wide256>(rows, columns, ref op);
        else
            Run<TOp, Wide128>(rows, columns, ref op);
    }

    /// <summary>The same in a width of the caller's choice. Compiled fully at once: unoptimized vector code is a hundred times slower, for most of a first epoch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TOp, TWide>(int rows, int columns, ref TOp op)
        where TOp : struct, ISweep
        where TWide : struct, IWide<TWide>
    {
        // A copy in registers: what the op accumulates would otherwise go through memory at each vector.
        var local = op;
        var whole = columns - (columns % TWide.Count);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < whole; column += TWide.Count)
                local.Invoke<TWide>(row, column, TWide.Count);
            if (whole < columns)
                local.Invoke<TWide>(row, whole, columns - whole);
        }

        op = local;
    }
}
