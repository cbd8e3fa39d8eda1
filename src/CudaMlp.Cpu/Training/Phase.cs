using CudaMlp.Cpu.Ops;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Training;

/// <summary>Along which side a phase's result is cut among the members.</summary>
internal enum Cut
{
    /// <summary>Each member has rows of the batch and needs no other's: phases in a row follow each other without a meeting.</summary>
    Rows,

    /// <summary>Each member has columns, and needs all that was computed before.</summary>
    Columns,
}

/// <summary>A part of a step that each member runs on its share.</summary>
internal abstract class Phase
{
    /// <summary>Columns are shared out in whole tiles of the products.</summary>
    protected const int ColumnGrain = 32;

    /// <summary>True where the members must meet first, because the phase reads what others wrote.</summary>
    public bool MeetsBefore { get; init; }

    public abstract void Run(in Batch batch, Member me);

    protected static Tile Window(Tile whole, Cut cut, Member me) =>
        cut == Cut.Rows ? whole.SliceRows(me.Of(whole.Rows)) : whole.SliceColumns(me.Of(whole.Columns, ColumnGrain));
}

/// <summary>
/// The batch's inputs out of the data: each member its rows, or, where the first layer is cut in columns and every member needs all rows, all
/// into a copy of its own. To convert them twice costs less than to fetch them out of another core's cache.
/// </summary>
internal sealed unsafe class GatherPhase(CpuSession session, StepBuffer output) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var share = me.Inputs != null ? new Share(0, batch.Rows) : me.Of(batch.Rows);
        Ops.GatherBatch.Run(
            session.Data, session.OrderOf(batch).Slice(share.Start, share.Length), session.Memory.Input(output, batch.Rows, me).SliceRows(share), output.Type);
    }
}

/// <summary>Product, bias and activation of a layer.</summary>
internal sealed unsafe class DensePhase(SessionMemory memory, DenseForward op, Cut cut) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var z = Window(memory.Buffer(op.Preactivation, batch.Rows), cut, me);
        if (z.Rows == 0 || z.Columns == 0)
            return;
        Tile input = memory.Input(op.Input, batch.Rows, me), bias = memory.Bias(op.Layer);
        var columns = new Share(0, bias.Columns);
        if (cut == Cut.Rows)
            input = Window(input, cut, me);
        else
            (columns, bias) = (me.Of(bias.Columns, ColumnGrain), Window(bias, cut, me));
        var weights = memory.Layout.Window(memory.WeightsOf(op.Layer), op.Layer, new Share(0, input.Columns), columns);
        Product.Forward(input, weights, z, me.Workspace);
        BiasActivation.Forward(z, bias, Window(memory.Buffer(op.Output, batch.Rows), cut, me), op.Spec, op.Output.Type);
    }
}

/// <summary>Dropout on activations, or on their gradients in place.</summary>
internal sealed class DropoutPhase(SessionMemory memory, int layer, StepBuffer input, StepBuffer output, float rate, ulong seed, Cut cut) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var whole = memory.Buffer(input, batch.Rows);
        var (row, column) = cut == Cut.Rows ? (me.Of(whole.Rows).Start, 0) : (0, me.Of(whole.Columns, ColumnGrain).Start);
        Ops.Dropout.Run(
            new DropoutMask(seed, layer, batch.Step, rate),
            Window(whole, cut, me),
            Window(memory.Buffer(output, batch.Rows), cut, me),
            row,
            column,
            whole.Columns,
            output.Type);
    }
}

/// <summary>Loss and its gradient, by rows.</summary>
internal sealed class LossPhase(CpuSession session, LossGradient op) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var share = me.Of(batch.Rows);
        var memory = session.Memory;
        var prediction = memory.Buffer(op.Prediction, batch.Rows).SliceRows(share);
        var gradient = memory.Buffer(op.Gradient, batch.Rows).SliceRows(share);
        var factor = batch.LossScale / batch.Rows;
        var totals = session.Truth.Measure(prediction, session.OrderOf(batch).Slice(share.Start, share.Length), share.Start, gradient, factor);
        me.BatchLoss = totals.Sum;
        me.LossSum += totals.Sum;
        me.Correct += totals.Correct;
        me.Samples += share.Length;
    }
}

/// <summary>The derivative of a layer's activation.</summary>
internal sealed class ActivationPhase(SessionMemory memory, ActivationBackward op, Cut cut) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var rows = batch.Rows;
        var bias = memory.Bias(op.Layer);
        BiasActivation.Backward(
            Window(memory.Buffer(op.Preactivation, rows), cut, me),
            cut == Cut.Rows ? bias : Window(bias, cut, me),
            Window(memory.Buffer(op.Output, rows), cut, me),
            Window(memory.Buffer(op.OutputGradient, rows), cut, me),
            Window(memory.Buffer(op.PreactivationGradient, rows), cut, me),
            op.Spec,
            op.PreactivationGradient.Type);
    }
}

/// <summary>Gradient of a layer's input.</summary>
internal sealed class InputGradientPhase(SessionMemory memory, int layer, StepBuffer gradient, StepBuffer inputGradient, Cut cut) : Phase
{
    public override void Run(in Batch batch, Member me)
    {
        var output = Window(memory.Buffer(inputGradient, batch.Rows), cut, me);
        if (output.Rows == 0 || output.Columns == 0)
            return;
        Tile given = memory.Buffer(gradient, batch.Rows), weights = memory.Weights(layer);
        if (cut == Cut.Rows)
            given = Window(given, cut, me);
        else
            weights = weights.SliceRows(me.Of(weights.Rows, ColumnGrain));
        Product.InputGradient(given, weights, output, me.Workspace);
        if (inputGradient.Type != ElementType.Float32)
            Cast.Round(output, output, inputGradient.Type);
    }
}
