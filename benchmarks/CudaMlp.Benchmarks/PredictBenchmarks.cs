using BenchmarkDotNet.Attributes;
using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Exchange.Onnx;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Plan;
using Microsoft.ML.OnnxRuntime;

namespace CudaMlp.Benchmarks;

/// <summary>
/// Probabilities of 1, 64 and 4096 rows by 784-128-64-10, in process. The baseline is ONNX Runtime on our own export of the same network, with preallocated
/// input and output and as many threads. Both are held against each other before anything is timed. The columns P50 and P95 are what matters for one row.
/// </summary>
[MedianColumn]
public class PredictBenchmarks : IDisposable
{
    private const int Features = 784;
    private const int Classes = 10;
    private readonly string[] _inputNames = ["features"];
    private readonly string[] _outputNames = ["probabilities"];
    private CpuDevice? _device;
    private ISession? _session;
    private InferenceSession? _onnx;
    private DataBlock? _block;
    private OrtValue[] _input = [];
    private OrtValue[] _output = [];
    private RunOptions? _options;
    private float[] _features = [];
    private float[] _ours = [];
    private float[] _theirs = [];

    [Params(1, 64, 4096)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var network = new Architecture(Features, [new DenseLayer(128, Activation.ReLU), new DenseLayer(64, Activation.ReLU), new DenseLayer(Classes)]);
        var state = new TrainingState(network.Parameters, null);
        WeightInitialization.Initialize(state, network, seed: 1);
        var random = new Random(1);
        _features = [.. Enumerable.Range(0, Rows * Features).Select(_ => random.NextSingle())];
        float[] scale = [.. Enumerable.Repeat(1f, Features)], shift = new float[Features];
        _block = DataBlock.Of(_features, Rows, scale, shift);
        (_ours, _theirs) = (new float[Rows * Classes], new float[Rows * Classes]);

        _device = new CpuDevice(Threads);
        _session = _device.Open(new TrainingStep(network, new LossSpec(LossKind.SoftmaxCrossEntropy), null, Precision.Float32, 256), state);
        using var options = new SessionOptions { IntraOpNumThreads = Threads, InterOpNumThreads = 1 };
        _onnx = new InferenceSession(OnnxExport.ToBytes(network, state.Parameters, LossKind.SoftmaxCrossEntropy, scale, shift, []), options);
        _options = new RunOptions();
        _input = [OrtValue.CreateTensorValueFromMemory(_features, [Rows, Features])];
        _output = [OrtValue.CreateTensorValueFromMemory(_theirs, [Rows, Classes])];

        CudaMlp();
        OnnxRuntime();
        for (var i = 0; i < _ours.Length; i++)
        {
            if (!(Math.Abs(_ours[i] - _theirs[i]) < 1e-5))
                throw new InvalidOperationException($"value {i} is {_ours[i]} here and {_theirs[i]} in ONNX Runtime: nothing is timed that is not right");
        }
    }

    [Benchmark]
    public void CudaMlp() => _session!.Predict(_block!, _ours);

    [Benchmark(Baseline = true)]
    public void OnnxRuntime() => _onnx!.Run(_options!, _inputNames, _input, _outputNames, _output);

    [GlobalCleanup]
    public void Dispose()
    {
        _session?.Dispose();
        _device?.Dispose();
        foreach (var value in _input.Concat(_output))
            value.Dispose();
        _options?.Dispose();
        _onnx?.Dispose();
        GC.SuppressFinalize(this);
    }
}
