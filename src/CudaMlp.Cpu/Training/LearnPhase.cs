using CudaMlp.Cpu.Ops;
using CudaMlp.Numerics;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using GradientControl = CudaMlp.Cpu.Ops.GradientControl;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// Gradients of all weights and biases, each summed over the batch in the order of its rows (so that its bits do not depend on the number of
/// threads), the decision on the update, and the update. Each member has a window of every weight matrix, cut as the layer's forward pass is, so that
/// moments, and the weights of a layer cut in columns, stay in its core's cache from step to step.
/// </summary>
/// <remarks>
/// An update must not begin before the whole gradient is known to be finite. Where a bound already says so (rows · largest input · largest
/// gradient, see <see cref="BoundPhase"/>) and no norm is asked for, gradient and update go block by block through the cache and the
/// gradient never reaches memory; in wide layers the update is the product's epilogue. Otherwise the gradient is written out and measured, and the members meet.
/// </remarks>
internal sealed unsafe class LearnPhase(
    CpuSession session, TrainingStep step, OptimizerSpec optimizer, DenseBackward[] layers, Cut[] cuts, Member[] members) : Phase
{
    private readonly SessionMemory _memory = session.Memory;

    /// <summary>A bound above this is no proof: sums near the end of float32's range.</summary>
    private const double SurelyFinite = 1e38;

    /// <summary>Rows of a block: a whole number of the products' tiles, and few enough for the first cache.</summary>
    private const int TileRows = 12;

    /// <summary>Floats of the output's gradient that are too many for each block of weights to read again out of the second cache.</summary>
    private const int MostReadAgain = 96 * 1024;

    /// <summary>Batches of fewer rows make tiles so short that memory cannot keep up with them.</summary>
    private const int LeastInProduct = 256;

    public override void Run(in Batch batch, Member me)
    {
        if (!me.Control.NeedsNorm && IsSurelyFinite(batch))
        {
            if (me.Control.Decide(batch.Step, LossIsFinite(), new GradientTotals(0, true), out var factor))
                Learn(batch, me, Figures(batch, me, factor));
            return;
        }

        me.Gradients = WriteGradients(batch, me);
        session.Team.Meet(me.Index);
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

    private void Learn(in Batch batch, Member me, UpdateFigures figures)
    {
        foreach (var op in layers)
        {
            var (rows, columns) = Mine(op.Layer, me);
            if (UpdatesInProduct(batch.Rows, columns.Length))
                LearnInProduct(op, batch, me, figures, rows, columns);
            else
                LearnByBlocks(op, batch, me, figures, rows, columns);
            ApplyBias(figures, op.Layer, me, BiasGradient(op, batch, me));
        }
    }

    private void LearnInProduct(DenseBackward op, in Batch batch, Member me, UpdateFigures figures, Share rows, Share columns)
    {
        var weights = _memory.Layout.Window(_memory.Parameters, op.Layer, rows, columns);
        var (input, gradient) = OfWindow(op, batch, me, rows, columns);
        Update.Run(optimizer, Slice(weights, weights), figures, Product.WeightGradient(input, gradient, weights), me.Workspace);
        if (op.Layer == 0)
            session.FetchAfter(batch, me, 0, 1);
    }

    private void LearnByBlocks(DenseBackward op, in Batch batch, Member me, UpdateFigures figures, Share rows, Share columns)
    {
        var height = columns.Length == 0 ? 0 : Member.BlockLength / columns.Length / TileRows * TileRows;
        // What is too wide for a block goes in one piece through the arena.
        if (height == 0)
            height = Math.Max(1, rows.Length);
        for (var row = rows.Start; row < rows.End; row += height)
        {
            var block = new Share(row, Math.Min(height, rows.End - row));
            var to = block.Length * columns.Length <= Member.BlockLength
                ? new Tile(me.Block, block.Length, columns.Length)
                : _memory.Layout.Window(_memory.Gradients, op.Layer, block, columns);
            WeightGradient(op, batch, me, block, columns, to);
            if (op.Layer == 0)
                session.FetchAfter(batch, me, (row - rows.Start) / height, (rows.Length + height - 1) / height);
            Apply(figures, op.Layer, block, columns, to);
        }
    }

    /// <summary>
    /// Whether the update is the epilogue of the gradient's product, whose tiles ask for weights and moments while they multiply. It pays where these come
    /// from memory, or where the output's gradient is too much for each block to read again out of the second cache; and a tile must last long enough.
    /// </summary>
    private static bool UpdatesInProduct(int batchRows, int columns) =>
        batchRows is >= LeastInProduct and <= Gemm.MostInOneSum && (columns > Member.BlockLength / TileRows || batchRows * columns >= MostReadAgain);

    private GradientTotals WriteGradients(in Batch batch, Member me)
    {
        var totals = new GradientTotals(0, true);
        foreach (var op in layers)
        {
            var (rows, columns) = Mine(op.Layer, me);
            var weights = _memory.Layout.Window(_memory.Gradients, op.Layer, rows, columns);
            WeightGradient(op, batch, me, rows, columns, weights);
            totals += GradientControl.Measure(weights, batch.LossScale, me.Control.NeedsNorm);
            totals += GradientControl.Measure(BiasGradient(op, batch, me), batch.LossScale, me.Control.NeedsNorm);
        }

        return totals;
    }

    private void UpdateAll(Member me, UpdateFigures figures)
    {
        foreach (var op in layers)
        {
            var (rows, columns) = Mine(op.Layer, me);
            Apply(figures, op.Layer, rows, columns, _memory.Layout.Window(_memory.Gradients, op.Layer, rows, columns));
            ApplyBias(figures, op.Layer, me, _memory.BiasGradient(op.Layer).SliceColumns(BiasOf(op.Layer, me)));
        }
    }

    /// <summary>
    /// The window of a layer's weights that a member computes and updates. Rows go by the grain of columns: they are the columns of the
    /// layer's input, and a member may overwrite its own of them in the next step while others still learn.
    /// </summary>
    private (Share Rows, Share Columns) Mine(int layer, Member me)
    {
        var weights = step.Architecture.Parameters.Weights[layer];
        return cuts[layer] == Cut.Columns
            ? (new Share(0, weights.Rows), me.Of(weights.Columns, ColumnGrain))
            : (me.Of(weights.Rows, ColumnGrain), new Share(0, weights.Columns));
    }

    private Share BiasOf(int layer, Member me) => me.Of(step.Architecture.Parameters.Biases[layer].Columns, ColumnGrain);

    private void WeightGradient(DenseBackward op, in Batch batch, Member me, Share rows, Share columns, Tile to)
    {
        if (to.Rows == 0 || to.Columns == 0)
            return;
        var (input, gradient) = OfWindow(op, batch, me, rows, columns);
        Product.WeightGradient(input, gradient, to, me.Workspace);
    }

    /// <summary>The factors of a window of a layer's weight gradient.</summary>
    private (Tile Input, Tile Gradient) OfWindow(DenseBackward op, in Batch batch, Member me, Share rows, Share columns) =>
        (_memory.Input(op.Input, batch.Rows, me).SliceColumns(rows), _memory.Buffer(op.Gradient, batch.Rows).SliceColumns(columns));

    private Tile BiasGradient(DenseBackward op, in Batch batch, Member me)
    {
        var columns = BiasOf(op.Layer, me);
        var sums = _memory.BiasGradient(op.Layer).SliceColumns(columns);
        ColumnSums.Run(_memory.Buffer(op.Gradient, batch.Rows).SliceColumns(columns), sums);
        return sums;
    }

    private void ApplyBias(UpdateFigures figures, int layer, Member me, Tile gradients) =>
        Update.Run(optimizer, Slice(_memory.Bias(layer).SliceColumns(BiasOf(layer, me)), gradients), figures);

    private void Apply(UpdateFigures figures, int layer, Share rows, Share columns, Tile gradients) =>
        Update.Run(optimizer, Slice(_memory.Layout.Window(_memory.Parameters, layer, rows, columns), gradients), figures);

    /// <summary>Some weights, their gradients, and what lies at the same place of the other arenas.</summary>
    private UpdateSlice Slice(Tile weights, Tile gradients)
    {
        var start = weights.Data - _memory.Parameters;
        var moments = _memory.Moments;
        // Whole rows are one long one.
        var flat = gradients.IsContiguous && weights.IsContiguous;
        var (rows, columns) = flat ? gradients.Flattened() : (gradients.Rows, gradients.Columns);
        return new UpdateSlice(
            weights.Data,
            gradients.Data,
            moments.Length > 0 ? moments[0] + start : null,
            moments.Length > 1 ? moments[1] + start : null,
            _memory.Copies == _memory.Parameters ? null : _memory.Copies + start,
            rows,
            columns,
            weights.Stride,
            gradients.Stride);
    }
}

/// <summary>
/// The largest inputs and gradients of all layers that each member has itself computed, from which <see cref="LearnPhase"/> bounds the weights' gradients.
/// </summary>
internal sealed class BoundPhase(SessionMemory memory, DenseBackward[] layers, Cut[] cuts) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = layers[i].Layer;
            var inputCut = layer > 0 && cuts[layer - 1] == Cut.Columns ? Cut.Columns : Cut.Rows;
            var gradientCut = layer + 1 < cuts.Length && cuts[layer + 1] == Cut.Columns ? Cut.Columns : Cut.Rows;
            me.LargestInputs[i] = LargestMagnitude.Of(Window(memory.Input(layers[i].Input, batch.Rows, me), inputCut, me));
            me.LargestGradients[i] = LargestMagnitude.Of(Window(memory.Buffer(layers[i].Gradient, batch.Rows), gradientCut, me));
        }
    }
}
