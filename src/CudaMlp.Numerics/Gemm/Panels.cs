using System.Runtime.CompilerServices;

namespace CudaMlp.Numerics;

/// <summary>A length cut into parts that differ by at most one, the larger ones first: no last part is left with next to nothing.</summary>
internal readonly struct EvenParts
{
    private readonly int _least;
    private readonly int _larger;

    public EvenParts(int total, int largest)
    {
        Count = (total + largest - 1) / largest;
        _least = Count <= 1 ? total : total / Count;
        _larger = total - (_least * Count);
    }

    public int Count { get; }

    public int this[int part]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _least + (part < _larger ? 1 : 0);
    }
}

/// <summary>A block of A as panels of rows: read where they lie, copied row by row, or (transposed) packed with a panel's rows side by side.</summary>
internal readonly unsafe struct PanelsOfA<T, TVector, TSimd>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
{
    private readonly T* _data;
    private readonly nint _rowStride; // 0: side by side
    private readonly nint _kStride;
    private readonly int _depth;

    public PanelsOfA(in GemmMatrix a, int firstRow, int rows, int firstK, int depth, bool pack, GemmWorkspace workspace)
    {
        Rows = new EvenParts(rows, TSimd.MaxRows);
        _depth = depth;
        if (!pack)
        {
            _rowStride = a.Transposed ? 1 : a.Stride;
            _kStride = a.Transposed ? a.Stride : 1;
            _data = (T*)a.Data + (firstK * _kStride) + (firstRow * _rowStride);
            return;
        }
        _data = (T*)workspace.PackedA;
        if (!a.Transposed)
        {
            (_rowStride, _kStride) = (Packing<T, TVector, TSimd>.RowStride(depth), 1);
            for (var i = 0; i < rows; i++)
                Packing<T, TVector, TSimd>.Row(a, firstRow + i, firstK, depth, _data + (i * _rowStride));
            return;
        }
        if (a.Type is ElementType.Half or ElementType.BFloat16)
        {
            WidenRows(a, firstRow, rows, firstK, workspace.Row);
            return;
        }
        for (int i = 0, p = 0; i < rows; i += Rows[p++])
            Packing<T, TVector, TSimd>.Panel(a, true, firstRow + i, Rows[p], firstK, depth, _data + ((nint)i * depth), Rows[p], workspace.Row);
    }

    /// <summary>The heights of the panels.</summary>
    public EvenParts Rows { get; }

    /// <summary>A row of the block at a time: a panel's share of one is too short to widen by itself.</summary>
    private void WidenRows(in GemmMatrix a, int firstRow, int rows, int firstK, float* row)
    {
        for (var k = 0; k < _depth; k++)
        {
            HalfFloats.Widen((ushort*)a.Data + ((firstK + k) * a.Stride) + firstRow, a.Type, row, rows);
            for (int i = 0, p = 0; i < rows; i += Rows[p++])
            {
                var to = _data + ((nint)i * _depth) + ((nint)k * Rows[p]);
                for (var j = 0; j < Rows[p]; j += TSimd.Count)
                    TSimd.Store(TSimd.Load((T*)row + i + j), to + j, Rows[p] - j);
            }
        }
    }

    /// <summary>The panel of <paramref name="rows"/> rows from row <paramref name="i"/> of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Panel(int i, int rows, out nint rowStride, out nint kStride)
    {
        if (_rowStride == 0)
        {
            (rowStride, kStride) = (1, rows);
            return _data + ((nint)i * _depth);
        }
        (rowStride, kStride) = (_rowStride, _kStride);
        return _data + (i * _rowStride);
    }
}

/// <summary>A block of B as panels of two vectors of columns, read where they lie or packed and then filled up with zeros.</summary>
internal readonly unsafe struct PanelsOfB<T, TVector, TSimd>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
{
    private readonly T* _data;
    private readonly int _depth;
    private readonly bool _packed;
    private readonly nint _stride;

    public PanelsOfB(in GemmMatrix b, int firstColumn, int columns, int firstK, int depth, bool pack, GemmWorkspace workspace)
    {
        _depth = depth;
        _packed = pack;
        _stride = b.Stride;
        if (!pack)
        {
            _data = (T*)b.Data + (firstK * b.Stride) + firstColumn;
            return;
        }
        _data = (T*)workspace.PackedB;
        var j = 0;
        if (!b.Transposed && b.Type is ElementType.Single or ElementType.Double)
        {
            const int Together = Packing<T, TVector, TSimd>.PanelsTogether;
            for (; j <= columns - (Together * Width); j += Together * Width)
                Packing<T, TVector, TSimd>.CopyPanels((T*)b.Data + (firstK * b.Stride) + firstColumn + j, b.Stride, depth, _data + ((nint)j * depth));
        }
        for (; j < columns; j += Width)
            Packing<T, TVector, TSimd>.Panel(b, !b.Transposed, firstColumn + j, Math.Min(Width, columns - j), firstK, depth, _data + ((nint)j * depth), Width, workspace.Row);
    }

    /// <summary>Whether the panels were copied; otherwise rows of B lie side by side beyond a panel's width.</summary>
    public bool IsPacked => _packed;

    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * TSimd.Count;
    }

    /// <summary>The panel at column <paramref name="j"/> of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Panel(int j, out nint stride)
    {
        stride = _packed ? Width : _stride;
        return _packed ? _data + ((nint)j * _depth) : _data + j;
    }
}
