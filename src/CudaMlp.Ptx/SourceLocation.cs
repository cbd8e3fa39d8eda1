namespace CudaMlp.Ptx;

/// <summary>A place in a PTX text; line and column count from 1, columns in UTF-16 units. The default value (0, 0) is "nowhere".</summary>
public readonly record struct SourceLocation(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}

/// <summary>One finding of the front end.</summary>
public sealed record PtxError(string Message, SourceLocation Location)
{
    /// <summary>What is at fault is the text's PTX version, which is not among those that are read.</summary>
    public bool IsUnsupportedVersion { get; init; }

    public override string ToString() => $"{Location}: {Message}";
}
