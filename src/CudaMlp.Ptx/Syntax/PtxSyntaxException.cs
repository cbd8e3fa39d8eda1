namespace CudaMlp.Ptx.Syntax;

/// <summary>Unwinds to the statement loop, which notes the error and reads on behind it. Never leaves the parser.</summary>
internal sealed class PtxSyntaxException(string message, SourceLocation location) : Exception(message)
{
    public SourceLocation Location { get; } = location;

    public bool IsUnsupportedVersion { get; init; }

    public PtxError Error => new(Message, Location) { IsUnsupportedVersion = IsUnsupportedVersion };
}

/// <summary>Too many errors: the rest of the text is not read.</summary>
internal sealed class PtxGiveUpException : Exception;
