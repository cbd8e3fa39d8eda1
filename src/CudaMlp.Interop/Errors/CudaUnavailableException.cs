namespace CudaMlp.Interop;

/// <summary>
/// CUDA cannot be used on this machine: no library, no device, a driver too old, a device too old. The message says which and what to
/// do about it; whoever has another device may go on there.
/// </summary>
public sealed class CudaUnavailableException : CudaException
{
    public CudaUnavailableException()
    {
    }

    public CudaUnavailableException(string message)
        : base(message)
    {
    }

    public CudaUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
