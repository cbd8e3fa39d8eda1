using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Cpu;

/// <summary>A small network with random weights and random data: what the tests of whole steps run on.</summary>
internal sealed class Problem
{
    public Problem(
        DenseLayer[] layers,
        int inputs = 7,
        int rows = 50,
        int batch = 16,
        LossSpec? loss = null,
        OptimizerSpec? optimizer = null,
        Precision precision = Precision.Float32,
        double inputScale = 1)
    {
        var architecture = new Architecture(inputs, layers);
        Step = new TrainingStep(architecture, loss ?? new LossSpec(LossKind.SoftmaxCrossEntropy), optimizer ?? OptimizerSpec.SGD(), precision, batch, seed: 77);
        State = new TrainingState(architecture.Parameters, Step.Optimizer);
        var random = new Random(5);
        foreach (var slice in architecture.Parameters.Weights.Concat(architecture.Parameters.Biases))
        {
            for (var i = 0; i < slice.Length; i++)
                State.Parameters[slice.Offset + i] = (float)(((random.NextDouble() * 2) - 1) * Math.Sqrt(3.0 / slice.Rows) * (slice.Rows == 1 ? 0.1 : 1));
        }

        var features = Enumerable.Range(0, rows * inputs).Select(_ => (float)(((random.NextDouble() * 2) - 1) * inputScale)).ToArray();
        Data = Labelled(DataBlock.Of(features, rows, Enumerable.Repeat(1.25f, inputs).ToArray(), Enumerable.Repeat(0.125f, inputs).ToArray()), random);
    }

    public TrainingStep Step { get; }

    public TrainingState State { get; }

    public DataBlock Data { get; private set; }

    public int Batches => (Data.Rows + Step.BatchSize - 1) / Step.BatchSize;

    public static DenseLayer[] Layers(Activation hidden, float dropout = 0, int classes = 5) =>
        [new DenseLayer(19, hidden, dropout, NegativeSlope: 0.1f), new DenseLayer(11, hidden, dropout, NegativeSlope: 0.1f), new DenseLayer(classes)];

    public Problem With(DataBlock data)
    {
        Data = data;
        return this;
    }

    public double[] Parameters() => [.. State.Parameters.Select(p => (double)p)];

    /// <summary>Rows of a batch of the epoch, in the order that <see cref="Train"/> uses.</summary>
    public int[] Rows(int batch) => [.. Shuffled().Skip(batch * Step.BatchSize).Take(Step.BatchSize)];

    public int[] Shuffled() => [.. Enumerable.Range(0, Data.Rows).Select(i => i * 29 % Data.Rows)];

    /// <summary>Opens, trains some epochs and gives back the state; figures are of all of them.</summary>
    public (TrainingState State, StepFigures Figures) Train(int threads, int epochs = 1, float rate = 0.1f, int? steps = null)
    {
        using var device = new CpuDevice(threads);
        using var session = device.Open(Step, State);
        session.Bind(Data);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            session.Begin(Shuffled(), Enumerable.Repeat(rate, Batches).ToArray());
            session.Run(steps ?? Batches);
        }

        var result = new TrainingState(Step.Architecture.Parameters, Step.Optimizer);
        session.CopyTo(result);
        return (result, session.ReadFigures());
    }

    private DataBlock Labelled(DataBlock block, Random random)
    {
        var outputs = Step.Architecture.Outputs;
        return Step.Loss.Kind == LossKind.SoftmaxCrossEntropy
            ? block.With(Enumerable.Range(0, block.Rows).Select(_ => random.Next(outputs)).ToArray(), default)
            : block.With(default, Enumerable.Range(0, block.Rows * outputs).Select(_ => (float)(random.NextDouble() * 2)).ToArray());
    }
}
