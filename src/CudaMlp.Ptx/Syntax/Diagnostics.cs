namespace CudaMlp.Ptx.Syntax;

/// <summary>Collects what is wrong with a text.</summary>
internal sealed class Diagnostics
{
    public const int Cap = 20;
    private const int MaxMessage = 2000;
    private readonly List<PtxError> _errors = [];

    public bool Any => _errors.Count > 0;

    public int Count => _errors.Count;

    public void Report(string message, SourceLocation location) => Report(new PtxError(message, location));

    public void Report(PtxError error)
    {
        // A name may be as long as the text; a message need not.
        _errors.Add(error.Message.Length > MaxMessage ? error with { Message = string.Concat(error.Message.AsSpan(0, MaxMessage), "...") } : error);
        if (_errors.Count >= Cap)
            throw new PtxGiveUpException();
    }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<PtxError> Errors() =>
        [.. _errors.OrderBy(error => error.Location.Line).ThenBy(error => error.Location.Column)];
}
