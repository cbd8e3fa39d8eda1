using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>
/// The tile of few rows, 1 to 3, by four or eight vectors: as many sums in flight as in the tall one, where a narrow tile of one row
/// would wait for each addition, and B read in long stretches of its rows, which is all that such a product costs.
/// </summary>
internal static unsafe class WideTile<T, TVector, TSimd, TRows, TColumns>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
    where TRows : ICount
    where TColumns : ICount
{
    /// <summary>C = (accumulate ? C : 0) + A·B, the order of additions that of <see cref="Tile{T, TVector, TSimd, TRows, TColumns, TRagged, TColumn}"/>, which asks for C ahead; this one for B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(nint k, T* a, nint rowStride, nint kStride, T* b, nint bStride, T* c, nint cStride, int lanes, bool accumulate, Ahead* ahead)
    {
        TVector c00 = default, c01 = default, c02 = default, c03 = default, c04 = default, c05 = default, c06 = default, c07 = default;
        TVector c10 = default, c11 = default, c12 = default, c13 = default, c14 = default, c15 = default, c16 = default, c17 = default;
        TVector c20 = default, c21 = default, c22 = default, c23 = default, c24 = default, c25 = default, c26 = default, c27 = default;
        var second = TRows.Value > 1 ? rowStride : 0;
        var third = TRows.Value > 2 ? 2 * rowStride : 0;
        // What the processor foresees by itself comes from the second-level cache at 49 of its 64 bytes a cycle.
        var below = 8 * bStride;
        for (; k > 0; k--, a += kStride, b += bStride)
        {
            var x0 = TSimd.Broadcast(a[0]);
            var x1 = TSimd.Broadcast(a[second]);
            var x2 = TSimd.Broadcast(a[third]);
            Column<Count1>(b + (0 * TSimd.Count), below, x0, x1, x2, ref c00, ref c10, ref c20);
            Column<Count2>(b + (1 * TSimd.Count), below, x0, x1, x2, ref c01, ref c11, ref c21);
            Column<Count3>(b + (2 * TSimd.Count), below, x0, x1, x2, ref c02, ref c12, ref c22);
            Column<Count4>(b + (3 * TSimd.Count), below, x0, x1, x2, ref c03, ref c13, ref c23);
            Column<Count5>(b + (4 * TSimd.Count), below, x0, x1, x2, ref c04, ref c14, ref c24);
            Column<Count6>(b + (5 * TSimd.Count), below, x0, x1, x2, ref c05, ref c15, ref c25);
            Column<Count7>(b + (6 * TSimd.Count), below, x0, x1, x2, ref c06, ref c16, ref c26);
            Column<Count8>(b + (7 * TSimd.Count), below, x0, x1, x2, ref c07, ref c17, ref c27);
        }
        Put<Count1>(c + (0 * TSimd.Count), cStride, accumulate, c00, c10, c20);
        Put<Count2>(c + (1 * TSimd.Count), cStride, accumulate, c01, c11, c21);
        Put<Count3>(c + (2 * TSimd.Count), cStride, accumulate, c02, c12, c22);
        Put<Count4>(c + (3 * TSimd.Count), cStride, accumulate, c03, c13, c23);
        Put<Count5>(c + (4 * TSimd.Count), cStride, accumulate, c04, c14, c24);
        Put<Count6>(c + (5 * TSimd.Count), cStride, accumulate, c05, c15, c25);
        Put<Count7>(c + (6 * TSimd.Count), cStride, accumulate, c06, c16, c26);
        Put<Count8>(c + (7 * TSimd.Count), cStride, accumulate, c07, c17, c27);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<TColumn>(T* b, nint below, TVector x0, TVector x1, TVector x2, ref TVector sum0, ref TVector sum1, ref TVector sum2)
        where TColumn : ICount
    {
        if (TColumn.Value > TColumns.Value)
            return;
        if (Sse.IsSupported && (TColumn.Value - 1) * TSimd.Count * sizeof(T) % 64 == 0)
            Sse.Prefetch0(b + below);
        var y = TSimd.Load(b);
        sum0 = TSimd.MultiplyAdd(x0, y, sum0);
        if (TRows.Value > 1)
            sum1 = TSimd.MultiplyAdd(x1, y, sum1);
        if (TRows.Value > 2)
            sum2 = TSimd.MultiplyAdd(x2, y, sum2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TColumn>(T* c, nint cStride, bool accumulate, TVector sum0, TVector sum1, TVector sum2)
        where TColumn : ICount
    {
        if (TColumn.Value > TColumns.Value)
            return;
        TSimd.Store(accumulate ? TSimd.Add(TSimd.Load(c), sum0) : sum0, c);
        if (TRows.Value > 1)
            TSimd.Store(accumulate ? TSimd.Add(TSimd.Load(c + cStride), sum1) : sum1, c + cStride);
        if (TRows.Value > 2)
            TSimd.Store(accumulate ? TSimd.Add(TSimd.Load(c + (2 * cStride)), sum2) : sum2, c + (2 * cStride));
    }
}
