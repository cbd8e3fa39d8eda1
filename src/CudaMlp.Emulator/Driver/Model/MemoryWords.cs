using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>One stream memory operation: a word is written, or must have a value.</summary>
/// <param name="Address">Of 4 or 8 bytes.</param>
/// <param name="Value">Written, or compared with.</param>
/// <param name="Bytes">4 or 8.</param>
/// <param name="Wait">The condition: 0 greater or equal in the sense of a counter that wraps, 1 equal, 2 any bit, 3 any bit that neither has; null to write.</param>
internal readonly record struct MemoryWord(ulong Address, ulong Value, int Bytes, uint? Wait);

/// <summary>Stream memory operations, one after another.</summary>
internal sealed unsafe class MemoryWordsOperation(MemoryWord[] words) : DeviceOperation
{
    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_BATCH_MEM_OP;

    public override CUresult Execute(EmulatedDriver driver)
    {
        foreach (MemoryWord word in words)
        {
            byte* at = driver.Memory.Resolve(word.Address, (ulong)word.Bytes, "stream memory operation");
            if (word.Wait is { } condition)
            {
                ulong found = word.Bytes == 4 ? Volatile.Read(ref *(uint*)at) : Volatile.Read(ref *(ulong*)at);
                if (!IsMet(found, word.Value, word.Bytes, condition))
                {
                    return driver.Fail(CUresult.CUDA_ERROR_NOT_SUPPORTED,
                        $"a stream would wait for the value at 0x{word.Address:x}, which is {found} now: work of this device runs when it is submitted and cannot wait for what comes later");
                }
            }
            else if (word.Bytes == 4)
            {
                Volatile.Write(ref *(uint*)at, (uint)word.Value);
            }
            else
            {
                Volatile.Write(ref *(ulong*)at, word.Value);
            }
            if (word.Wait is null)
                driver.Memory.MarkWritten(word.Address, (ulong)word.Bytes);
        }
        return CUresult.CUDA_SUCCESS;
    }

    private static bool IsMet(ulong found, ulong value, int bytes, uint condition) => condition switch
    {
        0 => bytes == 4 ? (int)((uint)found - (uint)value) >= 0 : (long)(found - value) >= 0,
        1 => found == value,
        2 => (found & value) != 0,
        _ => (bytes == 4 ? ~(uint)(found | value) : ~(found | value)) != 0,
    };
}
