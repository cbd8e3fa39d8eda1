using CudaMlp.Data;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Numerics;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Cpu;

/// <summary>
/// A step in float64, written op by op from what the plan's ops say, with loops and nothing else. In mixed precision each value that the plan
/// stores as half is rounded where it is stored; arithmetic stays in float64.
/// </summary>
internal sealed class ReferenceNetwork(TrainingStep step)
{
    private readonly ParameterLayout _layout = step.Architecture.Parameters;
    private readonly Dictionary<StepBuffer, double[,]> _values = [];

    /// <summary>What the loss's gradient is multiplied by.</summary>
    public double LossScale { get; set; } = 1;

    /// <summary>Sum over the batch of the weighted losses; the buffers keep every value of the forward pass.</summary>
    public double Loss(double[] parameters, DataBlock data, int[] rows, long number)
    {
        Forward(parameters, data, rows, number);
        var prediction = _values[step.Prediction];
        var sum = 0.0;
        for (var r = 0; r < rows.Length; r++)
            sum += LossOf(prediction, r, data, rows[r]);
        return sum;
    }

    /// <summary>Gradient of the mean loss with respect to every parameter, times the loss scale.</summary>
    public double[] Gradient(double[] parameters, DataBlock data, int[] rows, long number)
    {
        Forward(parameters, data, rows, number);
        var gradient = new double[_layout.ArenaLength];
        foreach (var op in step.Backward)
        {
            switch (op)
            {
                case LossGradient loss:
                    Fill(loss.Gradient, rows.Length, (r, c) => LossSlope(_values[loss.Prediction], r, c, data, rows[r]) * LossScale / rows.Length);
                    break;
                case DropoutBackward drop:
                    var before = _values[drop.Gradient];
                    Fill(drop.Gradient, rows.Length, (r, c) => before[r, c] * Keep(drop.Layer, drop.Rate, number, (r * drop.Gradient.Width) + c));
                    break;
                case ActivationBackward activation:
                    Fill(activation.PreactivationGradient, rows.Length, (r, c) => _values[activation.OutputGradient][r, c] * SlopeOf(activation, parameters, r, c));
                    break;
                case DenseBackward dense:
                    Backward(dense, parameters, rows.Length, gradient);
                    break;
            }
        }

        return gradient;
    }

    /// <summary>Outputs of the last forward pass.</summary>
    public double[,] Prediction => _values[step.Prediction];

    private void Forward(double[] parameters, DataBlock data, int[] rows, long number)
    {
        _values.Clear();
        foreach (var op in step.Forward)
        {
            switch (op)
            {
                case GatherBatch gather:
                    Fill(gather.Output, rows.Length, (r, c) =>
                    {
                        var index = (rows[r] * data.Features) + c;
                        return ((data.IsBytes ? data.Bytes.Span[index] : data.Floats.Span[index]) * (double)data.Scale[c]) + data.Shift[c];
                    });
                    break;
                case DenseForward dense:
                    Dense(dense, parameters, rows.Length);
                    break;
                case Dropout drop:
                    Fill(drop.Output, rows.Length, (r, c) => _values[drop.Input][r, c] * Keep(drop.Layer, drop.Rate, number, (r * drop.Input.Width) + c));
                    break;
            }
        }
    }

    private void Dense(DenseForward op, double[] parameters, int rows)
    {
        var (input, bias) = (_values[op.Input], _layout.Biases[op.Layer]);
        Fill(op.Preactivation, rows, (r, c) =>
        {
            var sum = 0.0;
            for (var i = 0; i < op.Input.Width; i++)
                sum += input[r, i] * Weight(op.Layer, parameters, i, c);
            return sum;
        });
        var z = _values[op.Preactivation];
        Fill(op.Output, rows, (r, c) => Exact.Value(op.Spec.Activation, z[r, c] + parameters[bias.Offset + c], op.Spec.NegativeSlope));
    }

    private void Backward(DenseBackward op, double[] parameters, int rows, double[] gradient)
    {
        var (input, given) = (_values[op.Input], _values[op.Gradient]);
        var (weights, bias) = (_layout.Weights[op.Layer], _layout.Biases[op.Layer]);
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < weights.Columns; c++)
            {
                gradient[bias.Offset + c] += given[r, c];
                for (var i = 0; i < weights.Rows; i++)
                    gradient[weights.Offset + (i * weights.Columns) + c] += input[r, i] * given[r, c];
            }
        }

        if (op.InputGradient is { } inputGradient)
        {
            Fill(inputGradient, rows, (r, i) =>
            {
                var sum = 0.0;
                for (var c = 0; c < weights.Columns; c++)
                    sum += given[r, c] * Weight(op.Layer, parameters, i, c);
                return sum;
            });
        }
    }

    private double Weight(int layer, double[] parameters, int row, int column)
    {
        var slice = _layout.Weights[layer];
        return Round(parameters[slice.Offset + (row * slice.Columns) + column], step.TypeOf(layer));
    }

    /// <summary>The derivative from the stored output, as the plan has it, or from z + b for GELU.</summary>
    private double SlopeOf(ActivationBackward op, double[] parameters, int r, int c)
    {
        var a = _values[op.Output][r, c];
        return op.Spec.Activation switch
        {
            Activation.Tanh => 1 - (a * a),
            Activation.Sigmoid => a * (1 - a),
            Activation.GELU => Exact.Slope(Activation.GELU, _values[op.Preactivation][r, c] + parameters[_layout.Biases[op.Layer].Offset + c], 0),
            _ => Exact.Slope(op.Spec.Activation, a, op.Spec.NegativeSlope),
        };
    }

    private double Keep(int layer, float rate, long number, int index)
    {
        var block = Philox.Block((uint)step.Seed, (uint)(step.Seed >> 32), (uint)(index / 4), (uint)layer, (uint)number, (uint)(number >> 32));
        return (block[index % 4] >> 8) * Math.Pow(2, -24) >= rate ? 1 / (1 - (double)rate) : 0;
    }

    private double LossOf(double[,] prediction, int r, DataBlock data, int row)
    {
        var outputs = step.Architecture.Outputs;
        if (step.Loss.Kind == LossKind.MeanSquaredError)
            return Enumerable.Range(0, outputs).Sum(c => Math.Pow(prediction[r, c] - data.Targets.Span[(row * outputs) + c], 2)) / outputs;
        var label = data.Labels.Span[row];
        var max = Enumerable.Range(0, outputs).Max(c => prediction[r, c]);
        var total = Enumerable.Range(0, outputs).Sum(c => Math.Exp(prediction[r, c] - max));
        return (step.Loss.ClassWeights?[label] ?? 1) * (Math.Log(total) + max - prediction[r, label]);
    }

    private double LossSlope(double[,] prediction, int r, int c, DataBlock data, int row)
    {
        var outputs = step.Architecture.Outputs;
        if (step.Loss.Kind == LossKind.MeanSquaredError)
            return 2 * (prediction[r, c] - data.Targets.Span[(row * outputs) + c]) / outputs;
        var label = data.Labels.Span[row];
        var max = Enumerable.Range(0, outputs).Max(k => prediction[r, k]);
        var total = Enumerable.Range(0, outputs).Sum(k => Math.Exp(prediction[r, k] - max));
        return (step.Loss.ClassWeights?[label] ?? 1) * ((Math.Exp(prediction[r, c] - max) / total) - (c == label ? 1 : 0));
    }

    private void Fill(StepBuffer buffer, int rows, Func<int, int, double> value)
    {
        var matrix = new double[rows, buffer.Width];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < buffer.Width; c++)
                matrix[r, c] = Round(value(r, c), buffer.Type);
        }

        _values[buffer] = matrix;
    }

    private static double Round(double x, CudaMlp.Plan.ElementType type) => type switch
    {
        CudaMlp.Plan.ElementType.Float16 => Exact.Half(x),
        CudaMlp.Plan.ElementType.BFloat16 => Exact.BFloat(x),
        _ => x,
    };
}
