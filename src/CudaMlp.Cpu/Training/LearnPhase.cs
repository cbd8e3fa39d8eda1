using CudaMlp.Cpu.Ops;
using CudaMlp.Numerics;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using GradientControl = CudaMlp.Cpu.Ops.GradientControl;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// Gradients of all weights and biases, each summed over the batch in the order of its rows (so that its bits do not depend on the number of
/// threads), the decision on the update, and the update. Each member has rows of every weight matrix: one piece of the
/// arena, whose weights and moments stay in its core's cache from step to step.
/// </summary>
/// <remarks>
/// An update must not begin before the whole gradient is known to be finite. Where a bound already says so (rows · largest input · largest
/// gradient, see <see cref="BoundPhase"/>) and no norm is asked for, gradient and update go block by block through the cache and the
/// gradient never reaches memory. Otherwise it is written out and measured, and the members meet.
/// </remarks>
internal sealed unsafe class LearnPhase(SessionMemory memory, TrainingStep step, OptimizerSpec optimizer, DenseBackward[] layers, Member[] members, ThreadTeam team)
    : Phase
{
    /// <summary>Rows of a weight matrix are shared out so that each share begins on a cache line, whatever the width.</summary>
    private const int RowGrain = 16;

    /// <summary>A bound above this is no proof: sums near the end of float32's range.</summary>
    private const double SurelyFinite = 1e38;

    /// <summary>Rows of a block: a whole number of the products' tiles, and few enough for the first cache.</summary>
    private const int TileRows = 12;

    public override void Run(in Batch batch, Member me)
    {
        if (!me.Control.NeedsNorm && IsSurelyFinite(batch))
        {
            if (me.Control.Decide(batch.Step, LossIsFinite(), new GradientTotals(0, true), out var factor))
                LearnByBlocks(batch, me, Figures(batch, me, factor));
            return;
        }

        me.Gradients = WriteGradients(batch, me);
        team.Meet(me.Index);
        var gradients = new GradientTotals(0, true);
        foreach (var member in members)
            gradients += member.Gradients;
        if (me.Control.Decide(batch.Step, LossIsFinite(), gradients, out var clipped))
            UpdateAll(me, Figures(batch, me, clipped));
    }

    private UpdateFigures Figures(in Batch batch, Member me, float factor) => new(batch.LearningRate, factor, me.Updates++, step.ComputeType);

    private bool LossIsFinite()
    {
        var loss = 0.0;
        foreach (var member in members)
            loss += member.BatchLoss;
        return double.IsFinite(loss);
    }

    private bool IsSurelyFinite(in Batch batch)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            var (input, gradient) = (0f, 0f);
            foreach (var member in members)
            {
                // Max keeps a NaN, which then compares false.
                input = MathF.Max(input, member.LargestInputs[i]);
                gradient = MathF.Max(gradient, member.LargestGradients[i]);
            }

            if (!((double)batch.Rows * Math.Max(input, 1) * gradient < SurelyFinite))
                return false;
        }

        return true;
    }

    private void LearnByBlocks(in Batch batch, Member me, UpdateFigures figures)
    {
        foreach (var op in layers)
        {
            Tile input = memory.Buffer(op.Input, batch.Rows), gradient = memory.Buffer(op.Gradient, batch.Rows);
            var weights = step.Architecture.Parameters.Weights[op.Layer];
            var mine = me.Of(weights.Rows, RowGrain);
            var rows = Member.BlockLength / weights.Columns / TileRows * TileRows;
            if (rows == 0)
                rows = Math.Max(1, mine.Length);
            for (var row = mine.Start; row < mine.End; row += rows)
            {
                var block = new Share(row, Math.Min(rows, mine.End - row));
                var fits = block.Length * weights.Columns <= Member.BlockLength;
                var to = fits ? new Tile(me.Block, block.Length, weights.Columns) : memory.WeightGradient(op.Layer).SliceRows(block);
                Product.WeightGradient(input.SliceColumns(block), gradient, to, me.Workspace);
                Apply(figures, weights.Offset + (row * weights.Columns), to);
            }

            var columns = me.Of(gradient.Columns, ColumnGrain);
            var sums = memory.BiasGradient(op.Layer).SliceColumns(columns);
            ColumnSums.Run(gradient.SliceColumns(columns), sums);
            Apply(figures, step.Architecture.Parameters.Biases[op.Layer].Offset + columns.Start, sums);
        }
    }

    private GradientTotals WriteGradients(in Batch batch, Member me)
    {
        var totals = new GradientTotals(0, true);
        foreach (var op in layers)
        {
            Tile input = memory.Buffer(op.Input, batch.Rows), gradient = memory.Buffer(op.Gradient, batch.Rows);
            var mine = me.Of(input.Columns, RowGrain);
            var weights = memory.WeightGradient(op.Layer).SliceRows(mine);
            if (weights.Rows > 0)
                Product.WeightGradient(input.SliceColumns(mine), gradient, weights, me.Workspace);
            var columns = me.Of(gradient.Columns, ColumnGrain);
            var sums = memory.BiasGradient(op.Layer).SliceColumns(columns);
            ColumnSums.Run(gradient.SliceColumns(columns), sums);
            totals += GradientControl.Measure(weights, batch.LossScale, me.Control.NeedsNorm);
            totals += GradientControl.Measure(sums, batch.LossScale, me.Control.NeedsNorm);
        }

        return totals;
    }

    private void UpdateAll(Member me, UpdateFigures figures)
    {
        foreach (var op in layers)
        {
            var weights = step.Architecture.Parameters.Weights[op.Layer];
            var mine = me.Of(weights.Rows, RowGrain);
            Apply(figures, weights.Offset + (mine.Start * weights.Columns), memory.WeightGradient(op.Layer).SliceRows(mine));
            var bias = step.Architecture.Parameters.Biases[op.Layer];
            var columns = me.Of(bias.Columns, ColumnGrain);
            Apply(figures, bias.Offset + columns.Start, memory.BiasGradient(op.Layer).SliceColumns(columns));
        }
    }

    private void Apply(UpdateFigures figures, int start, Tile gradients)
    {
        var moments = memory.Moments;
        var slice = new UpdateSlice(
            memory.Parameters + start,
            gradients.Data,
            moments.Length > 0 ? moments[0] + start : null,
            moments.Length > 1 ? moments[1] + start : null,
            memory.Copies == memory.Parameters ? null : memory.Copies + start,
            gradients.Rows * gradients.Columns);
        Update.Run(optimizer, slice, figures);
    }
}

/// <summary>Each member's share of the largest inputs and gradients of all layers, from which <see cref="LearnPhase"/> bounds the weights' gradients.</summary>
internal sealed class BoundPhase(SessionMemory memory, DenseBackward[] layers) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var share = me.Of(batch.Rows);
        for (var i = 0; i < layers.Length; i++)
        {
            me.LargestInputs[i] = LargestMagnitude.Of(memory.Buffer(layers[i].Input, batch.Rows).SliceRows(share));
            me.LargestGradients[i] = LargestMagnitude.Of(memory.Buffer(layers[i].Gradient, batch.Rows).SliceRows(share));
        }
    }
}
