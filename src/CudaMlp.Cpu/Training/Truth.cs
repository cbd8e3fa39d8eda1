using CudaMlp.Cpu.Ops;
using CudaMlp.Data;
using CudaMlp.Losses;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Training;

/// <summary>What a block of data says that the network should give: labels or targets, fetched by row and held against predictions.</summary>
internal sealed unsafe class Truth : IDisposable
{
    private readonly LossSpec _loss;
    private readonly int _outputs;
    private readonly int[] _labels;
    private readonly AlignedMemory? _targets;
    private DataBlock? _data;

    /// <param name="step">Tells the loss.</param>
    /// <param name="rows">Rows that are measured at once, over all members.</param>
    public Truth(TrainingStep step, int rows)
    {
        (_loss, _outputs) = (step.Loss, step.Architecture.Outputs);
        _labels = new int[_loss.Kind == LossKind.SoftmaxCrossEntropy ? rows : 0];
        _targets = _loss.Kind == LossKind.MeanSquaredError ? new AlignedMemory((long)rows * _outputs) : null;
    }

    /// <summary>Looks at every label once, so that a step need not.</summary>
    /// <exception cref="ArgumentException">Labels or targets are missing, of another count than the rows, or out of range.</exception>
    public void Bind(DataBlock data)
    {
        if (_loss.Kind == LossKind.MeanSquaredError)
        {
            if (data.Targets.Length != (long)data.Rows * _outputs)
                throw new ArgumentException($"{data.Targets.Length} targets are not {data.Rows} rows of {_outputs} outputs");
        }
        else
        {
            if (data.Labels.Length != data.Rows)
                throw new ArgumentException($"{data.Labels.Length} labels for {data.Rows} rows");
            var labels = data.Labels.Span;
            for (var i = 0; i < labels.Length; i++)
            {
                if ((uint)labels[i] >= (uint)_outputs)
                    throw new ArgumentException($"the label of row {i} is {labels[i]}: the network has {_outputs} classes");
            }
        }

        _data = data;
    }

    /// <summary>Loss of some rows, and where asked for its gradient.</summary>
    /// <param name="prediction">Logits or values of the rows.</param>
    /// <param name="rows">Which rows of the data they belong to.</param>
    /// <param name="room">First of this object's own rows that the caller may use; another member uses others.</param>
    /// <param name="gradient">As the predictions, or null.</param>
    /// <param name="gradientFactor">Loss scale over batch size.</param>
    public LossTotals Measure(Tile prediction, ReadOnlySpan<int> rows, int room, Tile? gradient, float gradientFactor)
    {
        if (_targets is null)
        {
            var all = _data!.Labels.Span;
            var labels = _labels.AsSpan(room, rows.Length);
            for (var i = 0; i < rows.Length; i++)
                labels[i] = all[rows[i]];
            return SoftmaxCrossEntropy.Run(prediction, labels, _loss.ClassWeights, gradient, gradientFactor);
        }

        var source = _data!.Targets.Span;
        var targets = new Tile(_targets.Data + ((nint)room * _outputs), rows.Length, _outputs);
        for (var i = 0; i < rows.Length; i++)
            source.Slice(rows[i] * _outputs, _outputs).CopyTo(new Span<float>(targets.Row(i), _outputs));
        return MeanSquaredError.Run(prediction, targets, gradient, gradientFactor);
    }

    public void Dispose() => _targets?.Dispose();
}
