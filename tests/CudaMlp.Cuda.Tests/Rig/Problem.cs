using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests;

/// <summary>A plan with data and starting weights, to be trained alike on two devices.</summary>
internal sealed class Problem
{
    private readonly Architecture _architecture;
    private readonly LossSpec _loss;
    private readonly OptimizerSpec _optimizer;
    private readonly Precision _precision;
    private readonly int _batchSize;

    public Problem(
        Architecture architecture, OptimizerSpec optimizer, Precision precision, int rows, int batchSize, bool bytes = false, LossSpec? loss = null)
    {
        (_architecture, _optimizer, _precision, _batchSize) = (architecture, optimizer, precision, batchSize);
        _loss = loss ?? new LossSpec(LossKind.SoftmaxCrossEntropy);
        Data = MakeData(rows, bytes, seed: 1);
        Other = MakeData((rows / 3) + 1, bytes, seed: 2);
    }

    public DataBlock Data { get; }

    /// <summary>A second block, of another length.</summary>
    public DataBlock Other { get; }

    public TrainingStep Plan() => new(_architecture, _loss, _optimizer, _precision, _batchSize, seed: 12345);

    public int StepsPerEpoch => (Data.Rows + _batchSize - 1) / _batchSize;

    /// <summary>He's weights and small biases, the same each time.</summary>
    public TrainingState State()
    {
        var state = new TrainingState(_architecture.Parameters, _optimizer);
        var random = new Random(7);
        for (var layer = 0; layer < _architecture.Layers.Count; layer++)
        {
            Fill(_architecture.Parameters.Weights[layer], Math.Sqrt(6.0 / _architecture.InputsOf(layer)));
            Fill(_architecture.Parameters.Biases[layer], 0.1);
        }

        return state;

        void Fill(ParameterSlice slice, double size)
        {
            for (var i = 0; i < slice.Length; i++)
                state.Parameters[slice.Offset + i] = (float)(size * ((2 * random.NextDouble()) - 1));
        }
    }

    /// <summary>The rows of an epoch, shuffled.</summary>
    public int[] Order(int epoch)
    {
        var order = Enumerable.Range(0, Data.Rows).ToArray();
        new Random(epoch).Shuffle(order);
        return order;
    }

    /// <summary>Trains and notes the mean loss of each step.</summary>
    public double[] LossesOf(ISession session, int steps, float rate)
    {
        var losses = new double[steps];
        session.Bind(Data);
        for (var step = 0; step < steps; step++)
        {
            if (step % StepsPerEpoch == 0)
                session.Begin(Order(step / StepsPerEpoch), Enumerable.Repeat(rate, StepsPerEpoch).ToArray());
            session.Run(1);
            losses[step] = session.ReadFigures().Loss;
        }

        return losses;
    }

    private DataBlock MakeData(int rows, bool bytes, int seed)
    {
        int inputs = _architecture.Inputs, outputs = _architecture.Outputs;
        var random = new Random(seed);
        var raw = new byte[rows * inputs];
        var features = new float[rows * inputs];
        var labels = new int[rows];
        var targets = new float[rows * outputs];
        for (var r = 0; r < rows; r++)
        {
            labels[r] = random.Next(outputs);
            for (var j = 0; j < inputs; j++)
            {
                // Each class is brighter in its own columns.
                var value = (random.NextDouble() * 160) + (j % outputs == labels[r] ? 90 : 0);
                raw[(r * inputs) + j] = (byte)value;
                features[(r * inputs) + j] = (float)(value / 128);
            }

            for (var k = 0; k < outputs; k++)
                targets[(r * outputs) + k] = features[r * inputs] - (features[(r * inputs) + inputs - 1] * k);
        }

        var classifier = _loss.Kind == LossKind.SoftmaxCrossEntropy;
        float[] scale = new float[inputs], shift = new float[inputs];
        Array.Fill(scale, bytes ? 1 / 128f : 1);
        Array.Fill(shift, -0.75f);
        var block = bytes ? DataBlock.Of(raw, rows, scale, shift) : DataBlock.Of(features, rows, scale, shift);
        return classifier ? block.With(labels, default) : block.With(default, targets);
    }
}
