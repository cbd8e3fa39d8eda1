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
        var narrow = c.Type is ElementType.Half or ElementType.BFloat16;
        var valpha = TSimd.Broadcast(alpha);
        var vbeta = TSimd.Broadcast(beta);
        for (var r = 0; r < rows; r++)
        {
            var at = ((row + r) * c.Stride) + column;
            var from = sums + (r * stride);
            var to = narrow ? from : (T*)c.Data + at;
            var before = to;
            if (narrow && readC)
            {
                before = rowBuffer;
                HalfFloats.Widen((ushort*)c.Data + at, c.Type, (float*)rowBuffer, columns);
            }
            for (var j = 0; j < columns; j += TSimd.Count)
            {
                var lanes = Math.Min(columns - j, TSimd.Count);
                var value = TSimd.Multiply(TSimd.Load(from + j), valpha);
                if (readC)
                    value = TSimd.MultiplyAdd(TSimd.Load(before + j, lanes), vbeta, value);
                value = TSimd.Apply(ref epilogue, value, row + r, column + j, lanes);
                TSimd.Store(value, to + j, lanes);
            }
            if (narrow)
                HalfFloats.Narrow((float*)from, (ushort*)c.Data + at, c.Type, columns);
        }
    }
}
