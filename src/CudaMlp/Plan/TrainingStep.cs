using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;

namespace CudaMlp.Plan;

/// <summary>
/// One step of training, planned once for a batch size and then replayed for every batch: which op, on which buffers, in which order.
/// Every device replays the same plan, so any two can be compared op by op.
/// </summary>
public sealed class TrainingStep
{
    private readonly List<StepBuffer> _buffers = [];
    private readonly List<StepOp> _forward = [];
    private readonly List<StepOp> _backward = [];

    /// <param name="architecture">The network.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="optimizer">The update, or null for a plan that only evaluates and predicts.</param>
    /// <param name="precision">Of products and activations.</param>
    /// <param name="batchSize">Rows of a full batch, at least 1.</param>
    /// <param name="seed">Keys dropout.</param>
    /// <exception cref="ArgumentException">Loss, optimizer and network do not fit each other.</exception>
    public TrainingStep(Architecture architecture, LossSpec loss, OptimizerSpec? optimizer, Precision precision, int batchSize, ulong seed = 0)
    {
        if (batchSize < 1)
            throw new ArgumentException($"the batch size must be at least 1, not {batchSize}");
        loss.Validate(architecture.Outputs);
        optimizer?.Validate();
        (Architecture, Loss, Optimizer, Precision, BatchSize, Seed) = (architecture, loss, optimizer, precision, batchSize, seed);
        Prediction = PlanForward();
        if (optimizer is not null)
            PlanBackward(optimizer);
    }

    public Architecture Architecture { get; }

    public LossSpec Loss { get; }

    public OptimizerSpec? Optimizer { get; }

    public Precision Precision { get; }

    public int BatchSize { get; }

    public ulong Seed { get; }

    /// <summary>Every buffer of the step.</summary>
    public IReadOnlyList<StepBuffer> Buffers => _buffers;

    /// <summary>Gather, dense layers, dropout, up to the last layer's output.</summary>
    public IReadOnlyList<StepOp> Forward => _forward;

    /// <summary>Loss gradient, backward ops, gradient control and update; empty in a plan that only evaluates.</summary>
    public IReadOnlyList<StepOp> Backward => _backward;

    /// <summary>Output of the last layer: logits or regression values, float32.</summary>
    public StepBuffer Prediction { get; }

    /// <summary>Storage of mixed precision's half values, or float32.</summary>
    public ElementType ComputeType => Precision switch
    {
        Precision.MixedFloat16 => ElementType.Float16,
        Precision.MixedBFloat16 => ElementType.BFloat16,
        _ => ElementType.Float32,
    };

    /// <summary>In which type the product of a layer reads its input and weights: the output layer computes in float32 always.</summary>
    public ElementType TypeOf(int layer) => layer == Architecture.Layers.Count - 1 ? ElementType.Float32 : ComputeType;

    private StepBuffer PlanForward()
    {
        var current = Add("x", Architecture.Inputs, TypeOf(0));
        _forward.Add(new GatherBatch(current));
        var last = Architecture.Layers.Count - 1;
        for (var i = 0; i <= last; i++)
        {
            var layer = Architecture.Layers[i];
            // A layer's output is stored as its reader wants it: the next layer, or float32 for the loss.
            var type = TypeOf(Math.Min(i + 1, last));
            var output = Add($"a{i}", layer.Units, type);
            var preactivation = layer.Activation == Activation.GELU ? Add($"z{i}", layer.Units, type) : output;
            _forward.Add(new DenseForward(i, current, preactivation, output, layer));
            current = output;
            if (layer.Dropout > 0)
            {
                current = Add($"d{i}", layer.Units, type);
                _forward.Add(new Dropout(i, output, current, layer.Dropout));
            }
        }

        return current;
    }

    private void PlanBackward(OptimizerSpec optimizer)
    {
        var last = Architecture.Layers.Count - 1;
        var outputGradient = Add($"da{last}", Architecture.Outputs, ElementType.Float32);
        _backward.Add(new LossGradient(Loss, Prediction, outputGradient));
        for (var i = last; i >= 0; i--)
        {
            var layer = Architecture.Layers[i];
            var forward = ForwardOf(i);
            if (layer.Dropout > 0)
                _backward.Add(new DropoutBackward(i, outputGradient, layer.Dropout));
            var gradient = outputGradient;
            // The type changes between the output layer and the hidden ones; elsewhere the derivative is taken in place.
            if (outputGradient.Type != TypeOf(i))
                gradient = Add($"dz{i}", layer.Units, TypeOf(i));
            if (layer.Activation != Activation.None || gradient != outputGradient)
                _backward.Add(new ActivationBackward(i, forward.Preactivation, forward.Output, outputGradient, gradient, layer));
            var inputGradient = i > 0 ? Add($"da{i - 1}", Architecture.InputsOf(i), TypeOf(i)) : null;
            _backward.Add(new DenseBackward(i, forward.Input, gradient, inputGradient));
            outputGradient = inputGradient!;
        }

        _backward.Add(new GradientControl(Precision == Precision.MixedFloat16, optimizer.ClipNorm));
        _backward.Add(new OptimizerUpdate(optimizer));
    }

    private DenseForward ForwardOf(int layer) => _forward.OfType<DenseForward>().First(op => op.Layer == layer);

    private StepBuffer Add(string name, int width, ElementType type)
    {
        var buffer = new StepBuffer(_buffers.Count, name, width, type);
        _buffers.Add(buffer);
        return buffer;
    }
}
