namespace CudaMlp.Interop;

/// <summary>A cuBLAS call failed. The message is one line: the call with its shapes, the status's name, its text.</summary>
public sealed class CublasException : CudaException
{
    public CublasException()
    {
    }

    public CublasException(string message)
        : base(message)
    {
    }

    public CublasException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CublasException(string call, cublasStatus_t status, string statusName, string statusText)
        : base($"{call} failed: {statusName} ({(int)status}), {statusText}.")
    {
        Call = call;
        Status = status;
        ErrorName = statusName;
    }

    /// <summary>What cuBLAS returned.</summary>
    public cublasStatus_t Status { get; }
}
