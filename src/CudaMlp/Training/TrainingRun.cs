using System.Text.Json.Nodes;
using CudaMlp.Devices;
using CudaMlp.Files;
using CudaMlp.Plan;

namespace CudaMlp.Training;

/// <summary>A training under way, as callbacks see it.</summary>
public sealed class TrainingRun
{
    private readonly ISession _session;
    private readonly Func<TrainingProgress, ModelContent> _content;

    internal TrainingRun(ISession session, FitOptions options, TrainingProgress progress, TrainingState state, int stepsPerEpoch, Func<TrainingProgress, ModelContent> content)
    {
        (_session, Options, Progress, State, StepsPerEpoch, _content) = (session, options, progress, state, stepsPerEpoch, content);
    }

    public FitOptions Options { get; }

    public History History => Progress.History;

    public TrainingStep Plan => _session.Step;

    /// <summary>Epoch under way, the first is 1; between epochs, the one that has just ended.</summary>
    public int Epoch { get; internal set; }

    public int StepsPerEpoch { get; }

    /// <summary>Steps behind it since the training began, those before it was resumed included.</summary>
    public long StepsDone => (Progress.Epoch * (long)StepsPerEpoch) + Progress.StepInEpoch;

    public bool HasValidation { get; internal init; }

    /// <summary>Multiplies the schedule's learning rate from the next epoch on.</summary>
    public double RateFactor
    {
        get => Progress.RateFactor;
        set => Progress.RateFactor = value;
    }

    /// <summary>Arenas that go into the checkpoint by name; a callback keeps weights here that a resumed training must still have.</summary>
    public SortedDictionary<string, float[]> Arenas => Progress.Arenas;

    internal TrainingProgress Progress { get; }

    internal TrainingState State { get; }

    internal bool StopRequested { get; private set; }

    /// <summary>Ends the training after this epoch.</summary>
    /// <param name="reason">For people and for the run's record, such as "val_loss has not improved for 5 epochs".</param>
    public void Stop(string reason)
    {
        StopRequested = true;
        Progress.StopReason = reason;
    }

    /// <summary>A copy of the weights as they stand.</summary>
    public float[] CopyParameters()
    {
        _session.CopyTo(State);
        return [.. State.Parameters];
    }

    /// <summary>Puts other weights in place, as many as <see cref="CopyParameters"/> gives; moments stay.</summary>
    public void ReplaceParameters(ReadOnlySpan<float> parameters)
    {
        if (parameters.Length != State.Parameters.Length)
            throw new ArgumentException($"{parameters.Length} parameters where the model has {State.Parameters.Length}");
        _session.CopyTo(State);
        parameters.CopyTo(State.Parameters);
        _session.CopyFrom(State);
    }

    /// <summary>Saves the model as it stands, from where training can go on.</summary>
    public void Save(string path)
    {
        Fetch();
        ModelFile.Write(path, _content(Progress));
    }

    /// <summary>Takes over what a saved model is made of: weights, moments and counters from the device, and what callbacks remember.</summary>
    internal void Fetch()
    {
        _session.CopyTo(State);
        KeepCallbacks();
    }

    /// <summary>Takes the callbacks' states into the progress.</summary>
    internal void KeepCallbacks()
    {
        var states = new JsonObject();
        foreach (var (key, callback) in KeyedCallbacks())
        {
            if (callback.Save() is { } state)
                states[key] = state;
        }

        Progress.Callbacks = states;
    }

    /// <summary>Gives the callbacks back what the progress has of them.</summary>
    internal void LoadCallbacks()
    {
        foreach (var (key, callback) in KeyedCallbacks())
        {
            if (Progress.Callbacks[key] is JsonObject state)
                callback.Load(state);
        }
    }

    /// <summary>Under which its state is kept: its name, and a number after it where an earlier callback has the same.</summary>
    internal string KeyOf(Callback callback) => KeyedCallbacks().First(k => k.Callback == callback).Key;

    /// <summary>Of callbacks with one name, all but the first are numbered.</summary>
    private IEnumerable<(string Key, Callback Callback)> KeyedCallbacks()
    {
        var seen = new Dictionary<string, int>();
        foreach (var callback in Options.Callbacks)
        {
            var count = seen[callback.Name] = seen.GetValueOrDefault(callback.Name) + 1;
            yield return (count == 1 ? callback.Name : $"{callback.Name} {count}", callback);
        }
    }
}
