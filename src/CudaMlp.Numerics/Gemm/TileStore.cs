using System.Runtime.CompilerServices;

namespace CudaMlp.Numerics;

/// <summary>The way from a tile's sums to C: scaling, what C held before, the epilogue, rounding, and the ragged edge.</summary>
internal static unsafe class TileStore<T, TVector, TSimd>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
{
    /// <summary>
    /// C[row…, column…] = epilogue(alpha·sums + beta·C). The sums lie <paramref name="stride"/> apart, can be read to a whole
    /// vector, and are overwritten when C is narrower than T; the buffer has room for a row of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish<TEpilogue>(
        T* sums, nint stride, int rows, int columns, in GemmMatrix c, T alpha, T beta, bool readC, ref TEpilogue epilogue, int row, int column, T* rowBuffer)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        if (c.Type is ElementType.Half or ElementType.BFloat16)
        {
            FinishNarrow(sums, stride, rows, columns, c, alpha, beta, readC, ref epilogue, row, column, rowBuffer);
            return;
        }
        var to = (T*)c.Data + (row * c.Stride) + column;
        Scale(sums, stride, to, c.Stride, to, c.Stride, rows, columns, alpha, beta, readC, ref epilogue, row, column);
    }

    private static void FinishNarrow<TEpilogue>(
        T* sums, nint stride, int rows, int columns, in GemmMatrix c, T alpha, T beta, bool readC, ref TEpilogue epilogue, int row, int column, T* rowBuffer)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        if (!readC)
            Scale(sums, stride, sums, stride, sums, stride, rows, columns, alpha, beta, false, ref epilogue, row, column);
        for (var r = 0; r < rows; r++, sums += stride)
        {
            var at = (ushort*)c.Data + ((row + r) * c.Stride) + column;
            if (readC)
            {
                HalfFloats.Widen(at, c.Type, (float*)rowBuffer, columns);
                Scale(sums, stride, rowBuffer, 0, sums, stride, 1, columns, alpha, beta, true, ref epilogue, row + r, column);
            }
            HalfFloats.Narrow((float*)sums, at, c.Type, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<TEpilogue>(
        T* sums, nint stride, T* before, nint beforeStride, T* to, nint toStride, int rows, int columns, T alpha, T beta, bool readC, ref TEpilogue epilogue, int row, int column)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        var valpha = TSimd.Broadcast(alpha);
        var vbeta = TSimd.Broadcast(beta);
        var held = epilogue; // a copy that stays in registers
        for (var j = 0; j < columns; j += TSimd.Count)
        {
            var lanes = Math.Min(columns - j, TSimd.Count);
            for (var r = 0; r < rows; r++)
            {
                var value = TSimd.Multiply(TSimd.Load(sums + (r * stride) + j), valpha);
                if (readC)
                    value = TSimd.MultiplyAdd(TSimd.Load(before + (r * beforeStride) + j, lanes), vbeta, value);
                value = TSimd.Apply(ref held, value, row + r, column + j, lanes);
                TSimd.Store(value, to + (r * toStride) + j, lanes);
            }
        }
    }
}
