using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>A number the compiler knows: one compiled tile for each height and width, from one text.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

internal readonly struct Count0 : ICount
{
    public static int Value => 0;
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
/// The innermost product: a tile of C, <c>TRows</c> rows by <c>TColumns</c> vectors (1 or 2, of which the last is cut
/// short when <c>TRagged</c> is 1), held in registers while k runs. A is read element by element where it lies. What lies side by side there
/// is reached without arithmetic: the elements of a column where <c>TColumn</c> is 1 (a packed panel, a transposed A), else those of a row (A as it is stored).
/// Comparisons with the counts are decided by the compiler; accumulators that a smaller tile does not name vanish.
/// </summary>
internal static unsafe class Tile<T, TVector, TSimd, TRows, TColumns, TRagged, TColumn>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
    where TRows : ICount
    where TColumns : ICount
    where TRagged : ICount
    where TColumn : ICount
{
    /// <summary>
    /// C = (accumulate ? C : 0) + A·B; the last vector of a row of B and C has <paramref name="lanes"/> lanes. Meanwhile it asks for
    /// <paramref name="ahead"/>, a row and some lines in each turn.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(nint k, T* a, nint rowStride, nint kStride, T* b, nint bStride, T* c, nint cStride, int lanes, bool accumulate, Ahead* ahead)
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
        var mask = TRagged.Value > 0 ? TSimd.Mask(lanes) : default;
        // In bytes, since the compiler would scale strides anew in every step. Three rows to a pointer: base, base + stride and base + 2·stride
        // are addresses the processor forms by itself.
        var stride = (TColumn.Value > 0 ? 1 : rowStride) * sizeof(T);
        var step = (TColumn.Value > 0 ? kStride : 1) * sizeof(T);
        var next = bStride * sizeof(T);
        nint stride2 = 2 * stride, step2 = 2 * step, step3 = 3 * step, step4 = 4 * step;
        byte* a0 = (byte*)a, a3 = a0 + (3 * stride), a6 = a0 + (6 * stride), a9 = a0 + (9 * stride), row = (byte*)b;
        // Asked for in one go, lines are in the way of the operands' own: the processor waits for some twenty misses at a time. So a few in each turn.
        var turn = ahead->Steps;
        byte* ask = ahead->Row, lines = ahead->Lines;
        var rowsLeft = TRows.Value;
        for (; k > 0; k -= turn)
        {
            if (Sse.IsSupported && k > turn)
            {
                for (var i = ahead->LinesATurn; i > 0; i--, lines += 64)
                    Sse.Prefetch1(lines);
                if (--rowsLeft >= 0)
                {
                    var last = ((((TColumns.Value - 1) * TSimd.Count) + lanes) * sizeof(T)) - 1;
                    Sse.Prefetch0(ask);
                    Sse.Prefetch0(ask + last);
                    for (var i = 0; i < ahead->Others; i++)
                    {
                        Sse.Prefetch0(ask + ahead->Distance[i]);
                        Sse.Prefetch0(ask + ahead->Distance[i] + last);
                    }
                    ask += ahead->RowStride;
                }
            }
            turn = Math.Min(turn, k);
            var left = turn;
            if (TSimd.MaxRows <= 6)
            {
                // A step of six rows is so short that what only moves pointers would be a quarter of it: four steps at once.
                for (; left >= 4; left -= 4)
                {
                    Rows<Count0>(a0, a3, 0, stride, stride2, Left(row, mask), Right(row, mask), ref c0L, ref c0R, ref c1L, ref c1R, ref c2L, ref c2R, ref c3L, ref c3R, ref c4L, ref c4R, ref c5L, ref c5R);
                    row += next;
                    Rows<Count0>(a0, a3, step, stride, stride2, Left(row, mask), Right(row, mask), ref c0L, ref c0R, ref c1L, ref c1R, ref c2L, ref c2R, ref c3L, ref c3R, ref c4L, ref c4R, ref c5L, ref c5R);
                    row += next;
                    Rows<Count0>(a0, a3, step2, stride, stride2, Left(row, mask), Right(row, mask), ref c0L, ref c0R, ref c1L, ref c1R, ref c2L, ref c2R, ref c3L, ref c3R, ref c4L, ref c4R, ref c5L, ref c5R);
                    row += next;
                    Rows<Count0>(a0, a3, step3, stride, stride2, Left(row, mask), Right(row, mask), ref c0L, ref c0R, ref c1L, ref c1R, ref c2L, ref c2R, ref c3L, ref c3R, ref c4L, ref c4R, ref c5L, ref c5R);
                    row += next;
                    a0 += step4;
                    a3 += step4;
                }
            }
            for (; left > 0; left--)
            {
                var l = Left(row, mask);
                var r = Right(row, mask);
                Rows<Count0>(a0, a3, 0, stride, stride2, l, r, ref c0L, ref c0R, ref c1L, ref c1R, ref c2L, ref c2R, ref c3L, ref c3R, ref c4L, ref c4R, ref c5L, ref c5R);
                Rows<Count6>(a6, a9, 0, stride, stride2, l, r, ref c6L, ref c6R, ref c7L, ref c7R, ref c8L, ref c8R, ref c9L, ref c9R, ref c10L, ref c10R, ref c11L, ref c11R);
                a0 += step;
                a3 += step;
                a6 += step;
                a9 += step;
                row += next;
            }
        }
        if (accumulate)
        {
            Add<Count1>(c + (0 * cStride), mask, ref c0L, ref c0R);
            Add<Count2>(c + (1 * cStride), mask, ref c1L, ref c1R);
            Add<Count3>(c + (2 * cStride), mask, ref c2L, ref c2R);
            Add<Count4>(c + (3 * cStride), mask, ref c3L, ref c3R);
            Add<Count5>(c + (4 * cStride), mask, ref c4L, ref c4R);
            Add<Count6>(c + (5 * cStride), mask, ref c5L, ref c5R);
            Add<Count7>(c + (6 * cStride), mask, ref c6L, ref c6R);
            Add<Count8>(c + (7 * cStride), mask, ref c7L, ref c7R);
            Add<Count9>(c + (8 * cStride), mask, ref c8L, ref c8R);
            Add<Count10>(c + (9 * cStride), mask, ref c9L, ref c9R);
            Add<Count11>(c + (10 * cStride), mask, ref c10L, ref c10R);
            Add<Count12>(c + (11 * cStride), mask, ref c11L, ref c11R);
        }
        Put<Count1>(c + (0 * cStride), mask, c0L, c0R);
        Put<Count2>(c + (1 * cStride), mask, c1L, c1R);
        Put<Count3>(c + (2 * cStride), mask, c2L, c2R);
        Put<Count4>(c + (3 * cStride), mask, c3L, c3R);
        Put<Count5>(c + (4 * cStride), mask, c4L, c4R);
        Put<Count6>(c + (5 * cStride), mask, c5L, c5R);
        Put<Count7>(c + (6 * cStride), mask, c6L, c6R);
        Put<Count8>(c + (7 * cStride), mask, c7L, c7R);
        Put<Count9>(c + (8 * cStride), mask, c8L, c8R);
        Put<Count10>(c + (9 * cStride), mask, c9L, c9R);
        Put<Count11>(c + (10 * cStride), mask, c10L, c10R);
        Put<Count12>(c + (11 * cStride), mask, c11L, c11R);
    }

    /// <summary>A step of k for six rows from row <c>TFirst</c> on, their elements of A at two pointers and <paramref name="at"/>.</summary>
    /// <remarks>Not for twelve: a call of more than 32 arguments is never inlined, and the sums would live in memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows<TFirst>(
        byte* a, byte* a3, nint at, nint stride, nint stride2, TVector left, TVector right,
        ref TVector c0L, ref TVector c0R, ref TVector c1L, ref TVector c1R, ref TVector c2L, ref TVector c2R,
        ref TVector c3L, ref TVector c3R, ref TVector c4L, ref TVector c4R, ref TVector c5L, ref TVector c5R)
        where TFirst : ICount
    {
        Row<TFirst, Count0>(a, at, left, right, ref c0L, ref c0R);
        Row<TFirst, Count1>(a + stride, at, left, right, ref c1L, ref c1R);
        Row<TFirst, Count2>(a + stride2, at, left, right, ref c2L, ref c2R);
        Row<TFirst, Count3>(a3, at, left, right, ref c3L, ref c3R);
        Row<TFirst, Count4>(a3 + stride, at, left, right, ref c4L, ref c4R);
        Row<TFirst, Count5>(a3 + stride2, at, left, right, ref c5L, ref c5R);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TFirst, TRow>(byte* a, nint at, TVector left, TVector right, ref TVector sumLeft, ref TVector sumRight)
        where TFirst : ICount
        where TRow : ICount
    {
        if (TFirst.Value + TRow.Value >= TRows.Value)
            return;
        var x = TSimd.Broadcast(*(T*)(a + at));
        sumLeft = TSimd.MultiplyAdd(x, left, sumLeft);
        if (TColumns.Value > 1)
            sumRight = TSimd.MultiplyAdd(x, right, sumRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Left(byte* b, TVector mask) => TColumns.Value > 1 || TRagged.Value == 0 ? TSimd.Load((T*)b) : TSimd.LoadMasked((T*)b, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Right(byte* b, TVector mask) =>
        TColumns.Value == 1 ? default : TRagged.Value == 0 ? TSimd.Load((T*)b + TSimd.Count) : TSimd.LoadMasked((T*)b + TSimd.Count, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TRow>(T* c, TVector mask, ref TVector sumLeft, ref TVector sumRight)
        where TRow : ICount
    {
        if (TRow.Value > TRows.Value)
            return;
        sumLeft = TSimd.Add(TColumns.Value > 1 ? TSimd.Load(c) : Last(c, mask), sumLeft);
        if (TColumns.Value > 1)
            sumRight = TSimd.Add(Last(c + TSimd.Count, mask), sumRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TRow>(T* c, TVector mask, TVector sumLeft, TVector sumRight)
        where TRow : ICount
    {
        if (TRow.Value > TRows.Value)
            return;
        if (TColumns.Value > 1)
            TSimd.Store(sumLeft, c);
        var last = TColumns.Value > 1 ? sumRight : sumLeft;
        if (TRagged.Value > 0)
            TSimd.StoreMasked(last, c + ((TColumns.Value - 1) * TSimd.Count), mask);
        else
            TSimd.Store(last, c + ((TColumns.Value - 1) * TSimd.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Last(T* source, TVector mask) => TRagged.Value > 0 ? TSimd.LoadMasked(source, mask) : TSimd.Load(source);
}

/// <summary>The compiled tiles by height, width and edge; a tile is compiled when it is first called.</summary>
internal static unsafe class Tiles<T, TVector, TSimd>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
{
    /// <summary>Entry 8·(rows − 1) + 4·(rows of A side by side ? 1 : 0) + 2·(vectors − 1) + (ragged ? 1 : 0).</summary>
    public static readonly delegate*<nint, T*, nint, nint, T*, nint, T*, nint, int, bool, Ahead*, void>[] Table = Build();

    /// <summary>The tiles of few rows: entry 2·(rows − 1), and the next, of four and of eight vectors.</summary>
    public static readonly delegate*<nint, T*, nint, nint, T*, nint, T*, nint, int, bool, Ahead*, void>[] Wide =
    [
        &WideTile<T, TVector, TSimd, Count1, Count4>.Multiply, &WideTile<T, TVector, TSimd, Count1, Count8>.Multiply,
        &WideTile<T, TVector, TSimd, Count2, Count4>.Multiply, &WideTile<T, TVector, TSimd, Count2, Count8>.Multiply,
        &WideTile<T, TVector, TSimd, Count3, Count4>.Multiply, &WideTile<T, TVector, TSimd, Count3, Count8>.Multiply,
    ];

    private static delegate*<nint, T*, nint, nint, T*, nint, T*, nint, int, bool, Ahead*, void>[] Build()
    {
        var table = new delegate*<nint, T*, nint, nint, T*, nint, T*, nint, int, bool, Ahead*, void>[8 * 12];
        Add<Count1>(table);
        Add<Count2>(table);
        Add<Count3>(table);
        Add<Count4>(table);
        Add<Count5>(table);
        Add<Count6>(table);
        Add<Count7>(table);
        Add<Count8>(table);
        Add<Count9>(table);
        Add<Count10>(table);
        Add<Count11>(table);
        Add<Count12>(table);
        return table;
    }

    private static void Add<TRows>(delegate*<nint, T*, nint, nint, T*, nint, T*, nint, int, bool, Ahead*, void>[] table)
        where TRows : ICount
    {
        Add<TRows, Count0>(table, 8 * (TRows.Value - 1));
        Add<TRows, Count1>(table, (8 * (TRows.Value - 1)) + 4);
    }

    private static void Add<TRows, TColumn>(delegate*<nint, T*, nint, nint, T*, nint, T*, nint, int, bool, Ahead*, void>[] table, int first)
        where TRows : ICount
        where TColumn : ICount
    {
        table[first] = &Tile<T, TVector, TSimd, TRows, Count1, Count0, TColumn>.Multiply;
        table[first + 1] = &Tile<T, TVector, TSimd, TRows, Count1, Count1, TColumn>.Multiply;
        table[first + 2] = &Tile<T, TVector, TSimd, TRows, Count2, Count0, TColumn>.Multiply;
        table[first + 3] = &Tile<T, TVector, TSimd, TRows, Count2, Count1, TColumn>.Multiply;
    }
}
