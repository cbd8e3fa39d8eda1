using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Numerics;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Cpu.Ops;

/// <summary>Which mask: each differs, and a device with the same four numbers draws the same.</summary>
/// <param name="Seed">The key of Philox.</param>
/// <param name="Layer">The counter's second word.</param>
/// <param name="Step">The counter's upper half: batches since training began.</param>
/// <param name="Rate">Share of elements set to 0, in [0, 1).</param>
public readonly record struct DropoutMask(ulong Seed, int Layer, long Step, float Rate);

/// <summary>
/// output = round(input·keep / (1 - rate)), forward on activations and backward on their gradients. keep is u ≥ rate, u the upper 24 bits of
/// word index mod 4 of Philox 4x32-10's block (index / 4, layer, step), index = row·width + column within the batch.
/// </summary>
public static unsafe class Dropout
{
    private const int Chunk = 256;

    /// <param name="mask">Which mask.</param>
    /// <param name="input">A window of the batch's activations.</param>
    /// <param name="output">As the input, and may be the input itself.</param>
    /// <param name="firstRow">Row of the batch that the window starts at.</param>
    /// <param name="firstColumn">Column of the layer that the window starts at.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="type">To which the output is rounded.</param>
    public static void Run(
        DropoutMask mask, Tile input, Tile output, int firstRow, int firstColumn, int width, ElementType type = ElementType.Float32)
    {
        input.CheckSame(output, nameof(output));
        var words = stackalloc uint[Chunk + 4];
        for (var row = 0; row < input.Rows; row++)
        {
            for (var column = 0; column < input.Columns; column += Chunk)
            {
                var count = Math.Min(Chunk, input.Columns - column);
                var index = ((long)(firstRow + row) * width) + firstColumn + column;
                var skip = (int)(index & 3);
                Philox.Fill(new Span<uint>(words, count + skip), mask.Seed, (ulong)mask.Step, ((ulong)(uint)mask.Layer << 32) | (uint)(index >> 2));
                Apply(mask.Rate, words + skip, input.Row(row) + column, output.Row(row) + column, count, type);
            }
        }
    }

    private static void Apply(float rate, uint* words, float* input, float* output, int count, ElementType type)
    {
        switch (type)
        {
            case ElementType.Float16: Apply<ToFloat16>(rate, words, input, output, count); break;
            case ElementType.BFloat16: Apply<ToBFloat16>(rate, words, input, output, count); break;
            default: Apply<ToFloat32>(rate, words, input, output, count); break;
        }
    }

    private static void Apply<TRounding>(float rate, uint* words, float* input, float* output, int count)
        where TRounding : struct, IRounding
    {
        var op = new Op<TRounding>(rate, 1 / (1 - rate), (float*)words, input, output);
        Sweep.Run(1, count, ref op);
    }

    private readonly struct Op<TRounding>(float rate, float scale, float* words, float* input, float* output) : ISweep
        where TRounding : struct, IRounding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            var u = T.FromInteger(T.ShiftRight(T.Load(words + column, lanes), 8)) * T.Create(1f / (1 << 24));
            var kept = T.Load(input + column, lanes) * T.Create(scale);
            // Zero rather than 0·x: what is dropped is dropped, NaN or not.
            T.Store(TRounding.Round(T.Select(T.Less(u, T.Create(rate)), T.Create(0), kept)), output + column, lanes);
        }
    }
}
