using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Samples;
using CudaMlp.Data;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Sessions;

public sealed partial class GpuSession
{
    private SampleSource? _bound;
    private DataBlock? _data;
    private DeviceBuffer<int>? _order;
    private DeviceBuffer<float>? _rates;
    private PinnedBuffer<int>? _orderStaging;
    private PinnedBuffer<float>? _ratesStaging;
    private CudaEvent? _staged;
    private int[] _hostOrder = [];
    private int _rowsBegun;
    private int _nextRow;

    public void Bind(DataBlock data)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckWidth(data);
        CheckTargets(data);
        // What was bound before may make room.
        (_data, _bound, _rowsBegun, _nextRow) = (data, null, 0, 0);
        _bound = FindResident(data) ?? (SampleSource)StreamFor(data, ref _trainingStream);
    }

    public void Begin(ReadOnlySpan<int> order, ReadOnlySpan<float> learningRates)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Step.Optimizer is null)
            throw new InvalidOperationException("a plan without an optimizer does not train");
        var data = _data ?? throw new InvalidOperationException("no data is bound to the session");
        var steps = (int)(((long)order.Length + Step.BatchSize - 1) / Step.BatchSize);
        if (learningRates.Length != steps)
            throw new ArgumentException($"{order.Length} rows are {steps} batches of {Step.BatchSize}, but there are {learningRates.Length} learning rates");
        foreach (var row in order)
        {
            if ((uint)row >= (uint)data.Rows)
                throw new ArgumentException($"row {row} is asked for; the data has {data.Rows}");
        }

        (_rowsBegun, _nextRow) = (order.Length, 0);
        if (steps == 0)
            return;
        Reserve(order.Length, steps);
        // The page-locked copies are free again when the device has taken those of the epoch before; by then it long has.
        _staged!.Synchronize();
        learningRates.CopyTo(_ratesStaging!.Span);
        _rates!.Slice(0, steps).CopyFromAsync(_ratesStaging, 0, steps, _stream);
        if (_bound is StreamedSamples streamed)
        {
            if (_hostOrder.Length < order.Length)
                _hostOrder = new int[order.Length];
            order.CopyTo(_hostOrder);
            streamed.Begin(data, _hostOrder, order.Length, withTargets: true);
            Counters.Synchronizations++;
        }
        else
        {
            order.CopyTo(_orderStaging!.Span);
            _order!.Slice(0, order.Length).CopyFromAsync(_orderStaging, 0, order.Length, _stream);
        }

        _staged.Record(_stream);
        SetState(_memory.Training, StepState.PositionOffset, 0);
        SetState(_memory.Training, StepState.RateIndexOffset, 0);
    }

    public void Run(int steps)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var left = (_rowsBegun - _nextRow + Step.BatchSize - 1) / Step.BatchSize;
        if (steps < 0 || steps > left)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"{left} steps are left of those begun");
        var streamed = _bound as StreamedSamples;
        for (; steps > 0; steps--)
        {
            var rows = Math.Min(Step.BatchSize, _rowsBegun - _nextRow);
            if (streamed is not null && streamed.Enter(_nextRow) is >= 0 and var position)
                SetState(_memory.Training, StepState.PositionOffset, position);
            Launch(_bound!, StepKind.Train, rows);
            _nextRow += rows;
            streamed?.Leave(_nextRow);
        }
    }

    /// <summary>Makes room for an epoch. The buffers keep their place from epoch to epoch; only a longer one makes the graphs stale.</summary>
    private void Reserve(int rows, int steps)
    {
        _staged ??= new CudaEvent(_context);
        if (_rates is null || _rates.Length < steps)
        {
            Replace(ref _rates, new DeviceBuffer<float>(_context, steps));
            Replace(ref _ratesStaging, new PinnedBuffer<float>(_context, steps));
        }

        if (_bound is ResidentSamples && (_order is null || _order.Length < rows))
        {
            Replace(ref _order, new DeviceBuffer<int>(_context, rows));
            Replace(ref _orderStaging, new PinnedBuffer<int>(_context, rows));
        }
    }

    private void Replace<T>(ref T? old, T replacement)
        where T : class, IDisposable
    {
        if (old is not null)
        {
            _stream.Synchronize();
            Counters.Synchronizations++;
            foreach (var source in Sources())
                source.DropGraphs();
        }

        old?.Dispose();
        old = replacement;
    }

    /// <summary>Queues the setting of a 32-bit field of a step state.</summary>
    private void SetState(DeviceBuffer<byte> state, int offset, int value) =>
        state.Slice(offset, sizeof(uint)).Cast<int>().Fill(value, _stream);
}
