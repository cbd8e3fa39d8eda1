namespace CudaMlp.Interop;

/// <summary>A CUDA library is there but lacks a function that was called: it is older than the call, or newer than the function.</summary>
public sealed class CudaFunctionMissingException : Exception
{
    public CudaFunctionMissingException()
        : this("a function", "the CUDA library")
    {
    }

    public CudaFunctionMissingException(string message)
        : base(message)
    {
    }

    public CudaFunctionMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For the entry point <paramref name="function"/> that <paramref name="library"/> does not export.</summary>
    public CudaFunctionMissingException(string function, string library, Exception? innerException = null)
        : base($"{function} is not in {library}: the installed NVIDIA driver or CUDA library is too old (or too new) for this call; install another version.", innerException) =>
        Function = function;

    /// <summary>The entry point, as the library would export it.</summary>
    public string Function { get; } = "";
}
