namespace CudaMlp.Interop;

/// <summary>A CUDA call failed. The message is one line: the call with its sizes, the error's name, its text.</summary>
public class CudaException : Exception
{
    public CudaException()
    {
    }

    public CudaException(string message)
        : base(message)
    {
    }

    public CudaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For a call of the driver.</summary>
    public CudaException(string call, CUresult result, string errorName, string errorText)
        : base($"{call} failed: {errorName} ({(int)result}), {errorText}.{CudaErrorHint.For(result)}")
    {
        Call = call;
        Result = result;
        ErrorName = errorName;
    }

    /// <summary>The function and the sizes it was called with: "cuMemcpyHtoD(4,096 bytes)".</summary>
    public string Call { get; protected init; } = "";

    /// <summary>What the driver returned; CUDA_ERROR_UNKNOWN when it was not the driver that failed.</summary>
    public CUresult Result { get; protected init; } = CUresult.CUDA_ERROR_UNKNOWN;

    /// <summary>The error's name as the header spells it: "CUDA_ERROR_ILLEGAL_ADDRESS".</summary>
    public string ErrorName { get; protected init; } = "";
}
