using CudaMlp.Data;

namespace CudaMlp.Datasets.NumPy;

/// <summary>Training data, and a test part where the file names one.</summary>
public sealed record SourceParts(IDataSource Training, IDataSource? Test);

/// <summary>
/// Finds features and labels under the names that people give them: an .npz with x_train, y_train, x_test, y_test (as Keras publishes them) or x and y or
/// data and labels; or an .npy of features beside one of labels (X.npy and y.npy, x_train.npy and y_train.npy, features.npy and labels.npy). Upper or lower case.
/// </summary>
public static class NumPyData
{
    private static readonly (string X, string Y)[] Pairs = [("x_train", "y_train"), ("x", "y"), ("data", "labels"), ("features", "labels"), ("images", "labels"), ("data", "target")];

    private static readonly string[] FeatureNames = ["x_test", "x", "data", "features", "images"];

    public static bool Looks(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".npz";

    /// <param name="path">An .npz file, or the .npy file of the features.</param>
    /// <param name="labels">The .npy file of the labels, or null to look for it beside the features.</param>
    /// <param name="like">The schema of the model that the data is for, or null to derive it.</param>
    /// <param name="classification">What y is to be, where there is no schema; null to find it out.</param>
    public static SourceParts Open(string path, string? labels = null, DataSchema? like = null, bool? classification = null)
    {
        if (Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase))
            return OpenArchive(path, like, classification);
        var y = labels ?? LabelsBeside(path);
        return new SourceParts(Source(path, () => NpyArray.Open(path), () => NpyArray.Open(y), like, classification), null);
    }

    /// <summary>Features alone, for predicting.</summary>
    public static IDataSource OpenFeatures(string path, DataSchema like)
    {
        if (!Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase))
            return new NpySource(path, NpyArray.Open(path), null, like);
        var file = new NpzFile(path);
        var name = FeatureNames.Select(n => Find(file, n)).FirstOrDefault(n => n is not null)
            ?? (file.Names.Count == 1 ? file.Names.First() : throw new DataException(path, $"expected an array x or x_test; it holds {string.Join(", ", file.Names)}"));
        return new NpySource(path, file.Open(name), null, like);
    }

    private static SourceParts OpenArchive(string path, DataSchema? like, bool? classification)
    {
        var file = new NpzFile(path);
        foreach (var (xName, yName) in Pairs)
        {
            if (Find(file, xName) is not { } x || Find(file, yName) is not { } y)
                continue;
            var training = Source(path, () => file.Open(x), () => file.Open(y), like, classification);
            try
            {
                var test = Find(file, "x_test") is { } xTest && Find(file, "y_test") is { } yTest
                    ? Source(path, () => file.Open(xTest), () => file.Open(yTest), training.Schema)
                    : null;
                return new SourceParts(training, test);
            }
            catch
            {
                training.Dispose();
                throw;
            }
        }

        throw new DataException(path, $"expected arrays x_train and y_train, or x and y; it holds {string.Join(", ", file.Names)}");
    }

    private static NpySource Source(string path, Func<NpyArray> openX, Func<NpyArray> openY, DataSchema? like, bool? classification = null)
    {
        var x = openX();
        NpyArray y;
        try
        {
            y = openY();
        }
        catch
        {
            x.Dispose();
            throw;
        }

        return new NpySource(path, x, y, like, classification);
    }

    private static string? Find(NpzFile file, string name) => file.Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string LabelsBeside(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var name = Path.GetFileNameWithoutExtension(path);
        foreach (var (x, y) in Pairs)
        {
            if (!name.Equals(x, StringComparison.OrdinalIgnoreCase))
                continue;
            var found = Directory.EnumerateFiles(folder, "*.npy").FirstOrDefault(f => Path.GetFileNameWithoutExtension(f).Equals(y, StringComparison.OrdinalIgnoreCase));
            if (found is not null)
                return found;
        }

        throw new DataException(path, "no labels lie beside it: expected y.npy beside X.npy, or labels.npy beside features.npy; or name the file with --labels");
    }
}
