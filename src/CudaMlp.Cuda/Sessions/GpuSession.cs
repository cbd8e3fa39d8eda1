using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CudaMlp.Cuda.Devices;
using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Ops;
using CudaMlp.Cuda.Samples;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Sessions;

/// <summary>
/// A plan on a GPU. Steps are captured into a graph once per batch length and then launched, one launch a step; nothing is waited for until
/// figures, weights or predictions are asked for.
/// </summary>
public sealed partial class GpuSession : ISession
{
    private readonly CudaContext _context;
    private readonly CudaStream _stream;
    private readonly CublasHandle _cublas;
    private readonly SessionMemory _memory;
    private readonly OpQueue _queue;
    private readonly StepRecorder _recorder;
    private readonly GpuOptions _options;
    private readonly float _keptLossScale;
    private bool _disposed;

    internal GpuSession(GpuDevice device, TrainingStep step, TrainingState state)
    {
        Step = step;
        _context = device.Context;
        var capability = _context.Device.ComputeCapability;
        if (step.Precision == Precision.MixedBFloat16 && capability.Major < 8)
            throw new ArgumentException($"bfloat16 products need compute capability 8.0; {_context.Device.Name} has {capability}: train with float16 instead");
        _options = device.Options;
        _keptLossScale = state.LossScale;
        var owned = new List<IDisposable>();
        try
        {
            owned.Add(_stream = new CudaStream(_context));
            // NVIDIA's advice: 4 MiB, 32 MiB from Hopper on.
            owned.Add(_cublas = new CublasHandle(device.Cublas, _stream, capability.Major >= 9 ? 32 << 20 : 4 << 20));
            owned.Add(_memory = new SessionMemory(_context, _stream, step));
            _queue = new OpQueue(device.Kernels, _stream, _memory.Workspace);
            _recorder = new StepRecorder(step, _memory, _queue, new DenseProduct(_cublas, step.Precision));
            CopyFrom(state);
        }
        catch
        {
            for (var i = owned.Count - 1; i >= 0; i--)
                owned[i].Dispose();
            throw;
        }
    }

    public TrainingStep Step { get; }

    /// <summary>What was launched and waited for so far.</summary>
    public GpuCounters Counters { get; private set; } = new();

    private bool LossScaling => Step.Precision == Precision.MixedFloat16;

    public void CopyFrom(TrainingState state)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckFit(state);
        _memory.Parameters.CopyFrom(state.Parameters, _stream);
        for (var i = 0; i < _memory.Moments.Length; i++)
            _memory.Moments[i].CopyFrom(state.Moments[i], _stream);
        if (_memory.Copy is { } copy)
            Cast.Launch(_queue, _memory.Parameters.Address, ElementType.Float32, copy.Address, Step.ComputeType, (int)copy.Length);
        Write(_memory.Training, new StepState
        {
            Step = (ulong)state.Step,
            Updates = state.Updates,
            FirstBadStep = -1,
            LossScale = LossScaling ? state.LossScale : 1,
            GoodSteps = (uint)state.GoodSteps,
        });
    }

    public void CopyTo(TrainingState state)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckFit(state);
        _memory.Parameters.CopyTo(state.Parameters, _stream);
        for (var i = 0; i < _memory.Moments.Length; i++)
            _memory.Moments[i].CopyTo(state.Moments[i], _stream);
        var device = Read(_memory.Training);
        state.Step = (long)device.Step;
        state.Updates = device.Updates;
        state.GoodSteps = (int)device.GoodSteps;
        state.LossScale = LossScaling ? device.LossScale : _keptLossScale;
    }

    public StepFigures ReadFigures()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var state = Read(_memory.Training);
        _memory.Training.Slice(0, StepState.FigureBytes).Clear(_stream);
        return new StepFigures(state.LossSum, state.Correct, state.Samples, state.Skipped, state.LossScale, state.FirstBadStep);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        // An abandoned epoch may still be under way and use what goes now: the driver need not wait by itself.
        _stream.Drain();
        DisposeSamples();
        _memory.Dispose();
        _cublas.Dispose();
        _stream.Dispose();
    }

    private void CheckFit(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var length = _memory.Parameters.Length;
        if (state.Parameters.Length != length || state.Moments.Length != _memory.Moments.Length || state.Moments.Any(moment => moment.Length != length))
        {
            throw new ArgumentException(
                $"the state has {state.Parameters.Length} parameters and {state.Moments.Length} moments, the plan {length} and {_memory.Moments.Length}");
        }
    }

    private void Write(DeviceBuffer<byte> target, in StepState state) =>
        target.CopyFrom(MemoryMarshal.AsBytes(new ReadOnlySpan<StepState>(in state)), _stream);

    private StepState Read(DeviceBuffer<byte> source)
    {
        Unsafe.SkipInit(out StepState state);
        source.CopyTo(MemoryMarshal.AsBytes(new Span<StepState>(ref state)), _stream);
        Counters.Synchronizations++;
        return state;
    }
}
