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
    /// <param name="like">The schema it must have, or null for any.</param>
    public DataSet Training(DataSchema? like = null) => Read(Find("train-images"), Find("train-labels"), like);

    /// <summary>The training part: read from the disk as it is needed where that is asked for or it is large, else in memory. A gzip'd file cannot be streamed.</summary>
    /// <param name="stream">Stream it whatever its size.</param>
    /// <param name="mostResidentBytes">Files above this are streamed.</param>
    public IDataSource Open(bool stream, long mostResidentBytes)
    {
        var path = Find("train-images");
        return !path.EndsWith(".gz", StringComparison.Ordinal) && (stream || new FileInfo(path).Length > mostResidentBytes)
            ? OpenStreamed(path, Find("train-labels"))
            : Training();
    }

    /// <summary>The test part in memory, or null where the folder has none.</summary>
    /// <param name="training">The schema the test part must have; classes it has not are refused.</param>
    public DataSet? Test(DataSchema training)
    {
        var (images, labels) = (FindTest("images"), FindTest("labels"));
        if (images is null && labels is null)
            return null;
        if (images is null || labels is null)
            throw new DataException(_folder, $"test {(images is null ? "labels without test images" : "images without test labels")}");
        return Read(images, labels, training);
    }

    /// <summary>Reads a pair of files.</summary>
    /// <param name="imagePath">Images: rows × height × width, or rows × values.</param>
    /// <param name="labelPath">Labels: one byte a row.</param>
    /// <param name="like">The schema expected, or null for any.</param>
    public static DataSet Read(string imagePath, string labelPath, DataSchema? like)
    {
        var (imageHeader, pixels) = IdxFile.Read(imagePath, 2, 4);
        var bytes = ReadLabels(labelPath, imagePath, imageHeader);
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

    private static IdxSource OpenStreamed(string imagePath, string labelPath)
    {
        var (file, header) = IdxFile.OpenPlain(imagePath, 2, 4);
        try
        {
            var labels = ReadLabels(labelPath, imagePath, header);
            return new IdxSource(imagePath, file, header, labels, SchemaOf(header, labels.Max() + 1));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static byte[] ReadLabels(string labelPath, string imagePath, IdxHeader images)
    {
        var (header, labels) = IdxFile.Read(labelPath, 1, 1);
        return header.Rows == images.Rows
            ? labels
            : throw new DataException(labelPath, $"{header.Rows} labels for the {images.Rows} images of {Path.GetFileName(imagePath)}", "byte 4");
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
