using System.Runtime.CompilerServices;

namespace CudaMlp.Numerics;

/// <summary>A number the compiler knows: one compiled tile for each height and width, from one text.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

internal readonly struct Count1 : ICount
{
    public static int Value => 1;
}

internal readonly struct Count2 : ICount
{
    public static int Value => 2;
}

internal readonly struct Count3 : ICount
{
    public static int Value => 3;
}

internal readonly struct Count4 : ICount
{
    public static int Value => 4;
}

internal readonly struct Count5 : ICount
{
    public static int Value => 5;
}

internal readonly struct Count6 : ICount
{
    public static int Value => 6;
}

internal readonly struct Count7 : ICount
{
    public static int Value => 7;
}

internal readonly struct Count8 : ICount
{
    public static int Value => 8;
}

internal readonly struct Count9 : ICount
{
    public static int Value => 9;
}

internal readonly struct Count10 : ICount
{
    public static int Value => 10;
}

internal readonly struct Count11 : ICount
{
    public static int Value => 11;
}

internal readonly struct Count12 : ICount
{
    public static int Value => 12;
}

/// <summary>
/// The innermost product: a tile of C, <c>TRows</c> rows by <c>TColumns</c> vectors (1 or 2), held in registers while k
/// runs. A is read element by element at any strides, so that a packed panel (row stride 1), a transposed A (row stride
/// 1) and an A as it lies (row stride its leading dimension) are the same to it. Comparisons with TRows and TColumns
/// are decided by the compiler; accumulators that a smaller tile does not name vanish.
/// </summary>
internal static unsafe class Tile<T, TVector, TSimd, TRows, TColumns>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
    where TRows : ICount
    where TColumns : ICount
{
    /// <summary>C[rows × columns·width] = (accumulate ? C : 0) + A·B. B's rows are whole vectors, <paramref name="bStride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(nint k, T* a, nint rowStride, nint kStride, T* b, nint bStride, T* c, nint cStride, bool accumulate)
    {
        TVector c0L = default, c0R = default;
        TVector c1L = default, c1R = default;
        TVector c2L = default, c2R = default;
        TVector c3L = default, c3R = default;
        TVector c4L = default, c4R = default;
        TVector c5L = default, c5R = default;
        TVector c6L = default, c6R = default;
        TVector c7L = default, c7R = default;
        TVector c8L = default, c8R = default;
        TVector c9L = default, c9R = default;
        TVector c10L = default, c10R = default;
        TVector c11L = default, c11R = default;
        var rowStride2 = 2 * rowStride;
        // Three rows to a pointer: base, base + stride and base + 2·stride are addresses the processor forms by itself.
        T* a3 = a + (3 * rowStride), a6 = a + (6 * rowStride), a9 = a + (9 * rowStride);
        for (; k > 0; k--)
        {
            var left = TSimd.Load(b);
            var right = TColumns.Value > 1 ? TSimd.Load(b + TSimd.Count) : default;
            Row<Count1>(a, left, right, ref c0L, ref c0R);
            Row<Count2>(a + rowStride, left, right, ref c1L, ref c1R);
            Row<Count3>(a + rowStride2, left, right, ref c2L, ref c2R);
            Row<Count4>(a3, left, right, ref c3L, ref c3R);
            Row<Count5>(a3 + rowStride, left, right, ref c4L, ref c4R);
            Row<Count6>(a3 + rowStride2, left, right, ref c5L, ref c5R);
            Row<Count7>(a6, left, right, ref c6L, ref c6R);
            Row<Count8>(a6 + rowStride, left, right, ref c7L, ref c7R);
            Row<Count9>(a6 + rowStride2, left, right, ref c8L, ref c8R);
            Row<Count10>(a9, left, right, ref c9L, ref c9R);
            Row<Count11>(a9 + rowStride, left, right, ref c10L, ref c10R);
            Row<Count12>(a9 + rowStride2, left, right, ref c11L, ref c11R);
            a += kStride;
            a3 += kStride;
            a6 += kStride;
            a9 += kStride;
            b += bStride;
        }
        if (accumulate)
        {
            Add<Count1>(c + (0 * cStride), ref c0L, ref c0R);
            Add<Count2>(c + (1 * cStride), ref c1L, ref c1R);
            Add<Count3>(c + (2 * cStride), ref c2L, ref c2R);
            Add<Count4>(c + (3 * cStride), ref c3L, ref c3R);
            Add<Count5>(c + (4 * cStride), ref c4L, ref c4R);
            Add<Count6>(c + (5 * cStride), ref c5L, ref c5R);
            Add<Count7>(c + (6 * cStride), ref c6L, ref c6R);
            Add<Count8>(c + (7 * cStride), ref c7L, ref c7R);
            Add<Count9>(c + (8 * cStride), ref c8L, ref c8R);
            Add<Count10>(c + (9 * cStride), ref c9L, ref c9R);
            Add<Count11>(c + (10 * cStride), ref c10L, ref c10R);
            Add<Count12>(c + (11 * cStride), ref c11L, ref c11R);
        }
        Put<Count1>(c + (0 * cStride), c0L, c0R);
        Put<Count2>(c + (1 * cStride), c1L, c1R);
        Put<Count3>(c + (2 * cStride), c2L, c2R);
        Put<Count4>(c + (3 * cStride), c3L, c3R);
        Put<Count5>(c + (4 * cStride), c4L, c4R);
        Put<Count6>(c + (5 * cStride), c5L, c5R);
        Put<Count7>(c + (6 * cStride), c6L, c6R);
        Put<Count8>(c + (7 * cStride), c7L, c7R);
        Put<Count9>(c + (8 * cStride), c8L, c8R);
        Put<Count10>(c + (9 * cStride), c9L, c9R);
        Put<Count11>(c + (10 * cStride), c10L, c10R);
        Put<Count12>(c + (11 * cStride), c11L, c11R);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TRow>(T* a, TVector left, TVector right, ref TVector sumLeft, ref TVector sumRight)
        where TRow : ICount
    {
        if (TRow.Value > TRows.Value)
            return;
        var x = TSimd.Broadcast(*a);
        sumLeft = TSimd.MultiplyAdd(x, left, sumLeft);
        if (TColumns.Value > 1)
            sumRight = TSimd.MultiplyAdd(x, right, sumRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TRow>(T* c, ref TVector sumLeft, ref TVector sumRight)
        where TRow : ICount
    {
        if (TRow.Value > TRows.Value)
            return;
        sumLeft = TSimd.Add(TSimd.Load(c), sumLeft);
        if (TColumns.Value > 1)
            sumRight = TSimd.Add(TSimd.Load(c + TSimd.Count), sumRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TRow>(T* c, TVector sumLeft, TVector sumRight)
        where TRow : ICount
    {
        if (TRow.Value > TRows.Value)
            return;
        TSimd.Store(sumLeft, c);
        if (TColumns.Value > 1)
            TSimd.Store(sumRight, c + TSimd.Count);
    }
}

/// <summary>The compiled tiles by height and width; a tile is compiled when it is first called.</summary>
internal static unsafe class Tiles<T, TVector, TSimd>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
{
    /// <summary>Entry 2·(rows − 1) + (columns − 1).</summary>
    public static readonly delegate*<nint, T*, nint, nint, T*, nint, T*, nint, bool, void>[] Table =
    [
        &Tile<T, TVector, TSimd, Count1, Count1>.Multiply, &Tile<T, TVector, TSimd, Count1, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count2, Count1>.Multiply, &Tile<T, TVector, TSimd, Count2, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count3, Count1>.Multiply, &Tile<T, TVector, TSimd, Count3, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count4, Count1>.Multiply, &Tile<T, TVector, TSimd, Count4, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count5, Count1>.Multiply, &Tile<T, TVector, TSimd, Count5, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count6, Count1>.Multiply, &Tile<T, TVector, TSimd, Count6, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count7, Count1>.Multiply, &Tile<T, TVector, TSimd, Count7, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count8, Count1>.Multiply, &Tile<T, TVector, TSimd, Count8, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count9, Count1>.Multiply, &Tile<T, TVector, TSimd, Count9, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count10, Count1>.Multiply, &Tile<T, TVector, TSimd, Count10, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count11, Count1>.Multiply, &Tile<T, TVector, TSimd, Count11, Count2>.Multiply,
        &Tile<T, TVector, TSimd, Count12, Count1>.Multiply, &Tile<T, TVector, TSimd, Count12, Count2>.Multiply,
    ];
}
