using CudaMlp.Cli.Options;
using CudaMlp.Data;
using CudaMlp.Model;

namespace CudaMlp.Cli.Sources;

/// <summary>Turns what was named on the command line into data. A further format is one more line in <see cref="Open"/>.</summary>
internal static class DataOpener
{
    private static readonly NameTable<Normalization> Normalizations = new(
        "normalization", ("rescale", Normalization.Rescale), ("standardize", Normalization.Standardize), ("none", Normalization.None));

    /// <exception cref="DataException">The data cannot be used; the message names file and place.</exception>
    public static TrainingData Open(TrainOptions options)
    {
        if (options.What is not null && options.Data is not null && options.What is not "mnist")
            throw new UsageException($"the data is named twice: {options.What} and --data {options.Data}");
        var what = options.Data ?? options.What ?? "mnist";
        var (training, test, name) = Read(what, options);
        var validationShare = options.ValidationSplit ?? (test is null ? 0.15 : 0.1);
        var testShare = test is null ? options.TestSplit ?? 0.15 : 0;
        if (test is not null && options.TestSplit is not null)
            throw new UsageException($"--test-split: {name} has a test part of its own");
        IDataSource? validation = null;
        var seed = options.Seed ?? 0;
        if (training is DataSet set)
        {
            var parts = DataSplit.ByFraction(set, validationShare, testShare, seed);
            (training, validation, test) = (parts.Training, parts.Validation, test ?? parts.Test);
        }
        else
        {
            // The share of validation is of the whole; after the test part is gone it is a larger share of the rest.
            if (testShare > 0)
                (training, test) = SourceSplit.Of(training, testShare, seed);
            if (validationShare > 0)
                (training, validation) = SourceSplit.Of(training, validationShare / (1 - testShare), seed + 1);
        }

        var kind = options.Normalize is { } n ? Normalizations.Parse(n) : training.Schema.IsBytes ? Normalization.Rescale : Normalization.None;
        return new TrainingData(training, validation, test, Preprocessing.Fit(kind, training)) { Name = name };
    }

    /// <summary>The test part of what a run was trained on, or all of a data set that is named anew.</summary>
    public static IDataSource OpenForEvaluation(string what, DataSchema like)
    {
        if (what == "mnist")
            what = DataLocation.Mnist();
        CheckExists(what);
        if (!IdxFolder.Looks(what))
            throw new DataException(what, "expected a folder with idx files (train-images…, train-labels…, t10k-images…, t10k-labels…)");
        var folder = new IdxFolder(what);
        var training = folder.Training();
        var data = folder.Test(training) ?? training;
        if (data.Schema.Features != like.Features)
            throw new DataException(what, $"rows have {data.Schema.Features} features where the model expects {like.Features}");
        return data;
    }

    private static (IDataSource Training, IDataSource? Test, string Name) Read(string what, TrainOptions options)
    {
        if (what == "synthetic")
        {
            var problem = new SyntheticProblem(
                options.Samples ?? 20000, options.Features ?? 100, options.Classes ?? 10, options.NoiseScale ?? 1, options.Seed ?? 0);
            return (problem.Generate(), null, what);
        }

        var name = what == "mnist" ? what : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(what));
        if (what == "mnist")
            what = DataLocation.Mnist();
        CheckExists(what);
        if (!Directory.Exists(what) || !IdxFolder.Looks(what))
            throw new DataException(what, "expected a folder with idx files (train-images…, train-labels…)");
        var folder = new IdxFolder(what);
        var training = folder.Training();
        return (training, folder.Test(training), name);
    }

    private static void CheckExists(string path)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new DataException(path, "there is no such file or folder");
    }
}
