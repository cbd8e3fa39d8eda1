using System.Globalization;
using CudaMlp.Cli.Options;
using CudaMlp.Data;
using CudaMlp.Datasets.Images;
using CudaMlp.Model;

namespace CudaMlp.Cli.Sources;

/// <summary>A folder of images as the flags say: one sub-folder a class, or such folders called train and test (or val) in it.</summary>
internal sealed record ImageFlags(ImageFolder Training, ImageFolder? Validation, ImageFolder? Test)
{
    private static readonly NameTable<int> Channels = new("kind of channels", ("grey", 1), ("gray", 1), ("rgb", 3));

    /// <returns>Null where the folder holds no image folders.</returns>
    public static ImageFlags? Open(string path, TrainOptions options)
    {
        if (Below(path, "train") is { } train)
        {
            var training = Open(train, options, null);
            ImageFolder? Part(params string[] names) =>
                names.Select(n => Below(path, n)).FirstOrDefault(f => f is not null) is { } folder ? Open(folder, options, training) : null;
            return new ImageFlags(training, Part("val", "validation", "valid"), Part("test"));
        }

        return ImageFolder.Looks(path) ? new ImageFlags(Open(path, options, null), null, null) : null;
    }

    public OpenedParts Split(string name, double? validation, double test, ulong seed)
    {
        if (Validation is not null && validation is not null and not 0)
            throw new UsageException($"--validation-split: {name} has a validation part of its own");
        var (reader, schema) = (Training.Describe(), Training.Schema);
        string[] notes = [$"{DataSchema.ClassesInWords(schema.ClassNames)}, each picture brought to {schema.Picture}"];
        var (valid, held) = (Validation is null ? validation ?? (Test is null ? 0.15 : 0.1) : 0, Test is null ? test : 0);
        if (valid == 0 && held == 0)
            return new OpenedParts(name, Training, Validation, Test, Test is not null, reader, notes);
        var parts = Training.Split(valid, held, seed);
        return new OpenedParts(name, parts.Training, Validation ?? parts.Validation, Test ?? parts.Test, Test is not null, reader, notes);
    }

    private static ImageFolder Open(string folder, TrainOptions options, ImageFolder? like)
    {
        if (like is not null)
            return ImageFolder.Open(folder, like.Schema.Picture, like.Schema.ClassNames);
        var first = ImageFolder.Open(folder);
        if (options.ImageSize is null && options.Channels is null)
            return first;
        var found = first.Schema.Picture!.Value;
        var (height, width) = options.ImageSize is null ? (found.Height, found.Width) : Size(options.ImageSize);
        return ImageFolder.Open(folder, new PictureShape(height, width, options.Channels is null ? found.Channels : Channels.Parse(options.Channels)));
    }

    private static string? Below(string path, string name) => Path.Combine(path, name) is var folder && ImageFolder.Looks(folder) ? folder : null;

    private static (int Height, int Width) Size(string text)
    {
        var parts = text.Split('x');
        if (parts.Length is 1 or 2 && parts.All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 4096))
            return (int.Parse(parts[0]), int.Parse(parts[^1]));
        throw new UsageException($"--image-size wants HEIGHTxWIDTH from 1 to 4096, such as 28x28, not \"{text}\"");
    }
}
