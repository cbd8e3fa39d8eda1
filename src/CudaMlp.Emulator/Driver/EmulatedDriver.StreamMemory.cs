using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Stream memory operations. A wait for a value that is there is kept; one for a value that is still to come cannot be, and says so.
public sealed unsafe partial class EmulatedDriver
{
    private const uint WaitFlush = 1u << 30;

    public CUresult cuStreamWaitValue32(CUstream stream, CUdeviceptr addr, uint value, uint flags) => Wait(stream, addr, value, 4, flags);

    public CUresult cuStreamWaitValue64(CUstream stream, CUdeviceptr addr, ulong value, uint flags) => Wait(stream, addr, value, 8, flags);

    public CUresult cuStreamWriteValue32(CUstream stream, CUdeviceptr addr, uint value, uint flags) => Write(stream, addr, value, 4, flags);

    public CUresult cuStreamWriteValue64(CUstream stream, CUdeviceptr addr, ulong value, uint flags) => Write(stream, addr, value, 8, flags);

    /// <param name="stream">Where they run, in order.</param>
    /// <param name="count">Less than 256.</param>
    /// <param name="operations">Which they are.</param>
    /// <param name="flags">0.</param>
    public CUresult cuStreamBatchMemOp(CUstream stream, uint count, StreamMemoryParams* operations, uint flags)
    {
        if (count >= 256 || operations is null || flags != 0)
            return Current(out _) is not CUDA_SUCCESS and var error ? error : CUDA_ERROR_INVALID_VALUE;
        List<MemoryWord> words = [];
        for (uint i = 0; i < count; i++)
        {
            StreamMemoryParams p = operations[i];
            switch (p.Operation)
            {
                case 1 or 4:
                    words.Add(new MemoryWord(p.Address, p.Operation == 1 ? (uint)p.Value : p.Value, p.Operation == 1 ? 4 : 8, p.Flags & ~WaitFlush));
                    break;
                case 2 or 5:
                    words.Add(new MemoryWord(p.Address, p.Operation == 2 ? (uint)p.Value : p.Value, p.Operation == 2 ? 4 : 8, null));
                    break;
                case 3 or 6:
                    break; // flushes and barriers order what is in order here
                default:
                    return CUDA_ERROR_INVALID_VALUE;
            }
        }
        return Submit(stream, [.. words]);
    }

    private CUresult Wait(CUstream stream, CUdeviceptr address, ulong value, int bytes, uint flags) =>
        Submit(stream, [new MemoryWord(address.Value, value, bytes, flags & ~WaitFlush)]);

    private CUresult Write(CUstream stream, CUdeviceptr address, ulong value, int bytes, uint flags) =>
        flags > 1 ? CUDA_ERROR_INVALID_VALUE : Submit(stream, [new MemoryWord(address.Value, value, bytes, null)]);

    private CUresult Submit(CUstream handle, MemoryWord[] words)
    {
        if (Use(handle, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        foreach (MemoryWord word in words)
        {
            if (word.Wait > 3 || word.Address % (ulong)word.Bytes != 0 || !Memory.TryResolve(word.Address, (ulong)word.Bytes, out _))
                return Fail(CUDA_ERROR_INVALID_VALUE, $"a stream memory operation on {word.Bytes} bytes at 0x{word.Address:x}");
            if (Memory.Find(word.Address) is { Kind: AllocationKind.Managed })
                return Fail(CUDA_ERROR_INVALID_VALUE, "stream memory operations cannot be used with managed memory");
        }
        return Submit(stream, new MemoryWordsOperation(words));
    }
}
