namespace CudaMlp.Data;

/// <summary>
/// Input that cannot be used. The message is one line that names the source, the place in it, and what was expected there.
/// </summary>
public sealed class DataException : Exception
{
    /// <param name="source">The file, folder or option at fault.</param>
    /// <param name="problem">What is wrong and what was expected, in one line without a full stop.</param>
    /// <param name="place">Where in the source, such as "byte 16" or "row 3, column \"age\""; null where it is the whole.</param>
    /// <param name="inner">What brought it to light.</param>
    public DataException(string source, string problem, string? place = null, Exception? inner = null)
        : base(place is null ? $"{source}: {problem}" : $"{source}, {place}: {problem}", inner) =>
        (Input, Problem, Place) = (source, problem, place);

    public DataException()
    {
    }

    public DataException(string message)
        : base(message)
    {
    }

    public DataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The file, folder or option at fault.</summary>
    public string Input { get; } = "";

    public string Problem { get; } = "";

    public string? Place { get; }
}
