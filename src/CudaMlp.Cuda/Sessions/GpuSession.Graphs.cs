using CudaMlp.Cuda.Samples;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Sessions;

public sealed partial class GpuSession
{
    /// <summary>Puts one step on the stream: a launch of its graph, which is captured the first time.</summary>
    private void Launch(SampleSource samples, StepKind kind, int rows)
    {
        if (!_options.UseGraphs)
        {
            Record(samples, kind, rows);
            return;
        }

        var graph = samples.GraphOf(kind, rows);
        if (graph is null)
            samples.Keep(kind, rows, graph = Capture(samples, kind, rows));
        graph.Launch(_stream);
        Counters.GraphLaunches++;
    }

    private CudaGraphExec Capture(SampleSource samples, StepKind kind, int rows)
    {
        // A rehearsal: loading code may allocate or wait, which a capture forbids. Kernels are loaded and cuBLAS runs its products, whose results the step overwrites.
        _queue.OnlyLoads = true;
        try
        {
            Record(samples, kind, rows);
        }
        finally
        {
            _queue.OnlyLoads = false;
        }

        var before = _queue.Launches;
        using var capture = _stream.BeginCapture();
        Record(samples, kind, rows);
        using var graph = capture.Complete();
        Counters.Captures++;
        if (kind == StepKind.Train)
            Counters.KernelsPerStep = (int)(_queue.Launches - before);
        var executable = graph.Instantiate();
        executable.Upload(_stream);
        return executable;
    }

    private void Record(SampleSource samples, StepKind kind, int rows)
    {
        switch (kind)
        {
            case StepKind.Train:
                _recorder.Train(samples.Matrix, samples is ResidentSamples ? _order!.Address : default, _rates!.Address, rows);
                break;
            case StepKind.Evaluate:
                _recorder.Evaluate(samples.Matrix, rows);
                break;
            default:
                _recorder.Predict(samples.Matrix, rows);
                break;
        }
    }
}
