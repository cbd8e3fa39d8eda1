using CudaMlp.Cpu.Ops;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using GradientControl = CudaMlp.Cpu.Ops.GradientControl;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// Gradients of all weights and biases, summed over the whole batch in the order of its rows, so that their bits do not depend on
/// the number of threads; and a look at whether they are finite.
/// </summary>
internal sealed class WeightGradientPhase(SessionMemory memory, DenseBackward[] layers) : Phase
{
    /// <summary>Rows of a weight matrix are shared out so that each share begins on a cache line, whatever the width.</summary>
    public const int RowGrain = 16;

    public override void Run(in Batch batch, Member me)
    {
        var totals = new GradientTotals(0, true);
        foreach (var op in layers)
        {
            Tile input = memory.Buffer(op.Input, batch.Rows), gradient = memory.Buffer(op.Gradient, batch.Rows);
            var weights = memory.WeightGradient(op.Layer);
            // Rows of the weights: one piece of the arena, and the one that this member updates.
            var share = me.Of(weights.Rows, RowGrain);
            weights = weights.SliceRows(share);
            if (weights.Rows > 0)
                Product.WeightGradient(input.SliceColumns(share), gradient, weights, me.Workspace);
            var columns = me.Of(gradient.Columns, ColumnGrain);
            var biases = memory.BiasGradient(op.Layer).SliceColumns(columns);
            ColumnSums.Run(gradient.SliceColumns(columns), biases);
            totals += GradientControl.Measure(weights, batch.LossScale, me.Control.NeedsNorm);
            totals += GradientControl.Measure(biases, batch.LossScale, me.Control.NeedsNorm);
        }

        me.Gradients = totals;
    }
}

/// <summary>Decides on the update, each member for itself and all alike, and applies it to this member's pieces of the arena.</summary>
internal sealed class UpdatePhase(SessionMemory memory, TrainingStep step, OptimizerSpec optimizer, Member[] members) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var (loss, gradients) = (0.0, new GradientTotals(0, true));
        foreach (var member in members)
        {
            loss += member.BatchLoss;
            gradients += member.Gradients;
        }

        if (!me.Control.Decide(batch.Step, double.IsFinite(loss), gradients, out var factor))
            return;
        var figures = new UpdateFigures(batch.LearningRate, factor, me.Updates++, step.ComputeType);
        for (var layer = 0; layer < step.Architecture.Layers.Count; layer++)
        {
            var weights = step.Architecture.Parameters.Weights[layer];
            var rows = me.Of(weights.Rows, WeightGradientPhase.RowGrain);
            Apply(figures, weights.Offset + (rows.Start * weights.Columns), rows.Length * weights.Columns);
            var bias = step.Architecture.Parameters.Biases[layer];
            var columns = me.Of(bias.Columns, ColumnGrain);
            Apply(figures, bias.Offset + columns.Start, columns.Length);
        }
    }

    private unsafe void Apply(UpdateFigures figures, int start, int length)
    {
        var moments = memory.Moments;
        var slice = new UpdateSlice(
            memory.Parameters + start,
            memory.Gradients + start,
            moments.Length > 0 ? moments[0] + start : null,
            moments.Length > 1 ? moments[1] + start : null,
            memory.Copies == memory.Parameters ? null : memory.Copies + start,
            length);
        Update.Run(optimizer, slice, figures);
    }
}
