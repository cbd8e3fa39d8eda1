using System.Diagnostics;
using CudaMlp.Callbacks;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Cli.Sources;
using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Losses;
using CudaMlp.Metrics;
using CudaMlp.Model;
using CudaMlp.Tracking.Mlflow;
using CudaMlp.Tracking.TensorBoard;
using CudaMlp.Training;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp train`.</summary>
internal static class TrainCommand
{
    public static int Run(string[] arguments, CommandOutput output)
    {
        var options = OptionTable.Parse<TrainOptions>(Resumption.GiveValue(arguments));
        Overwriting.Refuse(options);
        options.Complete();
        var asked = RunFlags.Asked(options);
        using var resumed = Resumption.Hold(options);
        var checkpoint = Resumption.Prepare(options);
        CheckFlags(options);
        if (checkpoint is not null && Resumption.NothingLeft(checkpoint, options) is { } reason)
        {
            output.Out.WriteLine($"nothing left to do in {options.Resume}: {reason}");
            return Application.Done;
        }

        using var data = DataOpener.Open(options);
        if (data.Training.Schema.ClassNames is [var only])
            throw new DataException(data.Training.Name, $"all rows are of one class, \"{only}\": there is nothing to tell apart");
        if (FeatureStatistics.TargetsNeverVary(data.Training))
            throw new DataException(data.Training.Name, "all rows to train on have the same target: there is nothing to predict");
        var choice = DeviceChoice.Open(options);
        using var device = choice.Device;
        var batch = TrainSettings.BatchSize(options, data.Training.Rows);
        if (batch > data.Training.Rows)
            throw new DataException("--batch-size", $"a batch of {batch} rows is larger than the {data.Training.Rows} rows to train on");
        TrainingMemory.Refuse(LayersOf(options, data.Training.Schema), options, batch, device);
        using var model = checkpoint is null ? NewModel(options, data, device.Kind) : Continue(checkpoint, options, data);
        model.On(device);
        TrainSettings.CheckMonitor(options, data.Training.Schema.IsClassification, data.Validation is not null);
        // What is refused must leave no trace: a run is never described by flags that it was not trained with.
        model.CheckFit(data.Training, data.Validation, new FitOptions { BatchSize = batch, Resume = true });
        KeepResolved(options, device.Kind, model, batch);
        var folder = RunFolder.Create(options.Out, data.Name);
        using var held = resumed ?? RunLock.Take(folder);
        if (checkpoint is null && !options.Overwrite && File.Exists(folder.Model))
            throw new DataException(folder.Path, "another process has trained there since this one began");
        var rows = new TrainingRows(data.Training.Rows, data.Validation?.Rows ?? 0, data.Test?.Rows ?? 0);
        if (!options.Quiet)
            Announce(output, model, rows, data, choice);
        var record = new RunRecord(folder, options, asked, Resumption.Earlier(options), model, rows, data.Name, device);
        return Fit(options, data, model, folder, batch, record, output);
    }

    /// <summary>Looks at flags without running anything.</summary>
    /// <exception cref="UsageException">One is wrong.</exception>
    public static void Check(string[] arguments) => CheckFlags(OptionTable.Parse<TrainOptions>(Resumption.GiveValue(arguments)));

    private static int Fit(TrainOptions options, TrainingData data, Sequential model, RunFolder folder, int batch, RunRecord record, CommandOutput output)
    {
        using var interrupts = new Interrupts(output.Errors);
        using var log = new MetricsLog(folder.Metrics);
        using var tensorBoard = options.TensorBoard ? new TensorBoardCallback(folder.At("tensorboard")) : null;
        using var mlflow = TrainSettings.MlflowServer(options.Mlflow) is { } server ? record.OpenMlflow(server, options.Experiment, folder, line => output.Errors.WriteLine(line)) : null;
        var lines = options.Quiet ? null : new EpochLines(output);
        Callback?[] callbacks = [log, .. TrainSettings.Callbacks(options, data.Validation is not null, folder.Path), tensorBoard, mlflow, lines];
        var fit = new FitOptions
        {
            Epochs = TrainSettings.Epochs(options),
            BatchSize = batch,
            Shuffle = !options.NoShuffle,
            Schedule = TrainSettings.Schedule(options),
            Callbacks = [.. callbacks.OfType<Callback>()],
            CheckpointPath = folder.Model,
            CheckpointEverySteps = options.CheckpointEvery ?? 0,
            LogEverySteps = options.LogEvery ?? 100,
            WindowRows = options.Window ?? 0,
            Cancellation = interrupts.Token,
            Resume = true,
        };
        fit.Validate();
        if (options.Overwrite)
            folder.DropModels();
        OptionFile.Write(folder.Config, OptionFile.ToJson(options));
        record.Write();
        var watch = Stopwatch.StartNew();
        double? seconds = null;
        Evaluation? test = null;
        IReadOnlyList<string>? advice = null;
        try
        {
            if (lines is null)
                model.Fit(data.Training, data.Validation, fit);
            else
                lines.Watch(() => model.Fit(data.Training, data.Validation, fit));
            seconds = watch.Elapsed.TotalSeconds;
            if (model.Progress!.Finished)
            {
                test = data.Test is null ? null : model.Evaluate(data.Test);
                record.Finish("finished", model.Progress, seconds.Value, test);
                advice = Advice(options, data, model, test);
                if (!options.NoPictures)
                    RunPage.Write(folder, model, test, data.Test, advice);
            }
        }
        catch (Exception e)
        {
            // Whatever it was: a run that has ended must not be "running" for ever, and one without its test or its pictures is not finished.
            record.Fail(model.Progress ?? new TrainingProgress(), seconds ?? watch.Elapsed.TotalSeconds, test, e.Message);
            Tell(mlflow, "FAILED", folder, test, model.Progress, pages: false);
            // The model is saved and tested by now: what came of it is told, though the disk may have no room for its pictures.
            if (advice is not null)
                Conclude(options, model, folder, test, advice, seconds!.Value, output);
            throw;
        }

        if (!model.Progress.Finished)
        {
            record.Finish("interrupted", model.Progress, seconds.Value, null);
            Tell(mlflow, "KILLED", folder, null, model.Progress, pages: false);
            output.Out.WriteLine($"interrupted in epoch {model.Progress.Epoch + 1}; go on with: cudamlp train --resume {folder.Path}");
            return Application.Interrupted;
        }

        Tell(mlflow, "FINISHED", folder, test, model.Progress, pages: !options.NoPictures);
        Conclude(options, model, folder, test, advice!, seconds.Value, output);
        return Application.Done;
    }

    private static IReadOnlyList<string> Advice(TrainOptions options, TrainingData data, Sequential model, Evaluation? test) => TrainingAdvice.For(model.History, new TrainingFacts
    {
        Chance = Chance(data.Training),
        ValidationRows = data.Validation?.Rows ?? long.MaxValue,
        Test = test,
        SkippedUpdates = model.Progress!.SkippedUpdates,
        Used = [.. Used(options, model)],
    });

    /// <summary>How the run ended, to an MLflow server; the files come last, for they may take their time.</summary>
    private static void Tell(MlflowCallback? mlflow, string status, RunFolder folder, Evaluation? test, TrainingProgress? progress, bool pages)
    {
        if (mlflow is null)
            return;
        if (test is not null)
            mlflow.Log(progress!.Epoch, test.Values.Select(v => KeyValuePair.Create("test_" + v.Key, v.Value)));
        mlflow.End(status);
        foreach (var name in folder.Artifacts(pages))
            mlflow.AddArtifact(name);
    }

    /// <summary>What of the flags that advice names is in use, asked for or by default.</summary>
    private static IEnumerable<string> Used(TrainOptions options, Sequential model) => new[]
    {
        ("--normalize", model.Preprocessing is { Kind: not Normalization.None }),
        ("--normalize-target", model.Preprocessing?.Targets is not null),
        ("--dropout", options.Dropout > 0),
        ("--weight-decay", model.Optimizer!.WeightDecay > 0),
        ("--restore-best", options.RestoreBest),
        ("--class-weight", model.ClassWeights is not null),
        ("--warmup", options.Warmup > 0),
        ("--clip-norm", options.ClipNorm > 0),
    }.Where(flag => flag.Item2).Select(flag => flag.Item1);

    /// <summary>The accuracy of always guessing the largest class; NaN in regression.</summary>
    private static double Chance(IDataSource data) => data.Schema.IsClassification && data is DataSet ? (double)ClassBalance.Count(data).Max() / data.Rows : double.NaN;

    private static Sequential NewModel(TrainOptions options, TrainingData data, string deviceKind)
    {
        var schema = data.Training.Schema;
        var model = new Sequential(TrainSettings.Layers(options, schema.Outputs));
        model.Compile(
            TrainSettings.Optimizer(options),
            schema.IsClassification ? LossKind.SoftmaxCrossEntropy : LossKind.MeanSquaredError,
            TrainSettings.Metrics(options),
            TrainSettings.PrecisionOf(options, deviceKind),
            options.Seed ?? 0);
        model.Build(schema);
        model.ClassWeights = TrainSettings.ClassWeights(options, data.Training);
        model.Preprocessing = data.Preprocessing;
        return model;
    }

    /// <summary>The model of a checkpoint, if the flags still mean the same model.</summary>
    private static Sequential Continue(ModelContent checkpoint, TrainOptions options, TrainingData data)
    {
        var schema = data.Training.Schema;
        if (schema.Features != checkpoint.Architecture.Inputs || schema.Outputs != checkpoint.Architecture.Outputs)
            throw new DataException(data.Training.Name, $"the data has {schema.Features} features and {schema.Outputs} outputs, the run to be resumed is a {checkpoint.Architecture}");
        var optimizer = TrainSettings.Optimizer(options);
        var layers = LayersOf(options, schema);
        if (!checkpoint.Architecture.Equals(layers) || checkpoint.Optimizer != optimizer || checkpoint.Seed != (options.Seed ?? 0))
            throw new UsageException("--resume goes on with the run's own network, optimizer and seed; of these nothing can be changed, of --epochs it can");
        var model = Sequential.Of(checkpoint);
        model.MeasureToo(TrainSettings.Metrics(options));
        return model;
    }

    private static Architecture LayersOf(TrainOptions options, DataSchema schema)
    {
        using var model = new Sequential(TrainSettings.Layers(options, schema.Outputs));
        return model.ArchitectureFor(schema.Features);
    }

    /// <summary>Before any data is read: a wrong flag should not cost the time of reading.</summary>
    /// <exception cref="UsageException">One is wrong, whatever the data may be.</exception>
    public static void CheckFlags(TrainOptions options)
    {
        DataSplit.CheckShare(options.ValidationSplit ?? 0, "--validation-split");
        DataSplit.CheckShare(options.TestSplit ?? 0, "--test-split");
        DataOpener.Synthetic(options).Validate();
        _ = new Sequential(TrainSettings.Layers(options, 1));
        _ = TrainSettings.Optimizer(options);
        _ = TrainSettings.Schedule(options);
        _ = TrainSettings.Epochs(options);
        _ = TrainSettings.BatchSize(options, int.MaxValue);
        _ = TrainSettings.PrecisionOf(options, "cpu");
        _ = TrainSettings.Callbacks(options, true, "");
        // Of the data nothing is known yet: with the names that any could have, a slip of the pen is found.
        TrainSettings.CheckMonitor(options, classes: true, options.ValidationSplit is not 0);
        if (options.CheckpointEvery < 0 || options.LogEvery < 0 || options.Window < 0)
            throw new UsageException("--checkpoint-every, --log-every and --window must not be negative");
        if (TrainSettings.MlflowServer(options.Mlflow) is null && options.Experiment is not null)
            throw new UsageException("--experiment goes with --mlflow URI");
    }

    /// <summary>Writes what was decided into the options, so that config.json repeats this run on any machine.</summary>
    private static void KeepResolved(TrainOptions options, string deviceKind, Sequential model, int batch)
    {
        var what = options.Data ?? "mnist";
        options.Data = what is "mnist" or "synthetic" ? what : Path.GetFullPath(what);
        options.Precision = ModelNames.Precisions.NameOf(model.Precision);
        options.Device = deviceKind;
        options.Threads ??= deviceKind == "cpu" ? Environment.ProcessorCount : null;
        options.Seed ??= 0;
        options.BatchSize ??= batch.ToString();
        options.Epochs ??= TrainSettings.Epochs(options);
        options.Hidden ??= "128,64";
        options.Activation ??= "relu";
        options.Optimizer ??= "adam";
        options.LearningRate ??= model.Optimizer!.LearningRate.Rounded();
        options.Labels = options.Labels is { } labels ? Path.GetFullPath(labels) : null;
    }

    private static void Announce(CommandOutput output, Sequential model, TrainingRows rows, TrainingData data, DeviceChoice choice)
    {
        output.Out.WriteLine($"data    {data.Name}: {rows.Training:N0} rows to train on, {rows.Validation:N0} to validate, {rows.Test:N0} to test");
        foreach (var note in data.Notes)
            output.Out.WriteLine($"        {note}");
        output.Out.WriteLine($"model   {model.Architecture}, {model.Architecture!.Parameters.Count:N0} parameters, {ModelNames.Precisions.NameOf(model.Precision)}");
        output.Out.WriteLine($"device  {choice.Device.Kind}: {choice.Device.Description}{(choice.Reason.Length > 0 ? $" ({choice.Reason})" : "")}");
    }

    private static void Conclude(TrainOptions options, Sequential model, RunFolder folder, Evaluation? test, IReadOnlyList<string> advice, double seconds, CommandOutput output)
    {
        if (!options.Quiet)
        {
            foreach (var line in advice)
                output.Out.WriteLine($"hint: {line}");
            if (model.Progress!.StopReason is { } reason)
                output.Out.WriteLine($"stopped early: {reason}");
            output.Out.WriteLine($"trained in {seconds:0.0} s");
        }

        output.Out.WriteLine($"saved in {folder.Path}");
        if (test?.Regression is { } scores)
            output.Out.WriteLine($"test rmse {scores.RootMeanSquaredError:0.####}, mae {scores.MeanAbsoluteError:0.####}, r2 {scores.R2:0.0000}");
        else if (test is not null)
            output.Out.WriteLine($"test accuracy {100 * test.Accuracy:0.00} %");
        else if (model.Progress!.EpochOfWeights is { } epoch)
            output.Out.WriteLine(string.Join(", ", epoch.Values.Where(v => v.Key != "learning_rate").Select(v => $"{v.Key} {EpochLines.Format(v.Key, v.Value)}")));
    }

    /// <summary>The shortest decimal that is this float: 0.001, not 0.0010000000474974513.</summary>
    private static double Rounded(this float value) => double.Parse(value.ToString("R"));
}
