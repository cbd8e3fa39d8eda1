namespace CudaMlp.Interop;

/// <summary>Memory ran out: how much was asked for, and how much was free.</summary>
public sealed class CudaOutOfMemoryException : CudaException
{
    public CudaOutOfMemoryException()
    {
    }

    public CudaOutOfMemoryException(string message)
        : base(message)
    {
    }

    public CudaOutOfMemoryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="call">The function that failed.</param>
    /// <param name="bytesAsked">Bytes asked for.</param>
    /// <param name="bytesFree">Bytes free on the device; null when that could not be learnt.</param>
    /// <param name="bytesTotal">Bytes on the device; null when that could not be learnt.</param>
    public CudaOutOfMemoryException(string call, ulong bytesAsked, ulong? bytesFree, ulong? bytesTotal)
        : base($"{call} failed: CUDA_ERROR_OUT_OF_MEMORY (2), {bytesAsked:N0} bytes asked for, "
            + (bytesFree is null ? "free memory unknown." : $"{bytesFree:N0} of {bytesTotal:N0} bytes free on the device."))
    {
        Call = call;
        Result = CUresult.CUDA_ERROR_OUT_OF_MEMORY;
        ErrorName = nameof(CUresult.CUDA_ERROR_OUT_OF_MEMORY);
        BytesAsked = bytesAsked;
        BytesFree = bytesFree;
    }

    /// <summary>Bytes asked for.</summary>
    public ulong BytesAsked { get; }

    /// <summary>Bytes free on the device when the call failed; null when that could not be learnt.</summary>
    public ulong? BytesFree { get; }
}
