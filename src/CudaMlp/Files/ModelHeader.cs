using System.Text.Json;
using CudaMlp.Data;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Plan;
using CudaMlp.Training;

namespace CudaMlp.Files;

/// <summary>Turns a model into the header of its file and back, with the arenas that follow the header.</summary>
internal static class ModelHeader
{
    private const string Parameters = "parameters";

    private const string Moment = "moment";

    public static (byte[] Header, List<float[]> Arenas) Write(ModelContent content)
    {
        var state = content.State;
        var named = new List<(string Name, float[] Values)> { (Parameters, state.Parameters) };
        for (var i = 0; i < state.Moments.Length; i++)
            named.Add((Moment + i, state.Moments[i]));
        foreach (var (name, arena) in content.Progress?.Arenas ?? [])
            named.Add((name, arena));
        var schema = content.Schema;
        var preprocessing = content.Preprocessing;
        var record = new HeaderRecord(
            content.Architecture.Inputs,
            [.. content.Architecture.Layers.Select(l => new LayerRecord(l.Units, l.Activation, l.Dropout, l.Initializer, l.NegativeSlope))],
            content.Loss.Kind,
            content.Loss.ClassWeights,
            content.Optimizer,
            content.Precision,
            content.Seed,
            [.. schema.ClassNames],
            [.. schema.TargetNames],
            [.. schema.FeatureNames],
            schema.Picture is { } p ? [p.Height, p.Width, p.Channels] : null,
            schema.IsBytes,
            new PreprocessingRecord(preprocessing.Kind, Shorten(preprocessing.Scale), Shorten(preprocessing.Shift), preprocessing.Reader, preprocessing.Targets?.Mean, preprocessing.Targets?.Deviation),
            new CountersRecord(state.Step, state.Updates, state.LossScale, state.GoodSteps),
            content.Progress is null ? null : Write(content.Progress),
            [.. named.Select(a => new ArenaRecord(a.Name, a.Values.Length))]);
        return (JsonSerializer.SerializeToUtf8Bytes(record, HeaderJson.Default.HeaderRecord), [.. named.Select(a => a.Values)]);
    }

    /// <summary>The model, and its arenas allocated but not filled, in the order of the file.</summary>
    /// <param name="header">JSON.</param>
    /// <param name="room">Bytes of the file that the arenas must take up exactly.</param>
    /// <param name="path">For messages.</param>
    public static (ModelContent Content, List<float[]> Arenas) Read(byte[] header, long room, string path)
    {
        try
        {
            var record = JsonSerializer.Deserialize(header, HeaderJson.Default.HeaderRecord)
                ?? throw new JsonException("the header is null");
            RefuseNulls(record);
            // What readers and callbacks keep is read when it is used: half of a surrogate pair would be found no sooner.
            _ = record.Preprocessing.Reader?.ToJsonString();
            _ = record.Progress?.Callbacks.ToJsonString();
            if (record.Arenas.Sum(a => (long)a.Length) * sizeof(float) != room || record.Arenas.Any(a => a.Length < 0))
                throw new ArgumentException($"the arenas of the header do not fill the {room} bytes that follow it");
            return Read(record);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new DataException(path, $"the header does not describe a model: {FileProblem.OneLine(e.Message)}", "byte 16", e);
        }
    }

    /// <summary>The deserializer holds properties to what may be null, but not the elements of arrays.</summary>
    private static void RefuseNulls(HeaderRecord record)
    {
        (string Name, IEnumerable<object?> Elements)[] arrays =
        [
            ("layers", record.Layers), ("arenas", record.Arenas), ("classNames", record.ClassNames), ("targetNames", record.TargetNames), ("featureNames", record.FeatureNames),
            ("progress.history", record.Progress?.History ?? []), ("progress.history.names", (record.Progress?.History ?? []).SelectMany(e => e?.Names ?? [])),
        ];
        if (arrays.FirstOrDefault(a => a.Elements.Contains(null)) is { Name: { } name })
            throw new JsonException($"an element of {name} is null");
    }

    private static (ModelContent Content, List<float[]> Arenas) Read(HeaderRecord record)
    {
        var architecture = new Architecture(
            record.Inputs,
            [.. record.Layers.Select(l => new DenseLayer(l.Units, Defined(l.Activation), l.Dropout, Defined(l.Initializer), l.NegativeSlope))]);
        var schema = new DataSchema(record.Inputs)
        {
            ClassNames = record.ClassNames,
            TargetNames = record.TargetNames,
            FeatureNames = record.FeatureNames,
            Picture = record.Picture is [var h, var w, var c] ? new PictureShape(h, w, c) : null,
            IsBytes = record.FeaturesAreBytes,
        };
        if (schema.Outputs != architecture.Outputs)
            throw new ArgumentException($"{schema.Outputs} classes or targets for {architecture.Outputs} outputs");
        var loss = new LossSpec(Defined(record.Loss), record.ClassWeights);
        loss.Validate(architecture.Outputs);
        record.Optimizer?.Validate();
        // JSON has numbers that no float32 is: they are read as infinite.
        if (!float.IsFinite(record.Counters.LossScale))
            throw new ArgumentException("the loss scale is not finite");
        var length = architecture.Parameters.ArenaLength;
        if (record.Arenas.Any(a => a.Length != length))
            throw new ArgumentException($"an arena's length is not the {length} of the network's parameters");
        var state = new TrainingState(architecture.Parameters, record.Optimizer)
        {
            Step = record.Counters.Step,
            Updates = record.Counters.Updates,
            // Endless overflow took the scale to 0 before it had a lower bound. No step can train at 0, so such a run goes on from the bound.
            LossScale = record.Counters.LossScale > 0 ? record.Counters.LossScale : TrainingState.MinimumLossScale,
            GoodSteps = record.Counters.GoodSteps,
        };
        var progress = record.Progress is null ? null : Read(record.Progress);
        var arenas = new List<float[]>();
        foreach (var (arena, index) in record.Arenas.Select((a, i) => (a, i)))
            arenas.Add(Place(arena.Name, index, state, progress));
        if (arenas.Count < 1 + state.Moments.Length)
            throw new ArgumentException("an arena is missing");
        var content = new ModelContent
        {
            Architecture = architecture,
            Loss = loss,
            Optimizer = record.Optimizer,
            Precision = Defined(record.Precision),
            Seed = record.Seed,
            Schema = schema,
            Preprocessing = new Preprocessing(
                Defined(record.Preprocessing.Kind),
                Lengthen(record.Preprocessing.Scale, record.Inputs),
                Lengthen(record.Preprocessing.Shift, record.Inputs))
            { Reader = record.Preprocessing.Reader, Targets = TargetsOf(record.Preprocessing, schema) },
            State = state,
            Progress = progress,
        };
        return (content, arenas);
    }

    private static TargetScale? TargetsOf(PreprocessingRecord record, DataSchema schema)
    {
        if (record.TargetMean is null && record.TargetDeviation is null)
            return null;
        var scale = new TargetScale(record.TargetMean ?? [], record.TargetDeviation ?? []);
        return scale.Mean.Length == schema.TargetNames.Count ? scale : throw new ArgumentException($"{scale.Mean.Length} means of targets for {schema.TargetNames.Count} targets");
    }

    /// <summary>Where the next arena of the file goes: weights, then moments, then what callbacks keep.</summary>
    private static float[] Place(string name, int index, TrainingState state, TrainingProgress? progress)
    {
        if (index == 0 && name == Parameters)
            return state.Parameters;
        if (index >= 1 && index <= state.Moments.Length && name == Moment + (index - 1))
            return state.Moments[index - 1];
        if (index > state.Moments.Length && progress is not null && !progress.Arenas.ContainsKey(name))
            return progress.Arenas[name] = new float[state.Parameters.Length];
        throw new ArgumentException($"arena {index} is named \"{name}\"");
    }

    private static ProgressRecord Write(TrainingProgress p) => new(
        p.Epoch, p.StepInEpoch, p.LossSum, p.Correct, p.Samples, p.SkippedUpdates, p.RateFactor, p.Finished, p.StopReason, p.TrainingRows,
        [.. p.History.Epochs.Select(e => new EpochRecord(
            e.Epoch, e.Step, [.. e.Values.Select(v => v.Key)], [.. e.Values.Select(v => double.IsFinite(v.Value) ? v.Value : (double?)null)]))],
        p.Callbacks, p.EarlierEpochs);

    private static TrainingProgress Read(ProgressRecord record)
    {
        if (record.Epoch < 0 || record.EarlierEpochs < 0 || record.StepInEpoch < 0 || !double.IsFinite(record.RateFactor))
            throw new ArgumentException("the progress is out of range");
        var progress = new TrainingProgress
        {
            Epoch = record.Epoch,
            StepInEpoch = record.StepInEpoch,
            LossSum = record.LossSum,
            Correct = record.Correct,
            Samples = record.Samples,
            SkippedUpdates = record.SkippedUpdates,
            RateFactor = record.RateFactor,
            Finished = record.Finished,
            StopReason = record.StopReason,
            TrainingRows = record.TrainingRows,
            EarlierEpochs = record.EarlierEpochs,
            Callbacks = record.Callbacks,
        };
        foreach (var epoch in record.History)
        {
            if (epoch.Names.Length != epoch.Values.Length)
                throw new ArgumentException($"epoch {epoch.Epoch} has {epoch.Names.Length} names for {epoch.Values.Length} values");
            var values = epoch.Names.Zip(epoch.Values, (name, value) => KeyValuePair.Create(name, value ?? double.NaN));
            progress.History.Add(new EpochReport { Epoch = epoch.Epoch, Step = epoch.Step, Values = [.. values] });
        }

        return progress;
    }

    private static float[] Shorten(float[] values) => values.AsSpan().ContainsAnyExcept(values[0]) ? values : [values[0]];

    private static float[] Lengthen(float[] values, int features)
    {
        if (values.Length == features)
            return values;
        if (values.Length != 1)
            throw new ArgumentException($"{values.Length} scales or shifts for {features} features");
        var all = new float[features];
        Array.Fill(all, values[0]);
        return all;
    }

    private static T Defined<T>(T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentException($"there is no {typeof(T).Name} {value}");
}
