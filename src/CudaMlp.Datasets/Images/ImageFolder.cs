using System.Text.Json.Nodes;
using CudaMlp.Data;

namespace CudaMlp.Datasets.Images;

/// <summary>
/// A folder with one sub-folder a class. Images are decoded as they are asked for, by all cores; the folder keeps none of them.
/// Classes are the sub-folders' names in ordinal order, files are in ordinal order within a class: the same folder gives the same rows everywhere.
/// </summary>
public sealed class ImageFolder : IDataSource
{
    private static readonly HashSet<string> Extensions = new([".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"], StringComparer.OrdinalIgnoreCase);

    // What is hidden (.ipynb_checkpoints, .git) is nobody's data.
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    private static readonly EnumerationOptions VisibleBelow = new() { AttributesToSkip = Visible.AttributesToSkip, IgnoreInaccessible = false, RecurseSubdirectories = true };

    private readonly string[] _files;
    private readonly int[] _labels;
    private readonly ParallelOptions _parallel;

    private ImageFolder(string name, string[] files, int[] labels, PictureShape shape, IReadOnlyList<string> classes, IReadOnlyList<string> targets, int threads)
    {
        (Name, _files, _labels) = (name, files, labels);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Schema = new DataSchema(checked(shape.Height * shape.Width * shape.Channels)) { IsBytes = true, ClassNames = classes, TargetNames = targets, Picture = shape };
    }

    public string Name { get; }

    public DataSchema Schema { get; }

    public long Rows => _files.Length;

    /// <summary>Any image is as near as any other; some are read together so that every core has its own.</summary>
    public int ChunkRows => 1;

    /// <summary>Path of the image of a row, relative to the folder that was opened; as it was given where files or several folders were.</summary>
    public string NameOf(long row) => Root is null ? _files[row] : Path.GetRelativePath(Root, _files[row]);

    private string? Root { get; init; }

    /// <summary>True for a folder whose sub-folders hold images.</summary>
    public static bool Looks(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateDirectories(folder, "*", Visible).Any(d => Images(d).Any());

    /// <param name="folder">One sub-folder a class; images may lie in further folders below it, as Keras and torchvision have it.</param>
    /// <param name="shape">Size and channels to decode to; null for those of the first image.</param>
    /// <param name="like">Classes expected (of the training part or the model), or null to take the sub-folders'.</param>
    /// <param name="threads">Cores that decode; 0 for all.</param>
    /// <exception cref="DataException">A class folder is empty or not expected, or the folder cannot be read.</exception>
    public static ImageFolder Open(string folder, PictureShape? shape = null, IReadOnlyList<string>? like = null, int threads = 0)
    {
        try
        {
            var folders = Directory.GetDirectories(folder, "*", Visible).Order(StringComparer.Ordinal).ToArray();
            if (folders.Length == 0)
                throw new DataException(folder, "expected one sub-folder of images a class, found no sub-folder");
            var classes = like ?? [.. folders.Select(d => Path.GetFileName(d)!)];
            var (files, labels) = (new List<string>(), new List<int>());
            foreach (var directory in folders)
            {
                var label = classes.ToList().IndexOf(Path.GetFileName(directory)!);
                if (label < 0)
                    throw new DataException(directory, $"the class is not among those expected: {string.Join(", ", classes.Take(20))}");
                var images = Images(directory).Order(StringComparer.Ordinal).ToArray();
                if (images.Length == 0)
                    throw new DataException(directory, "the class folder holds no image (png, jpg, bmp, gif or webp)");
                files.AddRange(images);
                labels.AddRange(Enumerable.Repeat(label, images.Length));
            }

            return new ImageFolder(folder, [.. files], [.. labels], shape ?? ImageDecoder.Measure(files[0]), classes, [], Threads(threads)) { Root = folder };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(folder, FileProblem.Describe(e), inner: e);
        }
    }

    /// <summary>Images without labels, for predicting: files, or all images of a folder and the folders below it.</summary>
    public static ImageFolder OpenUnlabelled(IReadOnlyList<string> paths, PictureShape shape, DataSchema like, int threads = 0)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.AddRange(Images(path).Order(StringComparer.Ordinal));
            else
                files.Add(path);
        }

        if (files.Count == 0)
            throw new DataException(string.Join(", ", paths), "there is no image (png, jpg, bmp, gif or webp)");
        return new ImageFolder(paths[0], [.. files], new int[files.Count], shape, like.ClassNames, like.TargetNames, Threads(threads))
        {
            Root = paths is [var only] && Directory.Exists(only) ? only : null,
        };
    }

    /// <summary>Training, validation and test images, each class with its share in each part; a part of share 0 is null.</summary>
    public (ImageFolder Training, ImageFolder? Validation, ImageFolder? Test) Split(double validation, double test, ulong seed)
    {
        var parts = DataSplit.Parts(Name, _files.Length, _labels, Schema.ClassNames.Count, validation, test, seed);
        return (Part(parts, 0), validation > 0 ? Part(parts, 1) : null, test > 0 ? Part(parts, 2) : null);
    }

    /// <summary>What must be known to read new images alike; kept in the model.</summary>
    public JsonObject Describe() => new()
    {
        ["format"] = "images",
        ["height"] = Schema.Picture!.Value.Height,
        ["width"] = Schema.Picture.Value.Width,
        ["channels"] = Schema.Picture.Value.Channels,
    };

    public void Read(long first, int count, DataWindow window)
    {
        var rows = new long[count];
        for (var i = 0; i < count; i++)
            rows[i] = first + i;
        Read(rows, window);
    }

    public void Read(ReadOnlySpan<long> rows, DataWindow window)
    {
        // Spans cannot enter the parallel loop: the rows are copied, and the pixels are reached through one pinned pointer.
        var (numbers, shape, width) = (rows.ToArray(), Schema.Picture!.Value, Schema.Features);
        unsafe
        {
            fixed (byte* start = window.AddBytes(numbers.Length))
            {
                var target = (nint)start;
                try
                {
                    Parallel.For(0, numbers.Length, _parallel, i => ImageDecoder.Decode(_files[numbers[i]], shape, new Span<byte>((byte*)target + ((long)i * width), width)));
                }
                catch (AggregateException e) when (e.InnerExceptions.OfType<DataException>().OrderBy(d => d.Message, StringComparer.Ordinal).FirstOrDefault() is { } problem)
                {
                    throw new DataException(problem.Input, problem.Problem, problem.Place, e);
                }
            }
        }

        if (!Schema.IsClassification)
            return;
        var labels = window.LabelsOfLast(numbers.Length);
        for (var i = 0; i < labels.Length; i++)
            labels[i] = _labels[numbers[i]];
    }

    public void Dispose()
    {
    }

    private ImageFolder Part(byte[] parts, byte which)
    {
        int[] rows = [.. Enumerable.Range(0, parts.Length).Where(row => parts[row] == which)];
        return new ImageFolder(Name, [.. rows.Select(r => _files[r])], [.. rows.Select(r => _labels[r])], Schema.Picture!.Value, Schema.ClassNames, Schema.TargetNames, _parallel.MaxDegreeOfParallelism) { Root = Root };
    }

    private static IEnumerable<string> Images(string folder) =>
        Directory.EnumerateFiles(folder, "*", VisibleBelow).Where(file => Extensions.Contains(Path.GetExtension(file)) && !Path.GetFileName(file).StartsWith('.'));

    private static int Threads(int threads) => threads > 0 ? threads : Environment.ProcessorCount;
}
