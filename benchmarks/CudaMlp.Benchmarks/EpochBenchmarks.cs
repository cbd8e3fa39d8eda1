using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using CudaMlp.Cpu;
using CudaMlp.Cuda.Devices;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Losses;
using CudaMlp.Measuring;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Benchmarks;

/// <summary>
/// An epoch of MNIST's size (60,000 rows of 784 bytes, random ones: what they hold changes no time), Adam, as `cudamlp bench epoch` times it. An
/// epoch is long: each is one iteration of its own.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 7, invocationCount: 1)]
[MemoryDiagnoser]
public class EpochBenchmarks : IDisposable
{
    private const int Rows = 60_000;
    private const int Features = 784;
    private const string Emulator = "emulator";
    private const string Cuda = "cuda";
    private IDevice? _device;
    private EpochRunner? _runner;

    public static IEnumerable<string> Nets => ["784-128-64-10/64", "784-128-64-10/1024", "784-2048-2048-10/512"];

    /// <summary>The GPU where there is one. The emulator takes a sixtieth of the rows: it interprets, and its time is told by the row.</summary>
    public static IEnumerable<string> Devices
    {
        get
        {
            using var cuda = GpuDevice.TryOpenNative(out _);
            return cuda is null ? ["cpu 1", "cpu 2", Emulator] : ["cpu 1", "cpu 2", Emulator, Cuda];
        }
    }

    /// <summary>Layers, and after the slash the rows of a batch.</summary>
    [ParamsSource(nameof(Nets))]
    public string Net { get; set; } = "";

    [Params(Precision.Float32, Precision.MixedFloat16)]
    public Precision Precision { get; set; }

    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var (layers, batch) = (Net.Split('/')[0].Split('-').Select(int.Parse).ToArray(), int.Parse(Net.Split('/')[1]));
        var hidden = layers[1..^1].Select(units => new DenseLayer(units, Activation.ReLU));
        var architecture = new Architecture(layers[0], [.. hidden, new DenseLayer(layers[^1])]);
        var step = new TrainingStep(architecture, new LossSpec(LossKind.SoftmaxCrossEntropy), OptimizerSpec.Adam(), Precision, batch, seed: 1);
        _device = Open(Device);
        _runner = new EpochRunner(_device, RandomDigits(Device == Emulator ? Rows / 60 : Rows), step);
    }

    [Benchmark]
    public double Epoch() => _runner!.RunEpoch().Loss;

    [GlobalCleanup]
    public void Dispose()
    {
        _runner?.Dispose();
        _device?.Dispose();
        GC.SuppressFinalize(this);
    }

    private static IDevice Open(string name) => name switch
    {
        Emulator => OpenEmulator(),
        Cuda => GpuDevice.TryOpenNative(out var whyNot) ?? throw new InvalidOperationException(whyNot),
        _ => new CpuDevice(int.Parse(name.Split(' ')[1])),
    };

    private static GpuDevice OpenEmulator()
    {
        var emulated = EmulatedCuda.Create(EmulatorOptions.FromEnvironment());
        return GpuDevice.Open(emulated.Driver, emulated.Cublas, Emulator, behind: emulated);
    }

    private static DataBlock RandomDigits(int rows)
    {
        var random = new Random(1);
        var pixels = new byte[rows * Features];
        random.NextBytes(pixels);
        var labels = Enumerable.Range(0, rows).Select(_ => random.Next(10)).ToArray();
        return DataBlock.Of(pixels, rows, Enumerable.Repeat(1 / 255f, Features).ToArray(), new float[Features]).With(labels, default);
    }
}
