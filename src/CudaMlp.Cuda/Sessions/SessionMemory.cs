using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Interop;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Sessions;

/// <summary>
/// Device memory of a plan, all of it allocated here and once: arenas, step buffers, states and workspace. Everything is cleared at first, since gaps between
/// tensors are zero for ever and a product that warms up reads what no step has written.
/// </summary>
internal sealed class SessionMemory : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly DeviceBuffer<byte>[] _buffers;
    private readonly TrainingStep _step;

    public SessionMemory(CudaContext context, CudaStream stream, TrainingStep step)
    {
        _step = step;
        var rows = step.BatchSize;
        var outputs = step.Architecture.Outputs;
        if (step.Buffers.FirstOrDefault(b => (long)rows * b.Width > int.MaxValue) is { } large)
            throw new ArgumentException($"a batch of {rows} rows of {large.Width} values is more than the kernels count; take a smaller batch");
        try
        {
            var arena = step.Architecture.Parameters.ArenaLength;
            Parameters = Allocate<float>(arena);
            if (step.Optimizer is { } optimizer)
            {
                Gradients = Allocate<float>(arena);
                Moments = [.. Enumerable.Range(0, optimizer.Moments).Select(_ => Allocate<float>(arena))];
            }

            if (step.ComputeType != ElementType.Float32)
                Copy = Allocate<ushort>(arena);
            _buffers = [.. step.Buffers.Select(b => Allocate<byte>((long)rows * b.Width * OpQueue.BytesOf(b.Type)))];
            WantedRows = Allocate<int>((long)rows * (step.Loss.Kind == Losses.LossKind.MeanSquaredError ? outputs : 1));
            if (step.Loss.ClassWeights is { } weights)
            {
                ClassWeights = Allocate<float>(outputs);
                ClassWeights.CopyFrom(weights, stream);
            }

            Training = Allocate<byte>(StepState.Bytes);
            Evaluation = Allocate<byte>(StepState.Bytes);
            var size = WorkspaceSize.Of(rows, step.Architecture.Layers.Max(l => l.Units), outputs);
            Workspace = new Workspace(
                Allocate<float>(size.Partials).Address, Allocate<double>(size.Sums).Address, Allocate<int>(size.Counts).Address,
                Allocate<int>(size.Counters).Address);
        }
        catch
        {
            Dispose();
            throw;
        }

        DeviceBuffer<T> Allocate<T>(long length)
            where T : unmanaged
        {
            var buffer = new DeviceBuffer<T>(context, length);
            _owned.Add(buffer);
            buffer.Clear(stream);
            return buffer;
        }
    }

    public DeviceBuffer<float> Parameters { get; }

    /// <summary>Null in a plan that only evaluates.</summary>
    public DeviceBuffer<float>? Gradients { get; }

    public DeviceBuffer<float>[] Moments { get; } = [];

    /// <summary>The weights as the plan's half type, or null in float32.</summary>
    public DeviceBuffer<ushort>? Copy { get; }

    /// <summary>Labels or targets of the batch.</summary>
    public DeviceBuffer<int> WantedRows { get; }

    public DeviceBuffer<float>? ClassWeights { get; }

    /// <summary>A <see cref="StepState"/>: that of training.</summary>
    public DeviceBuffer<byte> Training { get; }

    /// <summary>A <see cref="StepState"/>: that of evaluation and prediction, which leave training's alone.</summary>
    public DeviceBuffer<byte> Evaluation { get; }

    public Workspace Workspace { get; }

    public ParameterArenas Arenas => new(
        Parameters.Address, Gradients?.Address ?? default, MomentAddress(0), MomentAddress(1), Copy?.Address ?? default, _step.ComputeType, (int)Parameters.Length);

    public Matrix Of(StepBuffer buffer) => new(_buffers[buffer.Id].Address, buffer.Type, buffer.Width);

    /// <summary>The plan's prediction buffer: batch × outputs.</summary>
    public DeviceView<float> PredictionView => _buffers[_step.Prediction.Id].View.Cast<float>();

    /// <summary>A layer's weights in the type its products read.</summary>
    public Matrix WeightsOf(int layer)
    {
        var slice = _step.Architecture.Parameters.Weights[layer];
        return _step.TypeOf(layer) == ElementType.Float32
            ? new Matrix(Parameters.Address + (4UL * (ulong)slice.Offset), ElementType.Float32, slice.Columns)
            : new Matrix(Copy!.Address + (2UL * (ulong)slice.Offset), _step.ComputeType, slice.Columns);
    }

    public CUdeviceptr BiasOf(int layer) => Parameters.Address + (4UL * (ulong)Layout.Biases[layer].Offset);

    public CUdeviceptr BiasGradientOf(int layer) => Gradients!.Address + (4UL * (ulong)Layout.Biases[layer].Offset);

    public Matrix WeightGradientOf(int layer) =>
        new(Gradients!.Address + (4UL * (ulong)Layout.Weights[layer].Offset), ElementType.Float32, Layout.Weights[layer].Columns);

    private ParameterLayout Layout => _step.Architecture.Parameters;

    private CUdeviceptr MomentAddress(int index) => index < Moments.Length ? Moments[index].Address : default;

    public void Dispose()
    {
        foreach (var buffer in _owned)
            buffer.Dispose();
        _owned.Clear();
    }
}
