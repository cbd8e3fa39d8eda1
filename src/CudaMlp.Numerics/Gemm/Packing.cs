using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>
/// Copies a strip of a matrix into a panel, in the arithmetic's type: element (r, k) goes to <c>panel[k·step + r]</c>, or row by row.
/// </summary>
internal static unsafe class Packing<T, TVector, TSimd>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
{
    /// <summary>Elements at the end of a row buffer that may be needed at once: four rows of a block's depth.</summary>
    private const int RowsAtOnce = 4;

    /// <summary>Panels that <see cref="CopyPanels"/> fills side by side: of each row, which may be a page from the next, so much is read at once.</summary>
    public const int PanelsTogether = 4;

    /// <summary>A panel may write up to a vector's width beyond its end: what lies there is packed after it.</summary>
    /// <param name="matrix">What to read.</param>
    /// <param name="alongPanel">Whether neighbours in the panel (r) lie side by side in memory, rather than neighbours in k.</param>
    /// <param name="first">The panel's first row or column.</param>
    /// <param name="width">Rows or columns of the panel; those from here to <paramref name="step"/> become zero.</param>
    /// <param name="firstK">Where k begins.</param>
    /// <param name="depth">How many k.</param>
    /// <param name="panel">Destination.</param>
    /// <param name="step">Elements from one k to the next.</param>
    /// <param name="rows">Room for 4·<see cref="GemmWorkspace.MaxDepth"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel(in GemmMatrix matrix, bool alongPanel, nint first, int width, nint firstK, int depth, T* panel, int step, float* rows)
    {
        var stride = matrix.Stride;
        var origin = alongPanel ? (firstK * stride) + first : (first * stride) + firstK;
        if (width < step && (matrix.Type is ElementType.Half or ElementType.BFloat16 || !alongPanel))
        {
            for (var k = 0; k < depth; k++)
                new Span<T>(panel + (k * step) + width, step - width).Clear();
        }
        if (matrix.Type is ElementType.Half or ElementType.BFloat16)
        {
            if (typeof(T) == typeof(float))
                WidenPanel((ushort*)matrix.Data + origin, matrix.Type, stride, alongPanel, width, depth, (float*)panel, step, rows);
        }
        else if (alongPanel)
        {
            Copy((T*)matrix.Data + origin, stride, width, depth, panel, step);
        }
        else
        {
            Transpose((T*)matrix.Data + origin, stride, width, depth, panel, step);
        }
    }

    /// <summary>Elements between rows that lie <paramref name="depth"/> long one after the other: an odd number of cache lines, so that no two neighbours fall on one set.</summary>
    public static nint RowStride(int depth)
    {
        const int Line = 64;
        return ((((depth * sizeof(T)) + Line - 1) / Line) | 1) * Line / sizeof(T);
    }

    /// <summary>A row as it lies, element k to <c>to[k]</c>. Cheaper than with a panel's rows side by side, and read as fast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(in GemmMatrix matrix, nint row, nint firstK, int depth, T* to)
    {
        if (matrix.Type is ElementType.Half or ElementType.BFloat16)
        {
            HalfFloats.Widen(matrix.At(row, firstK), matrix.Type, (float*)to, depth);
            return;
        }
        var from = (T*)matrix.At(row, firstK);
        var k = 0;
        for (; k <= depth - TSimd.Count; k += TSimd.Count)
        {
            // The next row, which may be a page away.
            if (Sse.IsSupported)
                Sse.Prefetch0(from + matrix.Stride + k);
            TSimd.Store(TSimd.Load(from + k), to + k);
        }
        for (; k < depth; k++)
            to[k] = from[k];
    }

    /// <summary>Panels of two vectors, one behind the other, from as many neighbouring columns of a matrix in the arithmetic's type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyPanels(T* source, nint stride, int depth, T* panels)
    {
        var width = 2 * TSimd.Count;
        var size = (nint)depth * width;
        // Further rows ahead would push out each other: whole pages apart, they share the twelve lines of one set.
        var ahead = 8 * stride;
        for (; depth > 0; depth--, source += stride, panels += width)
        {
            for (nint i = 0, from = 0; i < PanelsTogether; i++, from += width)
            {
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(source + ahead + from);
                    Sse.Prefetch0(source + ahead + from + TSimd.Count);
                }
                var to = panels + (i * size);
                TSimd.Store(TSimd.Load(source + from), to);
                TSimd.Store(TSimd.Load(source + from + TSimd.Count), to + TSimd.Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenPanel(ushort* source, ElementType type, nint stride, bool alongPanel, int width, int depth, float* panel, int step, float* rows)
    {
        if (alongPanel)
        {
            for (var k = 0; k < depth; k++)
                HalfFloats.Widen(source + (k * stride), type, panel + ((nint)k * step), width);
            return;
        }
        for (var r = 0; r < width; r += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, width - r);
            for (var i = 0; i < count; i++)
                HalfFloats.Widen(source + ((r + i) * stride), type, rows + (i * GemmWorkspace.MaxDepth), depth);
            Transpose((T*)rows, GemmWorkspace.MaxDepth, count, depth, (T*)panel + r, step);
        }
    }

    /// <summary>Whole vectors to each k, ascending: what spills over into the next k is written again by it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(T* source, nint stride, int width, int depth, T* panel, int step)
    {
        var full = width - (width % TSimd.Count);
        var rest = width - full;
        // Rows a page or more apart are each a miss that no hardware foresees.
        var ahead = 16 * stride;
        for (; depth > 0; depth--, source += stride, panel += step)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(source + ahead);
                Sse.Prefetch0(source + ahead + width - 1);
            }
            for (var r = 0; r < full; r += TSimd.Count)
                TSimd.Store(TSimd.Load(source + r), panel + r);
            if (rest > 0)
                TSimd.Store(TSimd.Load(source + full, rest), panel + full);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(T* source, nint stride, int width, int depth, T* panel, int step)
    {
        var r = 0;
        if (typeof(T) == typeof(float))
        {
            Zipped<Vector512<float>, Zip512>((float*)source, stride, width, depth, (float*)panel, step, ref r);
            Zipped<Vector256<float>, Zip256>((float*)source, stride, width, depth, (float*)panel, step, ref r);
            Zipped<Vector128<float>, Zip128>((float*)source, stride, width, depth, (float*)panel, step, ref r);
        }
        for (; r < width; r++)
        {
            var s = source + (r * stride);
            var d = panel + r;
            for (var k = 0; k < depth; k++, d += step)
                *d = s[k];
        }
    }

    /// <summary>As many rows from <paramref name="r"/> on as make whole vectors; four k at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Zipped<TLanes, TZip>(float* source, nint stride, int width, int depth, float* panel, int step, ref int r)
        where TLanes : unmanaged
        where TZip : IZip<TLanes>
    {
        if (!TZip.IsSupported)
            return;
        for (; r <= width - TZip.Rows; r += TZip.Rows)
        {
            var from = source + (r * stride);
            var to = panel + r;
            var k = 0;
            for (; k <= depth - 4; k += 4, from += 4, to += 4 * step)
            {
                var r0 = TZip.Load(from, 4 * stride);
                var r1 = TZip.Load(from + stride, 4 * stride);
                var r2 = TZip.Load(from + (2 * stride), 4 * stride);
                var r3 = TZip.Load(from + (3 * stride), 4 * stride);
                var low02 = TZip.Low(r0, r2);
                var low13 = TZip.Low(r1, r3);
                var high02 = TZip.High(r0, r2);
                var high13 = TZip.High(r1, r3);
                TZip.Store(TZip.Low(low02, low13), to);
                TZip.Store(TZip.High(low02, low13), to + step);
                TZip.Store(TZip.Low(high02, high13), to + (2 * step));
                TZip.Store(TZip.High(high02, high13), to + (3 * step));
            }
            for (; k < depth; k++, from++, to += step)
            {
                for (var i = 0; i < TZip.Rows; i++)
                    to[i] = from[i * stride];
            }
        }
    }
}
