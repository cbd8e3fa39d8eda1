using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Cpu.Simd;

namespace CudaMlp.Cpu.Ops;

/// <summary>
/// The largest |x| of a matrix. From the largest input and the largest gradient of a layer follows a bound on every sum of their products,
/// and so, nearly always, that its weight gradient is finite before it has been computed.
/// </summary>
public static unsafe class LargestMagnitude
{
    /// <summary>0 for an empty matrix; NaN where an element is NaN.</summary>
    public static float Of(Tile source)
    {
        if (Vector512.IsHardwareAccelerated)
            return Of<Wide512>(source);
        if (Vector256.IsHardwareAccelerated)
            return Of<Wide256>(source);
        return Of<Wide128>(source);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Of<T>(Tile source)
        where T : struct, IWide<T>
    {
        var (rows, columns) = source.Flattened();
        T even = T.Create(0), odd = T.Create(0);
        for (var r = 0; r < rows; r++)
        {
            var row = source.Row(r);
            var c = 0;
            for (; c <= columns - (2 * T.Count); c += 2 * T.Count)
            {
                even = T.Max(even, Functions.Abs(T.Load(row + c, T.Count)));
                odd = T.Max(odd, Functions.Abs(T.Load(row + c + T.Count, T.Count)));
            }

            for (; c < columns; c += T.Count)
                even = T.Max(even, Functions.Abs(T.Load(row + c, Math.Min(columns - c, T.Count))));
        }

        return T.MaxAcross(T.Max(even, odd));
    }
}
