namespace CudaMlp.Data;

/// <summary>What a picture's row of features means: height × width × channels, row-major, channel last.</summary>
public readonly record struct PictureShape(int Height, int Width, int Channels)
{
    public override string ToString() => $"{Height} x {Width} x {Channels}";
}

/// <summary>What the rows of a data source hold: how many features, and either classes or targets.</summary>
public sealed record DataSchema
{
    /// <param name="features">Values of a row, at least 1.</param>
    public DataSchema(int features)
    {
        if (features is < 1 or > Model.Architecture.MaximumWidth)
            throw new ArgumentException($"a row needs 1 to {Model.Architecture.MaximumWidth} features, not {features}");
        Features = features;
    }

    public int Features { get; }

    /// <summary>True where features are stored as bytes (0 to 255), false where they are float32.</summary>
    public bool IsBytes { get; init; }

    /// <summary>Names of the classes, label 0 first; empty in regression.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Names of the regression targets; empty in classification.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>Names of the features, one each, or empty where they have none.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>Set where a row is a picture.</summary>
    public PictureShape? Picture { get; init; }

    public bool IsClassification => ClassNames.Count > 0;

    /// <summary>Units of the output layer: classes or targets.</summary>
    public int Outputs => IsClassification ? ClassNames.Count : TargetNames.Count;

    /// <summary>"3 classes (cat, dog, fox)", of which the first ten are named.</summary>
    public static string ClassesInWords(IReadOnlyList<string> names) => $"{names.Count} classes ({string.Join(", ", names.Take(10))}{(names.Count > 10 ? ", …" : "")})";

    /// <summary>"0", "1", … for classes without names.</summary>
    public static string[] NumberedClasses(int classes) => [.. Enumerable.Range(0, classes).Select(i => i.ToString())];

    /// <summary>"y0", "y1", … for targets without names.</summary>
    public static string[] NumberedTargets(int targets) => [.. Enumerable.Range(0, targets).Select(i => $"y{i}")];
}
