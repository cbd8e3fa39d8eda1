namespace CudaMlp.Ptx;

/// <summary>A PTX text was refused. The message holds every error found, one a line, as <c>line 12, column 7: …</c>.</summary>
public sealed class PtxException : Exception
{
    public PtxException(string message, SourceLocation location)
        : this([new PtxError(message, location)])
    {
    }

    public PtxException(IReadOnlyList<PtxError> errors)
        : base(string.Join('\n', errors)) => Errors = errors;

    /// <summary>What was found, in the order of the text; at least one.</summary>
    public IReadOnlyList<PtxError> Errors { get; }

    /// <summary>Where the first error lies.</summary>
    public SourceLocation Location => Errors.Count > 0 ? Errors[0].Location : default;
}
