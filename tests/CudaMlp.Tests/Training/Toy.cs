using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Layers;
using CudaMlp.Optimizers;
using CudaMlp.Training;

namespace CudaMlp.Tests.Training;

/// <summary>A small problem and a small model that everything about training can be tried on.</summary>
internal static class Toy
{
    public static DataSet Data { get; } = new SyntheticProblem(600, 8, 3, 0.2, 4).Generate();

    public static DataSet HeldOut { get; } = new SyntheticProblem(900, 8, 3, 0.2, 4).Generate();

    public static Sequential Model(CpuDevice device, string optimizer = "adam", float dropout = 0.2f, string precision = "fp32", ulong seed = 11) =>
        new Sequential(new Dense(12, "relu"), new Dropout(dropout), new Dense(3)).Compile(optimizer, precision: precision, seed: seed).On(device);

    public static FitOptions Options(int epochs = 4, params Callback[] callbacks) => new() { Epochs = epochs, BatchSize = 32, Callbacks = callbacks };

    public static byte[] Bytes(Sequential model)
    {
        using var stream = new MemoryStream();
        CudaMlp.Files.ModelFile.Write(stream, model.Content());
        return stream.ToArray();
    }
}

/// <summary>Asks to end after a number of steps, as Ctrl-C would.</summary>
internal sealed class StopAfter(int steps) : Callback, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public override bool WantsProgress => true;

    public override void OnProgress(TrainingRun run, in ProgressReport report)
    {
        if (report.Step >= steps)
            _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
