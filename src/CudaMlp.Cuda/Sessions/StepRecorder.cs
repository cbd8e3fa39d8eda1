using CudaMlp.Cuda.Ops;
using CudaMlp.Interop;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Sessions;

/// <summary>Puts a plan's ops on a queue: the same walk whether the stream runs them or records them into a graph.</summary>
/// <remarks>
/// Three ops of the plan are fused with their neighbours: the output layer's bias and its gradient go with the loss, where it has no activation; a hidden layer's
/// bias gradient goes with its activation's derivative; and dropout is left out when evaluating.
/// </remarks>
internal sealed class StepRecorder(TrainingStep step, SessionMemory memory, OpQueue queue, DenseProduct product)
{
    private readonly int _last = step.Architecture.Layers.Count - 1;

    /// <summary>Whether the loss kernel adds the output layer's bias.</summary>
    private bool LossAddsBias => step.Architecture.Layers[_last].Activation == Activation.None;

    /// <summary>A whole step of training over the next <paramref name="rows"/> rows.</summary>
    /// <param name="samples">The data.</param>
    /// <param name="order">int32 row numbers, or null for the rows as they lie.</param>
    /// <param name="rates">Learning rates of the steps begun.</param>
    /// <param name="rows">Rows of the batch.</param>
    public void Train(in SampleMatrix samples, CUdeviceptr order, CUdeviceptr rates, int rows)
    {
        var state = memory.Training.Address;
        Forward(samples, order, state, rows, training: true, withTargets: true, addLastBias: !LossAddsBias);
        var biasDone = -1;
        foreach (var op in step.Backward)
        {
            switch (op)
            {
                case LossGradient loss:
                    Loss(memory.Of(loss.Gradient).Address, LossAddsBias ? memory.BiasGradientOf(_last) : default, state, rows, training: true);
                    biasDone = LossAddsBias ? _last : -1;
                    break;
                case DropoutBackward dropout:
                    var gradient = memory.Of(dropout.Gradient);
                    Ops.Dropout.Launch(
                        queue, gradient.Address, gradient.Address, gradient.Type, state, rows * gradient.Columns, step.Seed, dropout.Layer, dropout.Rate);
                    break;
                case ActivationBackward activation:
                    Backward(activation, rows);
                    biasDone = activation.Layer;
                    break;
                case DenseBackward dense:
                    Backward(dense, rows, biasDone == dense.Layer);
                    break;
                case Plan.GradientControl control:
                    Ops.GradientControl.Launch(
                        queue, memory.Arenas.Gradients, memory.Arenas.Count, state, rates, rows, control.LossScaling, step.Optimizer!);
                    break;
                case Plan.OptimizerUpdate update:
                    Ops.OptimizerUpdate.Launch(queue, memory.Arenas, state, update.Optimizer);
                    break;
                default:
                    throw new NotSupportedException($"the CUDA device does not know the op {op.GetType().Name}");
            }
        }
    }

    /// <summary>Loss and counts of the next <paramref name="rows"/> rows as they lie.</summary>
    public void Evaluate(in SampleMatrix samples, int rows)
    {
        var state = memory.Evaluation.Address;
        Forward(samples, default, state, rows, training: false, withTargets: true, addLastBias: !LossAddsBias);
        Loss(default, default, state, rows, training: false);
    }

    /// <summary>Outputs of the next <paramref name="rows"/> rows as they lie, left in the plan's prediction buffer: probabilities of a classifier.</summary>
    public void Predict(in SampleMatrix samples, int rows)
    {
        var state = memory.Evaluation.Address;
        var classifier = step.Loss.Kind == LossKind.SoftmaxCrossEntropy;
        Forward(samples, default, state, rows, training: false, withTargets: false, addLastBias: !(classifier && LossAddsBias));
        if (!classifier)
            return;
        var outputs = memory.Of(step.Prediction);
        Ops.SoftmaxCrossEntropy.Launch(
            queue, outputs.Address, LossAddsBias ? memory.BiasOf(_last) : default, default, default, outputs.Address, default, state, rows, outputs.Columns,
            Ops.SoftmaxCrossEntropy.Wanted.Probabilities);
    }

    private void Forward(in SampleMatrix samples, CUdeviceptr order, CUdeviceptr state, int rows, bool training, bool withTargets, bool addLastBias)
    {
        // Without dropout, who would read its output reads its input.
        StepBuffer? skipped = null, instead = null;
        foreach (var op in step.Forward)
        {
            switch (op)
            {
                case Plan.GatherBatch gather:
                    var batch = memory.Of(gather.Output);
                    Ops.GatherBatch.Launch(queue, samples, order, state, batch.Address, batch.Type, memory.WantedRows.Address, rows, withTargets);
                    break;
                case DenseForward dense:
                    var input = memory.Of(dense.Input == skipped ? instead! : dense.Input);
                    Matrix preactivation = memory.Of(dense.Preactivation), output = memory.Of(dense.Output);
                    product.Forward(input, memory.WeightsOf(dense.Layer), preactivation, rows);
                    if (dense.Layer != _last || addLastBias)
                        BiasActivation.Forward(
                            queue, preactivation.Address, memory.BiasOf(dense.Layer), output.Address, output.Type, rows, output.Columns,
                            dense.Spec.Activation, dense.Spec.NegativeSlope);
                    break;
                case Plan.Dropout dropout when training:
                    Matrix source = memory.Of(dropout.Input), target = memory.Of(dropout.Output);
                    Ops.Dropout.Launch(
                        queue, source.Address, target.Address, source.Type, state, rows * source.Columns, step.Seed, dropout.Layer, dropout.Rate);
                    break;
                case Plan.Dropout dropout:
                    (skipped, instead) = (dropout.Output, dropout.Input);
                    break;
                default:
                    throw new NotSupportedException($"the CUDA device does not know the op {op.GetType().Name}");
            }
        }
    }

    private void Loss(CUdeviceptr gradient, CUdeviceptr biasGradient, CUdeviceptr state, int rows, bool training)
    {
        var prediction = memory.Of(step.Prediction);
        var bias = LossAddsBias ? memory.BiasOf(_last) : default;
        var wanted = memory.WantedRows.Address;
        if (step.Loss.Kind == LossKind.SoftmaxCrossEntropy)
            Ops.SoftmaxCrossEntropy.Launch(
                queue, prediction.Address, bias, wanted, memory.ClassWeights?.Address ?? default, gradient, biasGradient, state, rows, prediction.Columns,
                training ? Ops.SoftmaxCrossEntropy.Wanted.Gradient : Ops.SoftmaxCrossEntropy.Wanted.LossOnly);
        else
            MeanSquaredError.Launch(queue, prediction.Address, bias, wanted, gradient, biasGradient, state, rows, prediction.Columns);
    }

    private void Backward(ActivationBackward op, int rows)
    {
        Matrix outputGradient = memory.Of(op.OutputGradient), gradient = memory.Of(op.PreactivationGradient);
        var saved = memory.Of(op.Spec.Activation == Activation.GELU ? op.Preactivation : op.Output);
        BiasActivation.Backward(
            queue, outputGradient.Address, saved.Address, outputGradient.Type, memory.BiasOf(op.Layer), gradient.Address, gradient.Type,
            memory.BiasGradientOf(op.Layer), rows, gradient.Columns, op.Spec.Activation, op.Spec.NegativeSlope);
    }

    private void Backward(DenseBackward op, int rows, bool biasDone)
    {
        var gradient = memory.Of(op.Gradient);
        if (!biasDone)
            BiasActivation.ColumnSums(queue, gradient.Address, gradient.Type, memory.BiasGradientOf(op.Layer), rows, gradient.Columns);
        product.WeightGradient(memory.Of(op.Input), gradient, memory.WeightGradientOf(op.Layer), rows);
        if (op.InputGradient is { } inputGradient)
            product.InputGradient(gradient, memory.WeightsOf(op.Layer), memory.Of(inputGradient), rows);
    }
}
