using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Files;
using CudaMlp.Losses;
using CudaMlp.Plan;
using CudaMlp.Training;

namespace CudaMlp;

public sealed partial class Sequential
{
    /// <summary>Trains on a matrix with integer labels.</summary>
    /// <param name="x">Rows × features.</param>
    /// <param name="y">One class a row.</param>
    /// <param name="epochs">At least 1.</param>
    /// <param name="batchSize">At least 1 and no more than the rows that are not held out.</param>
    /// <param name="validationSplit">Share of the rows that is held out, in [0, 1); each class keeps its share.</param>
    /// <param name="validationData">Held-out rows of your own; <paramref name="validationSplit"/> then does nothing.</param>
    /// <param name="callbacks">Told of every epoch, in this order.</param>
    /// <returns>Loss, accuracy and so on of every epoch.</returns>
    /// <exception cref="DataException">As of <see cref="Fit(IDataSource, IDataSource?, FitOptions, double)"/>, which throws the others as well.</exception>
    public History Fit(
        float[,] x, ReadOnlySpan<int> y, int epochs = 1, int batchSize = 32, double validationSplit = 0,
        (float[,] X, int[] Y)? validationData = null, IReadOnlyList<Callback>? callbacks = null)
    {
        var names = ClassNames ?? DataSchema.NumberedClasses(_layers[^1].Units);
        var validation = validationData is { } v ? DataSet.From(v.X, v.Y, names) : null;
        return Fit(DataSet.From(x, y, names), validation, new FitOptions { Epochs = epochs, BatchSize = batchSize, Callbacks = callbacks ?? [] }, validationSplit);
    }

    /// <summary>Trains a regression: rows × features against rows × targets. The rest is as above.</summary>
    public History Fit(
        float[,] x, float[,] y, int epochs = 1, int batchSize = 32, double validationSplit = 0,
        (float[,] X, float[,] Y)? validationData = null, IReadOnlyList<Callback>? callbacks = null)
    {
        var validation = validationData is { } v ? DataSet.FromTargets(v.X, v.Y) : null;
        return Fit(DataSet.FromTargets(x, y), validation, new FitOptions { Epochs = epochs, BatchSize = batchSize, Callbacks = callbacks ?? [] }, validationSplit);
    }

    /// <summary>
    /// Trains on a data set or on a source that is streamed. A <see cref="DataSet"/> stays in memory (and on the device), and so does a source
    /// that one window holds (<see cref="FitOptions.WindowRows"/>); a larger one is read window by window.
    /// </summary>
    /// <param name="training">What is trained on.</param>
    /// <param name="validation">Held-out rows, or null.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="validationSplit">Share of <paramref name="training"/> that is held out where <paramref name="validation"/> is null, in [0, 1).</param>
    /// <returns>The history; <see cref="TrainingProgress.Finished"/> of <see cref="Progress"/> tells whether it was interrupted.</returns>
    /// <exception cref="DataException">The data does not fit the model, or the loss stopped being finite because the data is not.</exception>
    /// <exception cref="TrainingDivergedException">The loss stopped being finite, or no gradient of an epoch was.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, class weights do not fit the loss, or a callback watches a value that no epoch has.</exception>
    /// <exception cref="InvalidOperationException">The model is not compiled, has no device, or is being trained already.</exception>
    public History Fit(IDataSource training, IDataSource? validation, FitOptions options, double validationSplit = 0)
    {
        RefuseWhileTraining();
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        DataSplit.CheckShare(validationSplit, "the validation split");
        var given = training;
        if (validation is null && validationSplit > 0)
            (training, validation) = SourceSplit.Of(training, validationSplit, Seed);
        if (Architecture is null && Optimizer is not null)
            Build(training.Schema);
        CheckFit(training, validation, options);
        Prepare(training, options);
        (training, validation) = (Windows.Kept(training, options.WindowRows), validation is null ? null : Windows.Kept(validation, options.WindowRows));
        var progress = Progress!;
        var step = new TrainingStep(Architecture!, new LossSpec(Loss, ClassWeights), Optimizer, Precision, options.BatchSize, Seed);
        using var session = Device.Open(step, State!);
        using var feed = FeedOf(training, options);
        var run = new TrainingRun(session, options, progress, State!, feed.StepsPerEpoch, Content) { HasValidation = validation is not null };
        _training = run;
        var failed = true;
        try
        {
            new Trainer(session, run, feed, ValidationOf(validation, options)).Run();
            failed = false;
        }
        catch (TrainingDivergedException e) when (given is DataSet set && set.FirstNotFinite() is { } found)
        {
            throw new DataException(set.Name, $"expected a finite number, found {found.Value}", found.Place, e);
        }
        finally
        {
            _training = null;
            // A callback may have predicted, with weights that are old by now.
            DropInference();
            Keep(session, failed);
        }

        return progress.History;
    }

    /// <summary>Takes the weights as far as training came. A device that failed has none to give: its first failure is then the one to be heard of.</summary>
    private void Keep(ISession session, bool failed)
    {
        try
        {
            session.CopyTo(State!);
        }
        catch when (failed)
        {
        }
    }

    /// <summary>Looks at all that Fit would refuse and changes nothing: for who has something to write down before. The model is built.</summary>
    /// <exception cref="DataException">The data does not fit the model, or the training that is to be resumed.</exception>
    /// <exception cref="ArgumentException">An option is out of its range or does not fit the training that is to be resumed.</exception>
    /// <exception cref="InvalidOperationException">The model is not compiled or not built.</exception>
    public void CheckFit(IDataSource training, IDataSource? validation, FitOptions options)
    {
        options.Validate();
        if (Optimizer is null)
            throw new InvalidOperationException("the model is not compiled yet: call Compile first");
        Built();
        CheckRows(training, options);
        CheckData(training);
        if (validation is not null)
        {
            CheckData(validation);
            if (validation.Rows < 1)
                throw new DataException(validation.Name, "there are no rows to validate on");
        }

        if (!options.Resume || Progress is not { } progress)
            return;
        if (progress.TrainingRows != training.Rows)
            throw new DataException(training.Name, $"there are {training.Rows} rows to train on where the training to be resumed had {progress.TrainingRows}");
        // Steps count batches: within an epoch, others would not begin where the last one ended.
        if (progress.StepInEpoch > 0 && progress.Samples < training.Rows && progress.Samples / progress.StepInEpoch is > 0 and var batch && batch != options.BatchSize)
            throw new ArgumentException($"the training to be resumed stands within an epoch of batches of {batch}, which cannot go on with batches of {options.BatchSize}");
    }

    /// <summary>All that <see cref="Save"/> writes.</summary>
    public ModelContent Content()
    {
        Current();
        return Content(Progress);
    }

    private ModelContent Content(TrainingProgress? progress) => new()
    {
        Architecture = Built(),
        Loss = new LossSpec(Loss, ClassWeights),
        Optimizer = Optimizer,
        Precision = Precision,
        Seed = Seed,
        Schema = Schema!,
        Preprocessing = Preprocessing ?? Data.Preprocessing.None(Architecture!.Inputs),
        State = State!,
        Progress = progress,
    };

    private static void CheckRows(IDataSource training, FitOptions options)
    {
        if (training.Rows < 1)
            throw new DataException(training.Name, "there are no rows to train on");
        if (options.BatchSize > training.Rows)
            throw new DataException(training.Name, $"the batch size {options.BatchSize} is larger than the {training.Rows} rows to train on");
    }

    private void Prepare(IDataSource training, FitOptions options)
    {
        DropInference();
        Preprocessing ??= training.Schema.IsBytes ? Data.Preprocessing.Pixels(training.Schema.Features) : Data.Preprocessing.None(training.Schema.Features);
        if (!options.Resume || Progress is null)
            Progress = new TrainingProgress { TrainingRows = training.Rows, EarlierEpochs = Progress is { } p ? p.EarlierEpochs + p.Epoch + Math.Sign(p.StepInEpoch) : 0 };
    }

    private void CheckData(IDataSource data)
    {
        if (data.Schema.Features != Architecture!.Inputs)
            throw new DataException(data.Name, $"rows have {data.Schema.Features} features where the model expects {Architecture.Inputs}");
        CheckOutputs(data.Schema, data.Name);
        CheckClassNames(data);
    }

    /// <summary>Labels are numbers that stand for names: as many other names, or the same in another order, would count as right what is wrong.</summary>
    private void CheckClassNames(IDataSource data)
    {
        var (mine, theirs) = (Schema!.ClassNames, data.Schema.ClassNames);
        var numbers = DataSchema.NumberedClasses(theirs.Count);
        if (mine.Count != theirs.Count || mine.SequenceEqual(theirs) || mine.SequenceEqual(numbers) || theirs.SequenceEqual(numbers))
            return;
        var i = Enumerable.Range(0, mine.Count).First(c => mine[c] != theirs[c]);
        throw new DataException(data.Name, $"class {i} is \"{theirs[i]}\" where the model's is \"{mine[i]}\"");
    }

    private EpochFeed FeedOf(IDataSource training, FitOptions options) => training is DataSet set
        ? new ResidentFeed(set.ToBlock(Preprocessing!), options.BatchSize, Seed, options.Shuffle)
        : new StreamedFeed(training, Preprocessing!, options.BatchSize, Seed, options.Shuffle, Windows.RowsOf(training.Schema, options.WindowRows));

    private IValidation? ValidationOf(IDataSource? validation, FitOptions options) => validation switch
    {
        null => null,
        DataSet set => new ResidentValidation(set.ToBlock(Preprocessing!), Preprocessing!.Targets, Metrics),
        _ => new StreamedValidation(validation, Preprocessing!, options.WindowRows, Metrics),
    };
}
