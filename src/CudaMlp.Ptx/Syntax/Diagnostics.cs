namespace CudaMlp.Ptx.Syntax;

/// <summary>Collects what is wrong with a text.</summary>
internal sealed class Diagnostics
{
    public const int Cap = 20;
    private const int MaxMessage = 2000;
    private readonly List<PtxError> _errors = [];

    public bool Any => _errors.Count > 0;

    public int Count => _errors.Count;

    public void Report(string message, SourceLocation location)
    {
        // A name may be as long as the text; a message need not.
        _errors.Add(new PtxError(message.Length > MaxMessage ? string.Concat(message.AsSpan(0, MaxMessage), "...") : message, location));
        if (_errors.Count >= Cap)
            throw new PtxGiveUpException();
    }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<PtxError> Errors() =>
        [.. _errors.OrderBy(error => error.Location.Line).ThenBy(error => error.Location.Column)];
}
