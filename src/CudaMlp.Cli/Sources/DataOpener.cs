using CudaMlp.Cli.Options;
using CudaMlp.Data;
using CudaMlp.Datasets.Images;
using CudaMlp.Datasets.NumPy;
using CudaMlp.Datasets.Tables;
using CudaMlp.Model;

namespace CudaMlp.Cli.Sources;

/// <summary>Turns what was named on the command line into the data of a training. A further format is one more case in <see cref="Read"/>.</summary>
internal static class DataOpener
{
    /// <summary>Data up to this size is read into memory (and stays on the device); what is larger is streamed.</summary>
    private const long MostResidentBytes = 1L << 30;

    private static readonly NameTable<Normalization> Normalizations = new(
        "normalization", ("rescale", Normalization.Rescale), ("standardize", Normalization.Standardize), ("none", Normalization.None));

    private static readonly NameTable<bool> TargetNormalizations = new("normalization of targets", ("standardize", true), ("none", false));

    /// <exception cref="DataException">The data cannot be used; the message names file and place.</exception>
    public static TrainingData Open(TrainOptions options)
    {
        options.NameData();
        var what = options.Data ?? "mnist";
        var found = Read(what, options);
        if (found.HasOwnTest && options.TestSplit is not null)
            throw new UsageException($"--test-split: {found.Name} has a test part of its own");
        var fallback = found.IsBytes ? Normalization.Rescale : what == "synthetic" ? Normalization.None : Normalization.Standardize;
        var kind = options.Normalize is { } name ? Normalizations.Parse(name) : fallback;
        var regression = !found.Training.Schema.IsClassification;
        if (!regression && options.NormalizeTarget is not null)
            throw new UsageException("--normalize-target goes with regression: the data has classes");
        var standardize = regression && TargetNormalizations.Parse(options.NormalizeTarget ?? "standardize");
        List<string> notes = [.. found.Notes];
        if (found.Training is DataSet && options.Stream)
            notes.Add("not streamed: what is compressed as a whole is read into memory");
        else if (found.Training is DataSet && options.Window is not null)
            notes.Add("read into memory, where --window does nothing: --stream reads it window by window");
        if (standardize)
            notes.Add("targets less their mean, divided by their deviation: a loss of 1 is that of predicting the mean (--normalize-target none: as they are)");
        return new TrainingData(found.Training, found.Validation, found.Test, Preprocessing.Fit(kind, found.Training, found.Reader, standardize))
        {
            Name = found.Name,
            Notes = notes,
        };
    }

    private static OpenedParts Read(string what, TrainOptions options)
    {
        var (validation, test, seed) = (options.ValidationSplit, options.TestSplit ?? 0.15, options.Seed ?? 0);
        if (what == "synthetic")
        {
            GoesWithAttribute.Check(options, DataKinds.Synthetic);
            var problem = Synthetic(options);
            // Twice, because parts are copies.
            MemoryLimit.Refuse(
                $"{problem.Samples} samples of {problem.Features} features", 2L * problem.Samples * (problem.Features + 1) * sizeof(float), MemoryLimit.OfMachine, "this machine", "--samples or --features");
            return Split(problem.Generate(), null, what);
        }

        var name = what == "mnist" ? what : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(what));
        if (what == "mnist")
            what = DataLocation.Mnist();
        CheckExists(what);
        if (IdxFolder.Looks(what))
        {
            GoesWithAttribute.Check(options, DataKinds.Idx);
            var folder = new IdxFolder(what);
            var training = folder.Open(options.Stream, MostResidentBytes);
            return Split(training, folder.Test(training.Schema), name);
        }

        if (NumPyData.Looks(what))
        {
            GoesWithAttribute.Check(options, DataKinds.NumPy);
            if (options.Labels is not null && Path.GetExtension(what).Equals(".npz", StringComparison.OrdinalIgnoreCase))
                throw new UsageException("--labels goes with .npy files: an .npz file holds its labels");
            if (options.Labels is { } labels)
                CheckExists(labels);
            var parts = NumPyData.Open(what, options.Labels, classification: TableFlags.Classification(options.Task));
            return Split(Settle(parts.Training), parts.Test is null ? null : Settle(parts.Test), name) with { Notes = [Found(parts.Training.Schema, options.Task is null)] };
        }

        if (TableData.Looks(what))
        {
            GoesWithAttribute.Check(options, DataKinds.Table);
            var parts = TableData.Open(what, TableFlags.Of(what, options), validation ?? 0.15, test, seed);
            return new OpenedParts(name, Settle(parts.Training), Optional(parts.Validation), Optional(parts.Test), false, parts.Encoder.ToJson(), parts.Encoder.Notes);
        }

        if (ImageFlags.Open(what, options) is { } images)
        {
            GoesWithAttribute.Check(options, DataKinds.Images);
            return images.Split(name, validation, test, seed);
        }

        throw new DataException(what, "expected a folder with idx files or with one sub-folder of images a class, or a .csv, .tsv, .npy or .npz file");

        IDataSource Settle(IDataSource source)
        {
            if (options.Stream || BytesOf(source) > MostResidentBytes)
                return source;
            using (source)
                return DataSet.Load(source);
        }

        IDataSource? Optional(IDataSource? source) => source is null ? null : Settle(source);

        OpenedParts Split(IDataSource training, IDataSource? ownTest, string partsName)
        {
            var validationShare = validation ?? (ownTest is null ? 0.15 : 0.1);
            var testShare = ownTest is null ? test : 0;
            if (training is DataSet set)
            {
                var parts = DataSplit.ByFraction(set, validationShare, testShare, seed);
                return new OpenedParts(partsName, parts.Training, parts.Validation, ownTest ?? parts.Test, ownTest is not null, null, []);
            }

            IDataSource? held = null;
            // The share of validation is of the whole; after the test part is gone it is a larger share of the rest.
            if (testShare > 0)
                (training, ownTest) = SourceSplit.Of(training, testShare, seed);
            if (validationShare > 0)
                (training, held) = SourceSplit.Of(training, validationShare / (1 - testShare), seed + 1);
            return new OpenedParts(partsName, training, held, ownTest, testShare == 0, null, []);
        }
    }

    /// <summary>What an array of labels was taken for, and how to have the other where it could be both.</summary>
    private static string Found(DataSchema schema, bool guessed) => schema.IsClassification
        ? $"labels: {DataSchema.ClassesInWords(schema.ClassNames)}{(guessed && schema.ClassNames[0] == "0" ? "; --task regression predicts numbers" : "")}"
        : $"labels: regression{(guessed ? "; --task classification predicts classes" : "")}";

    /// <summary>The problem that the flags describe, which may be none: Validate tells.</summary>
    public static SyntheticProblem Synthetic(TrainOptions options) =>
        new(options.Samples ?? 20000, options.Features ?? 100, options.Classes ?? 10, options.NoiseScale ?? 1, options.Seed ?? 0);

    private static long BytesOf(IDataSource source) => source.Rows * source.Schema.Features * (source.Schema.IsBytes ? 1 : sizeof(float));

    /// <exception cref="DataException">There is nothing at the path, or a pipe.</exception>
    public static void CheckExists(string path)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new DataException(path, "there is no such file or folder");
        Pipe.Refuse(path);
    }
}

/// <summary>What a format's reader gave.</summary>
/// <param name="Reader">What must be known to read new rows alike; kept in the model.</param>
/// <param name="Notes">What was found out from the data, for people.</param>
internal sealed record OpenedParts(
    string Name, IDataSource Training, IDataSource? Validation, IDataSource? Test, bool HasOwnTest, System.Text.Json.Nodes.JsonObject? Reader, IReadOnlyList<string> Notes)
{
    public bool IsBytes => Training.Schema.IsBytes;
}
