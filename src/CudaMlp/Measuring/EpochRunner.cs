using System.Diagnostics;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Model;
using CudaMlp.Plan;
using CudaMlp.Training;

namespace CudaMlp.Measuring;

/// <summary>What epochs took on a device, without validation, callbacks or files.</summary>
/// <param name="Seconds">Each epoch, in their order.</param>
/// <param name="Samples">Of one epoch.</param>
/// <param name="Last">What the last epoch counted: a run that did not learn shows here.</param>
public sealed record EpochTimes(double[] Seconds, int Samples, StepFigures Last)
{
    /// <summary>The median.</summary>
    public double SecondsPerEpoch
    {
        get
        {
            var sorted = Seconds.Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    public double SamplesPerSecond => Samples / SecondsPerEpoch;
}

/// <summary>
/// Trains epoch after epoch as <see cref="Sequential"/> does (a new order of rows each, batches, updates, figures read at the end) and nothing else: what the
/// benchmarks and `cudamlp bench epoch` time.
/// </summary>
public sealed class EpochRunner : IDisposable
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly ISession _session;
    private readonly ResidentFeed _feed;
    private readonly float[] _rates;
    private int _epoch;

    /// <param name="device">Where; not owned.</param>
    /// <param name="data">What; must fit the plan.</param>
    /// <param name="step">The plan, with an optimizer.</param>
    public EpochRunner(IDevice device, DataBlock data, TrainingStep step)
    {
        if (step.Optimizer is null)
            throw new ArgumentException("a plan without an optimizer does not train");
        var state = new TrainingState(step.Architecture.Parameters, step.Optimizer);
        WeightInitialization.Initialize(state, step.Architecture, step.Seed);
        _feed = new ResidentFeed(data, step.BatchSize, step.Seed, shuffle: true);
        _rates = new float[_feed.StepsPerEpoch];
        Array.Fill(_rates, step.Optimizer.LearningRate);
        _session = device.Open(step, state);
        _session.Bind(data);
    }

    public int Samples => (int)_feed.Rows;

    public int Steps => _rates.Length;

    public StepFigures RunEpoch()
    {
        foreach (var portion in _feed.Portions(_epoch++, 0))
        {
            _session.Begin(portion.Order.Span, _rates);
            _session.Run(_rates.Length);
        }

        return _session.ReadFigures();
    }

    /// <param name="epochs">How many are timed, at least 1.</param>
    /// <param name="warmUp">Run some before, untimed, until a second is over: the runtime goes on compiling what it finds hot for most of it.</param>
    public EpochTimes Measure(int epochs, bool warmUp = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        for (var begun = Stopwatch.GetTimestamp(); warmUp && Stopwatch.GetElapsedTime(begun) < WarmUp;)
            RunEpoch();
        var seconds = new double[epochs];
        StepFigures figures = default;
        for (var i = 0; i < epochs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            figures = RunEpoch();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return new EpochTimes(seconds, Samples, figures);
    }

    public void Dispose()
    {
        _session.Dispose();
        _feed.Dispose();
    }
}
