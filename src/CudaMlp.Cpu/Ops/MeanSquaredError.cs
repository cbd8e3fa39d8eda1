using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;

namespace CudaMlp.Cpu.Ops;

/// <summary>The mean over the outputs of (prediction - target)², and its gradient.</summary>
public static unsafe class MeanSquaredError
{
    /// <summary>Loss of each row: Σ (p - t)² / columns. Gradient: 2·(p - t)·<paramref name="gradientFactor"/> / columns.</summary>
    /// <param name="predictions">rows × outputs.</param>
    /// <param name="targets">As the predictions.</param>
    /// <param name="gradient">As the predictions; null to take the loss alone.</param>
    /// <param name="gradientFactor">Loss scale over batch size.</param>
    public static LossTotals Run(Tile predictions, Tile targets, Tile? gradient, float gradientFactor)
    {
        predictions.CheckSame(targets, nameof(targets));
        gradient?.CheckSame(predictions, nameof(gradient));
        if (gradient is { } g)
        {
            var op = new Op(predictions, targets, g, 2 * gradientFactor / predictions.Columns);
            Sweep.Run(predictions.Rows, predictions.Columns, ref op);
        }

        // A regression has few outputs; the sum in binary64 costs nothing beside the products.
        var sum = 0.0;
        for (var r = 0; r < predictions.Rows; r++)
        {
            var row = 0.0;
            for (var c = 0; c < predictions.Columns; c++)
            {
                var difference = (double)predictions.Row(r)[c] - targets.Row(r)[c];
                row += difference * difference;
            }

            sum += row / predictions.Columns;
        }

        return new LossTotals(sum, 0);
    }

    private readonly struct Op(Tile predictions, Tile targets, Tile gradient, float factor) : ISweep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            var difference = T.Load(predictions.Row(row) + column, lanes) - T.Load(targets.Row(row) + column, lanes);
            T.Store(difference * T.Create(factor), gradient.Row(row) + column, lanes);
        }
    }
}
