using CudaMlp.Data;
using CudaMlp.Datasets.Images;
using CudaMlp.Datasets.NumPy;
using CudaMlp.Datasets.Tables;

namespace CudaMlp.Cli.Sources;

/// <summary>Opens data for a trained model, read as the model's own training data was.</summary>
internal static class ModelInputs
{
    /// <summary>Data with labels or targets: the test part where the data names one.</summary>
    public static IDataSource ForEvaluation(string what, Sequential model)
    {
        if (what == "mnist")
            what = DataLocation.Mnist();
        DataOpener.CheckExists(what);
        if (IdxFolder.Looks(what))
        {
            var folder = new IdxFolder(what);
            return folder.Test(model.Schema!) ?? folder.Training(model.Schema!);
        }

        if (NumPyData.Looks(what))
        {
            var parts = NumPyData.Open(what, like: model.Schema);
            return parts.Test ?? parts.Training;
        }

        if (TableData.Looks(what))
            return TableData.Open(what, Encoder(what, model), labelled: true);
        var schema = model.Schema!;
        if (Directory.Exists(what) && schema.Picture is { } shape)
        {
            var test = Path.Combine(what, "test");
            return ImageFolder.Open(ImageFolder.Looks(test) ? test : what, shape, schema.ClassNames);
        }

        throw new DataException(what, "expected a folder with idx files or with one sub-folder of images a class, or a .csv, .tsv, .npy or .npz file");
    }

    /// <summary>Rows without labels.</summary>
    /// <param name="inputs">One file or folder, several images, or a table from a pipe or, as "-", from standard input.</param>
    public static IDataSource ForPrediction(IReadOnlyList<string> inputs, Sequential model)
    {
        var (input, schema) = (inputs[0], model.Schema!);
        if (inputs.Count > 1 && inputs.Contains("-"))
            throw new DataException("-", "standard input is a table, and stands alone");
        using (var pipe = input == "-" ? StandardInput.Open() : TableData.Describes(model.Preprocessing?.Reader) ? Pipe.Open(input) : null)
        {
            if (pipe is not null)
                return FromPipe(input == "-" ? StandardInput.Name : input, pipe, model);
        }

        foreach (var path in inputs)
            DataOpener.CheckExists(path);
        var images = schema.Picture is not null && inputs.All(IsImageOrFolder);
        if (inputs.Count > 1 && !images)
            throw new DataException(inputs[1], "several inputs can only be images");
        if (NumPyData.Looks(input))
            return NumPyData.OpenFeatures(input, schema);
        if (TableData.Looks(input))
            return TableData.Open(input, Encoder(input, model), labelled: false);
        if (images && !IdxFolder.Looks(input))
            return ImageFolder.OpenUnlabelled(inputs, schema.Picture!.Value, schema);
        if (Directory.Exists(input) && !IdxFolder.Looks(input))
            throw new DataException(input, "the folder holds no idx files, and the model was not trained on images");
        return IdxFolder.Looks(input) ? ForEvaluation(input, model) : IdxFolder.ReadImages(input, schema);
    }

    private static bool IsImageOrFolder(string path) =>
        Directory.Exists(path) || Path.GetExtension(path).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".bmp" or ".gif" or ".webp";

    private static TableEncoder Encoder(string path, Sequential model) => TableData.Describes(model.Preprocessing?.Reader)
        ? TableEncoder.FromJson(model.Preprocessing!.Reader!)
        : throw new DataException(path, "the model was not trained on a table, so it cannot tell what the columns mean");

    /// <summary>The table is kept in a temporary file as long as it is read: its rows are read more than once.</summary>
    private static TemporaryTable FromPipe(string name, Stream pipe, Sequential model)
    {
        var encoder = Encoder(name, model);
        var path = Path.Combine(Path.GetTempPath(), $"cudamlp-{Guid.NewGuid():N}.csv");
        try
        {
            using (var file = File.Create(path))
                pipe.CopyTo(file);
            return new TemporaryTable(name, path, TableData.Open(path, encoder, labelled: false));
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (e is DataException problem && problem.Input == path)
                throw Renamed(name, problem);
            if (e is IOException or UnauthorizedAccessException)
                throw new DataException(name, FileProblem.Describe(e), inner: e);
            throw;
        }
    }

    /// <summary>The file behind a pipe is ours: people are told of what they gave.</summary>
    private static DataException Renamed(string name, DataException problem) => new(name, problem.Problem, problem.Place, problem);

    private sealed class TemporaryTable(string name, string path, IDataSource table) : IDataSource
    {
        public string Name => name;

        public DataSchema Schema => table.Schema;

        public long Rows => table.Rows;

        public int ChunkRows => table.ChunkRows;

        public void Read(long first, int count, DataWindow window)
        {
            try
            {
                table.Read(first, count, window);
            }
            catch (DataException e) when (e.Input == path)
            {
                throw Renamed(name, e);
            }
        }

        public void Dispose()
        {
            table.Dispose();
            File.Delete(path);
        }
    }
}
