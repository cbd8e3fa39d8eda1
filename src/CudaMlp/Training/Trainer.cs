using System.Diagnostics;
using CudaMlp.Devices;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Training;

/// <summary>Runs epochs on a session: steps, figures, validation, callbacks, checkpoints.</summary>
internal sealed class Trainer(ISession session, TrainingRun run, EpochFeed feed, IValidation? validation)
{
    private readonly FitOptions _options = run.Options;
    private readonly TrainingProgress _progress = run.Progress;
    private readonly Callback[] _watchers = [.. run.Options.Callbacks.Where(c => c.WantsProgress)];
    private readonly Pace _pace = new();
    private readonly OptimizerSpec _optimizer = session.Step.Optimizer!;
    private float[] _rates = [];
    private long _startOfEpoch;
    private long _samplesAtStart;
    private double _validationSeconds;
    private float _lossScale = run.State.LossScale;

    /// <summary>Steps of the model's trainings before this one, which a device counts on from.</summary>
    private readonly long _earlierSteps = run.State.Step - run.StepsDone;

    /// <returns>False if it was interrupted.</returns>
    public bool Run()
    {
        run.LoadCallbacks();
        if (_progress.Finished && (_progress.Epoch >= _options.Epochs || _progress.StopReason is not null))
            return true;
        (_progress.Finished, _progress.StopReason, _progress.RestoredEpoch) = (false, null, null);
        run.Epoch = _progress.Epoch;
        Each(static (callback, run) => callback.OnTrainBegin(run));
        Checkpoint();
        while (_progress.Epoch < _options.Epochs && !run.StopRequested)
        {
            if (!RunEpoch())
            {
                Checkpoint();
                return false;
            }
        }

        Each(static (callback, run) => callback.OnTrainEnd(run));
        _progress.Finished = true;
        Checkpoint();
        return true;
    }

    private bool RunEpoch()
    {
        run.Epoch = _progress.Epoch + 1;
        var (scale, skipped, left) = (_lossScale, _progress.SkippedUpdates, feed.StepsPerEpoch - _progress.StepInEpoch);
        PlanRates();
        (_startOfEpoch, _samplesAtStart) = (Stopwatch.GetTimestamp(), _progress.Samples);
        Each(static (callback, run) => callback.OnEpochBegin(run));
        foreach (var portion in feed.Portions(_progress.EarlierEpochs + _progress.Epoch, _progress.StepInEpoch))
        {
            session.Bind(portion.Data);
            var steps = (portion.Order.Length + _options.BatchSize - 1) / _options.BatchSize;
            session.Begin(portion.Order.Span, _rates.AsSpan(_progress.StepInEpoch, steps));
            if (!RunSteps(steps))
                return false;
        }

        Collect();
        // With the scale as low as it goes, it is not the scale that overflows: the epochs to come would change nothing either.
        if (scale <= TrainingState.MinimumLossScale && _progress.SkippedUpdates - skipped == left)
            throw new TrainingDivergedException($"no step of epoch {run.Epoch} could update the weights, the gradients overflow float16 whatever the loss scale: scale the data or its targets down, or train in another precision (fp32 or bf16)");
        EndEpoch();
        return true;
    }

    private bool RunSteps(int steps)
    {
        while (steps > 0)
        {
            if (_options.Cancellation.IsCancellationRequested)
            {
                Collect();
                return false;
            }

            var count = Math.Min(_pace.Steps, steps);
            count = ToMultiple(count, _options.LogEverySteps, _watchers.Length > 0);
            count = ToMultiple(count, _options.CheckpointEverySteps, true);
            _pace.Start();
            session.Run(count);
            steps -= count;
            _progress.StepInEpoch += count;
            var checkpoint = IsMultiple(_options.CheckpointEverySteps) && _progress.StepInEpoch < feed.StepsPerEpoch;
            if (_watchers.Length > 0 || checkpoint)
                Collect();
            _pace.Stop(count);
            if (_watchers.Length > 0)
                Report();
            if (checkpoint)
                Checkpoint();
        }

        return true;
    }

    /// <summary>Shortens a run of steps so that it ends at the next multiple of an interval.</summary>
    private int ToMultiple(int count, int interval, bool wanted) =>
        wanted && interval > 0 ? (int)Math.Min(count, interval - (StepsDone % interval)) : count;

    private bool IsMultiple(int interval) => interval > 0 && StepsDone % interval == 0;

    private long StepsDone => ((long)_progress.Epoch * feed.StepsPerEpoch) + _progress.StepInEpoch;

    private void PlanRates()
    {
        _rates = new float[feed.StepsPerEpoch];
        var first = (long)_progress.Epoch * feed.StepsPerEpoch;
        var total = (long)_options.Epochs * feed.StepsPerEpoch;
        for (var i = 0; i < _rates.Length; i++)
            _rates[i] = (float)(_progress.RateFactor * _options.Schedule.RateAt(_optimizer.LearningRate, first + i, feed.StepsPerEpoch, total));
    }

    private void Collect()
    {
        var figures = session.ReadFigures();
        if (figures.FirstBadStep >= 0 || !double.IsFinite(figures.LossSum))
        {
            var step = figures.FirstBadStep >= 0 ? figures.FirstBadStep + 1 - _earlierSteps : StepsDone;
            throw new TrainingDivergedException(step, run.Epoch, _options.CheckpointPath);
        }

        _progress.LossSum += figures.LossSum;
        _progress.Correct += figures.Correct;
        _progress.Samples += figures.Samples;
        _progress.SkippedUpdates += figures.SkippedUpdates;
        _lossScale = figures.LossScale;
    }

    private void Report()
    {
        var seconds = Stopwatch.GetElapsedTime(_startOfEpoch).TotalSeconds;
        var rate = (_progress.Samples - _samplesAtStart) / Math.Max(seconds, 1e-9);
        var left = ((_options.Epochs - _progress.Epoch) * (double)feed.Rows) - _progress.Samples;
        var remaining = (left / Math.Max(rate, 1e-9)) + ((_options.Epochs - _progress.Epoch) * _validationSeconds);
        var report = new ProgressReport(
            run.Epoch, _progress.StepInEpoch, feed.StepsPerEpoch, StepsDone,
            _progress.LossSum / _progress.Samples, (double)_progress.Correct / _progress.Samples, _rates[_progress.StepInEpoch - 1],
            rate, TimeSpan.FromSeconds(Math.Clamp(remaining, 0, 1e9)), IsMultiple(_options.LogEverySteps));
        foreach (var watcher in _watchers)
            watcher.OnProgress(run, report);
    }

    private void EndEpoch()
    {
        var seconds = Stopwatch.GetElapsedTime(_startOfEpoch).TotalSeconds;
        var rate = (_progress.Samples - _samplesAtStart) / Math.Max(seconds, 1e-9);
        // Rounded to float32: the sum's last bits depend on how often it was read, which an interrupt may change.
        var values = new List<KeyValuePair<string, double>> { new("loss", (float)(_progress.LossSum / _progress.Samples)) };
        if (session.Step.Loss.Kind == Losses.LossKind.SoftmaxCrossEntropy)
            values.Add(new("accuracy", (double)_progress.Correct / _progress.Samples));
        validation?.Measure(session, values);
        values.Add(new("learning_rate", _rates[^1]));
        var all = Stopwatch.GetElapsedTime(_startOfEpoch).TotalSeconds;
        _validationSeconds = all - seconds;
        var report = new EpochReport { Epoch = run.Epoch, Step = StepsDone, Values = values, Seconds = all, SamplesPerSecond = rate };
        _progress.History.Add(report);
        _progress.Epoch++;
        (_progress.StepInEpoch, _progress.LossSum, _progress.Correct, _progress.Samples) = (0, 0, 0, 0);
        foreach (var callback in _options.Callbacks)
            callback.OnEpochEnd(run, report);
        if (_progress.Epoch < _options.Epochs && !run.StopRequested)
            Checkpoint();
    }

    private void Checkpoint()
    {
        if (_options.CheckpointPath is { } path)
            run.Save(path);
        else
            run.KeepCallbacks();
    }

    private void Each(Action<Callback, TrainingRun> call)
    {
        foreach (var callback in _options.Callbacks)
            call(callback, run);
    }
}

/// <summary>How many steps to run before looking up: about a tenth of a second, found by doubling and halving.</summary>
internal sealed class Pace
{
    private const int Most = 512;

    private long _start;

    public int Steps { get; private set; } = 1;

    public void Start() => _start = Stopwatch.GetTimestamp();

    public void Stop(int count)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        if (seconds < 0.05 && count == Steps)
            Steps = Math.Min(Steps * 2, Most);
        else if (seconds > 0.2)
            Steps = Math.Max(1, count / 2);
    }
}

/// <summary>What is measured on held-out rows at the end of an epoch.</summary>
internal interface IValidation
{
    /// <summary>Adds values named val_….</summary>
    void Measure(ISession session, List<KeyValuePair<string, double>> values);
}
