using CudaMlp.Cuda.Kernels;
using CudaMlp.Cuda.Samples;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Sessions;

public sealed partial class GpuSession
{
    private PinnedBuffer<float>? _predictions;

    public StepFigures Evaluate(DataBlock data)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckWidth(data);
        CheckTargets(data);
        Write(_memory.Evaluation, new StepState { LossScale = 1, FirstBadStep = -1 });
        if (FindResident(data) is { } resident)
        {
            for (var row = 0; row < data.Rows; row += Step.BatchSize)
            {
                SetState(_memory.Evaluation, StepState.PositionOffset, row);
                Launch(resident, StepKind.Evaluate, Math.Min(Step.BatchSize, data.Rows - row));
            }
        }
        else
        {
            EvaluateStreamed(data);
        }

        var counted = Read(_memory.Evaluation);
        var training = Read(_memory.Training);
        return new StepFigures(counted.LossSum, counted.Correct, counted.Samples, 0, training.LossScale, training.FirstBadStep);
    }

    public void Predict(DataBlock data, Span<float> outputs)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckWidth(data);
        var width = Step.Architecture.Outputs;
        if (outputs.Length != (long)data.Rows * width)
            throw new ArgumentException($"{outputs.Length} elements are not {data.Rows} rows of {width} outputs");
        if (data.Rows == 0)
            return;

        // Batch after batch into page-locked memory, a window's worth at a time.
        var prediction = _memory.PredictionView;
        var source = StreamFor(data, ref _evaluationStream);
        if (_predictions is null || _predictions.Length < source.Rows * width)
        {
            _predictions?.Dispose();
            _predictions = new PinnedBuffer<float>(_context, source.Rows * width);
        }

        source.Begin(data, null, data.Rows, withTargets: false);
        Counters.Synchronizations++;
        for (var first = 0; first < data.Rows; first += source.Rows)
        {
            var end = (int)Math.Min((long)data.Rows, (long)first + source.Rows);
            for (var row = first; row < end; row += Step.BatchSize)
            {
                var rows = Math.Min(Step.BatchSize, end - row);
                LaunchStreamed(source, StepKind.Predict, row, rows);
                prediction.Slice(0, rows * width).CopyToAsync(_predictions, (row - first) * width, rows * width, _stream);
            }

            _stream.Synchronize();
            Counters.Synchronizations++;
            _predictions.Span[..((end - first) * width)].CopyTo(outputs[(first * width)..]);
        }
    }

    private void EvaluateStreamed(DataBlock data)
    {
        var source = StreamFor(data, ref _evaluationStream);
        source.Begin(data, null, data.Rows, withTargets: true);
        Counters.Synchronizations++;
        for (var row = 0; row < data.Rows; row += Step.BatchSize)
            LaunchStreamed(source, StepKind.Evaluate, row, Math.Min(Step.BatchSize, data.Rows - row));
    }

    private void LaunchStreamed(StreamedSamples source, StepKind kind, int row, int rows)
    {
        source.Enter(row);
        SetState(_memory.Evaluation, StepState.PositionOffset, source.PositionOf(row));
        Launch(source, kind, rows);
        source.Leave(row + rows);
    }
}
