namespace CudaMlp.Data;

/// <summary>
/// A folder that holds a data set as idx files, as MNIST and its relatives are published: train-images…, train-labels… and, if there is a test
/// part, t10k-images… or test-images… with labels. Any image size and any number of classes.
/// </summary>
public sealed class IdxFolder
{
    private readonly string _folder;
    private readonly string[] _files;

    /// <exception cref="DataException">The folder cannot be read or has no training images.</exception>
    public IdxFolder(string folder)
    {
        _folder = folder;
        try
        {
            _files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(folder, FileProblem.Describe(e), inner: e);
        }
    }

    /// <summary>True where the folder holds a file of training images.</summary>
    public static bool Looks(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(f => IsPart(f, "train-images"));

    /// <summary>The training part, in memory.</summary>
    public DataSet Training() => Read(Find("train-images"), Find("train-labels"), null);

    /// <summary>The test part in memory, or null where the folder has none.</summary>
    /// <param name="training">Its schema is the one the test part must have; classes it has not are refused.</param>
    public DataSet? Test(DataSet training)
    {
        var (images, labels) = (FindTest("images"), FindTest("labels"));
        if (images is null && labels is null)
            return null;
        if (images is null || labels is null)
            throw new DataException(_folder, $"test {(images is null ? "labels without test images" : "images without test labels")}");
        return Read(images, labels, training.Schema);
    }

    /// <summary>Reads a pair of files.</summary>
    /// <param name="imagePath">Images: rows × height × width, or rows × values.</param>
    /// <param name="labelPath">Labels: one byte a row.</param>
    /// <param name="like">The schema expected, or null for any.</param>
    public static DataSet Read(string imagePath, string labelPath, DataSchema? like)
    {
        var (imageHeader, pixels) = IdxFile.Read(imagePath, 2, 4);
        var (labelHeader, bytes) = IdxFile.Read(labelPath, 1, 1);
        if (imageHeader.Rows != labelHeader.Rows)
            throw new DataException(labelPath, $"{labelHeader.Rows} labels for the {imageHeader.Rows} images of {Path.GetFileName(imagePath)}", "byte 4");
        var labels = new int[bytes.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = bytes[i];
            if (like is not null && labels[i] >= like.ClassNames.Count)
                throw new DataException(labelPath, $"label {labels[i]} is out of range: expected 0 to {like.ClassNames.Count - 1}", $"row {i}");
        }

        if (like is not null && like.Features != imageHeader.RowLength)
            throw new DataException(imagePath, $"rows have {imageHeader.RowLength} features where {like.Features} are expected", "byte 8");
        var schema = like ?? SchemaOf(imageHeader, labels.Max() + 1);
        return new DataSet(Path.GetDirectoryName(imagePath) is { Length: > 0 } folder ? folder : imagePath, schema, imageHeader.Rows, pixels, [], labels, []);
    }

    /// <summary>Images without labels, as for predicting; labels are 0.</summary>
    public static DataSet ReadImages(string path, DataSchema like)
    {
        var (header, pixels) = IdxFile.Read(path, 2, 4);
        if (like.Features != header.RowLength)
            throw new DataException(path, $"rows have {header.RowLength} features where the model expects {like.Features}", "byte 8");
        return new DataSet(path, SchemaOf(header, 1) with { ClassNames = like.ClassNames, TargetNames = like.TargetNames }, header.Rows, pixels, [],
            like.IsClassification ? new int[header.Rows] : [], new float[header.Rows * like.TargetNames.Count]);
    }

    private static DataSchema SchemaOf(IdxHeader header, int classes)
    {
        var d = header.Dimensions;
        return new DataSchema(header.RowLength)
        {
            IsBytes = true,
            ClassNames = DataSchema.NumberedClasses(classes),
            Picture = d.Count >= 3 ? new PictureShape(d[1], d[2], d.Count == 4 ? d[3] : 1) : null,
        };
    }

    private string? FindTest(string what) => TryFind("t10k-" + what) ?? TryFind("test-" + what);

    private string Find(string part) =>
        TryFind(part) ?? throw new DataException(_folder, $"no file named {part}… (idx, gzip'd or not) is in this folder");

    private string? TryFind(string part)
    {
        // The plain file and its gzip may lie side by side: they are one and the same, and the plain one is read.
        var found = _files.Where(f => IsPart(f, part)).GroupBy(f => f.EndsWith(".gz", StringComparison.Ordinal) ? f[..^3] : f).ToArray();
        return found.Length switch
        {
            0 => null,
            1 => found[0].OrderBy(f => f.Length).First(),
            _ => throw new DataException(_folder, $"{found.Length} files could be {part}: {string.Join(", ", found.Select(g => Path.GetFileName(g.First())))}"),
        };
    }

    private static bool IsPart(string path, string part) => Path.GetFileName(path).Contains(part, StringComparison.OrdinalIgnoreCase);
}
