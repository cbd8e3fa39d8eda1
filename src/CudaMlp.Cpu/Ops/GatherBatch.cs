using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CudaMlp.Cpu.Simd;
using CudaMlp.Data;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Ops;

/// <summary>Copies chosen rows of a data block into a batch, bytes or floats to the network's inputs: x·scale + shift, a feature each.</summary>
public static unsafe class GatherBatch
{
    /// <summary>Rows lie anywhere in the data: those that come next are fetched while these are converted.</summary>
    private const int Ahead = 8;

    private const int CacheLine = 64;

    /// <param name="data">The block; its features are the output's columns.</param>
    /// <param name="rows">One row of the block for each row of the output; checked against the block.</param>
    /// <param name="output">rows × features.</param>
    /// <param name="type">To which the inputs are rounded.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row that the block has not.</exception>
    public static void Run(DataBlock data, ReadOnlySpan<int> rows, Tile output, ElementType type = ElementType.Float32)
    {
        if (output.Rows != rows.Length || output.Columns != data.Features)
            throw new ArgumentException($"{rows.Length} rows of {data.Features} features do not fit {output.Rows} × {output.Columns}");
        fixed (float* scale = data.Scale)
        fixed (float* shift = data.Shift)
        fixed (byte* bytes = data.Bytes.Span)
        fixed (float* floats = data.Floats.Span)
        fixed (int* index = rows)
        {
            foreach (var row in rows)
            {
                if ((uint)row >= (uint)data.Rows)
                    throw new ArgumentOutOfRangeException(nameof(rows), row, $"the block has {data.Rows} rows");
            }

            if (data.IsBytes)
                Run(new ByteSource(bytes), scale, shift, index, output, type);
            else
                Run(new FloatSource(floats), scale, shift, index, output, type);
        }
    }

    /// <summary>Asks for rows that a later batch gathers, so that they lie in this core's second cache by then. Changes nothing but the time.</summary>
    public static void Fetch(DataBlock data, ReadOnlySpan<int> rows)
    {
        fixed (byte* bytes = data.Bytes.Span)
        fixed (float* floats = data.Floats.Span)
        {
            foreach (var row in rows)
            {
                if (data.IsBytes)
                    new ByteSource(bytes).Prefetch((nint)row * data.Features, data.Features);
                else
                    new FloatSource(floats).Prefetch((nint)row * data.Features, data.Features);
            }
        }
    }

    private static void Run<TSource>(TSource source, float* scale, float* shift, int* rows, Tile output, ElementType type)
        where TSource : struct, ISource
    {
        switch (type)
        {
            case ElementType.Float16: Run<TSource, ToFloat16>(source, scale, shift, rows, output); break;
            case ElementType.BFloat16: Run<TSource, ToBFloat16>(source, scale, shift, rows, output); break;
            default: Run<TSource, ToFloat32>(source, scale, shift, rows, output); break;
        }
    }

    private static void Run<TSource, TRounding>(TSource source, float* scale, float* shift, int* rows, Tile output)
        where TSource : struct, ISource
        where TRounding : struct, IRounding
    {
        // The first is converted at once.
        for (var row = 1; row < Math.Min(Ahead, output.Rows); row++)
            source.Prefetch((nint)rows[row] * output.Columns, output.Columns);
        for (var row = 0; row < output.Rows; row++)
        {
            if (row + Ahead < output.Rows)
                source.Prefetch((nint)rows[row + Ahead] * output.Columns, output.Columns);
            var op = new Op<TSource, TRounding>(source, (nint)rows[row] * output.Columns, scale, shift, output.Row(row));
            Sweep.Run(1, output.Columns, ref op);
        }
    }

    private static void Prefetch(byte* start, nint bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (nint line = 0; line < bytes; line += CacheLine)
            Sse.Prefetch1(start + line);
    }

    private interface ISource
    {
        T Load<T>(nint offset, int lanes)
            where T : struct, IWide<T>;

        void Prefetch(nint offset, int count);
    }

    private readonly struct ByteSource(byte* data) : ISource
    {
        public T Load<T>(nint offset, int lanes)
            where T : struct, IWide<T> => T.Load(data + offset, lanes);

        public void Prefetch(nint offset, int count) => GatherBatch.Prefetch((byte*)(data + offset), (nint)count);
    }

    private readonly struct FloatSource(float* data) : ISource
    {
        public T Load<T>(nint offset, int lanes)
            where T : struct, IWide<T> => T.Load(data + offset, lanes);

        public void Prefetch(nint offset, int count) => GatherBatch.Prefetch((byte*)(data + offset), (nint)count * sizeof(float));
    }

    private readonly struct Op<TSource, TRounding>(TSource source, nint first, float* scale, float* shift, float* output) : ISweep
        where TSource : struct, ISource
        where TRounding : struct, IRounding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            var x = T.MultiplyAdd(source.Load<T>(first + column, lanes), T.Load(scale + column, lanes), T.Load(shift + column, lanes));
            T.Store(TRounding.Round(x), output + column, lanes);
        }
    }
}
