namespace CudaMlp.Ptx;

/// <summary>Reads PTX text.</summary>
public static class PtxParser
{
    /// <summary>The module a text describes.</summary>
    /// <exception cref="PtxException">The text is not valid PTX, or goes beyond what is supported; holds up to 20 errors.</exception>
    public static PtxModule Parse(string source) => throw new PtxException("the parser is being written", new SourceLocation(1, source.Length));
}
