using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// Memory that a node of a graph allocates. The address is known when the node is made and stays the same, so the memory is there as long as
/// any graph holds on to it; between launches of the two nodes it counts as free.
/// </summary>
internal sealed class GraphMemory(ulong address, ulong bytes) : GraphHolding
{
    public ulong Address { get; } = address;

    public ulong Bytes { get; } = bytes;

    /// <summary>Allocated by a launch, and not freed since.</summary>
    public bool IsLive { get; set; }

    /// <summary>No graph has it any more.</summary>
    public bool IsOrphaned { get; private set; }

    /// <summary>Gives the memory back to the device.</summary>
    public required Action<GraphMemory> Free { get; init; }

    /// <summary>What is live when the last graph ends belongs to the program, which frees it.</summary>
    protected override void End()
    {
        IsOrphaned = true;
        if (!IsLive)
            Free(this);
    }
}

/// <summary>Allocates memory of a graph.</summary>
internal sealed class AllocateOperation(GraphMemory memory) : DeviceOperation
{
    public GraphMemory Memory { get; } = memory;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEM_ALLOC;

    public override CUresult Execute(EmulatedDriver driver)
    {
        if (Memory.IsLive)
            return driver.Fail(CUresult.CUDA_ERROR_INVALID_VALUE, $"the {Memory.Bytes} bytes at 0x{Memory.Address:x} that the graph allocates have not been freed since its last launch");
        Memory.IsLive = true;
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>Frees memory of a graph.</summary>
internal sealed class FreeOperation(GraphMemory memory) : DeviceOperation
{
    public GraphMemory Memory { get; } = memory;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEM_FREE;

    public override CUresult Execute(EmulatedDriver driver)
    {
        if (!Memory.IsLive)
            return driver.Fail(CUresult.CUDA_ERROR_INVALID_VALUE, $"the {Memory.Bytes} bytes at 0x{Memory.Address:x} that the graph frees are not allocated");
        Memory.IsLive = false;
        return CUresult.CUDA_SUCCESS;
    }
}
