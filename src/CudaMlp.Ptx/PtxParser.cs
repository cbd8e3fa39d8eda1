using System.Diagnostics.CodeAnalysis;
using System.Text;
using CudaMlp.Ptx.Syntax;

namespace CudaMlp.Ptx;

/// <summary>
/// Reads PTX text: ISA versions 3.0 to 8.8, targets sm_30 to sm_121. A text ends at its end or at its first NUL. Parsing never runs
/// anything, allocates in proportion to the text, and either yields a module whose names are all resolved or says what is wrong.
/// </summary>
public static class PtxParser
{
    /// <summary>The most characters a text may have: 64 Mi.</summary>
    public const int MaxSourceLength = 64 << 20;

    /// <summary>The module a text describes.</summary>
    /// <exception cref="PtxException">The text is not valid PTX, or goes beyond what is supported; holds up to 20 errors.</exception>
    public static PtxModule Parse(string source) =>
        TryParse(source, out PtxModule? module, out IReadOnlyList<PtxError> errors) ? module : throw new PtxException(errors);

    /// <summary>The module a text in UTF-8 describes; bytes that are not UTF-8 may stand in comments and strings only.</summary>
    /// <exception cref="PtxException">As for the other overload.</exception>
    public static PtxModule Parse(ReadOnlySpan<byte> source)
    {
        int end = source.IndexOf((byte)0);
        if (end >= 0)
            source = source[..end];
        return source.Length <= MaxSourceLength ? Parse(Encoding.UTF8.GetString(source)) : throw new PtxException([TooLong]);
    }

    /// <summary>Like <see cref="Parse(string)"/> without an exception: the module, or the errors in the order of the text.</summary>
    public static bool TryParse(string source, [NotNullWhen(true)] out PtxModule? module, out IReadOnlyList<PtxError> errors)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > MaxSourceLength)
        {
            (module, errors) = (null, [TooLong]);
            return false;
        }
        (module, errors) = ModuleParser.Parse(source);
        return module is not null;
    }

    private static PtxError TooLong => new($"the text is longer than {MaxSourceLength} characters", new SourceLocation(1, 1));
}
