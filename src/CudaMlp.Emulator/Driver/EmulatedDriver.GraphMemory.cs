using System.Collections.Concurrent;
using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Nodes that allocate and free memory, and what captured streams make of cuMemAllocAsync and cuMemFreeAsync.
public sealed unsafe partial class EmulatedDriver
{
    private readonly ConcurrentDictionary<ulong, GraphMemory> _graphMemory = new();

    public CUresult cuGraphAddMemAllocNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, AllocationNodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null || parameters->Bytes == 0 || parameters->Pool.Type != MemoryProperties.Pinned || parameters->Pool.HandleTypes != 0
            || !parameters->Pool.Location.IsDevice || (parameters->AccessCount > 0 && parameters->Access is null))
        {
            return CUDA_ERROR_INVALID_VALUE;
        }
        if (_graphs.Find(graph.Value) is not { } found)
            return CUDA_ERROR_INVALID_HANDLE;
        return Allocate(found, parameters->Bytes, &parameters->Address, allocate => AddNode(node, graph, dependencies, count, allocate));
    }

    public CUresult cuGraphAddMemFreeNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUdeviceptr dptr)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (!_graphMemory.TryGetValue(dptr.Value, out GraphMemory? memory))
            return Fail(CUDA_ERROR_INVALID_VALUE, $"{dptr} was not allocated by a node of a graph");
        if (_graphs.Find(graph.Value) is { } found && found.Nodes.Exists(n => n.Operation is FreeOperation free && free.Memory == memory))
            return Fail(CUDA_ERROR_INVALID_VALUE, $"the graph frees {dptr} already");
        if (AddNode(node, graph, dependencies, count, new FreeOperation(memory)) is not CUDA_SUCCESS and var refused)
            return refused;
        lock (_state)
            _graphs.Find(graph.Value)?.Hold(memory);
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphMemAllocNodeGetParams(CUgraphNode node, AllocationNodeParams* parameters)
    {
        if (Operation(node, out AllocateOperation? found) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        *parameters = new AllocationNodeParams
        {
            Pool = new MemoryPoolProperties { Type = MemoryProperties.Pinned, Location = new MemoryLocation { Type = MemoryLocation.Device } },
            Bytes = (nuint)found!.Memory.Bytes,
            Address = new CUdeviceptr(found.Memory.Address),
        };
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphMemFreeNodeGetParams(CUgraphNode node, CUdeviceptr* dptr)
    {
        if (Operation(node, out FreeOperation? found) is not CUDA_SUCCESS and var error)
            return error;
        if (dptr is null)
            return CUDA_ERROR_INVALID_VALUE;
        *dptr = new CUdeviceptr(found!.Memory.Address);
        return CUDA_SUCCESS;
    }

    /// <summary>What no graph uses goes back at once, so there is nothing to trim.</summary>
    public CUresult cuDeviceGraphMemTrim(CUdevice device) => Initialized(device);

    /// <param name="device">The device.</param>
    /// <param name="attribute">0 and 1: bytes in use, now and at most; 2 and 3: bytes reserved, now and at most.</param>
    /// <param name="value">Receives 64 bits.</param>
    public CUresult cuDeviceGetGraphMemAttribute(CUdevice device, int attribute, void* value)
    {
        if (Initialized(device) is not CUDA_SUCCESS and var error)
            return error;
        if (value is null || attribute is < 0 or > 3)
            return CUDA_ERROR_INVALID_VALUE;
        ulong bytes = 0;
        foreach (GraphMemory memory in _graphMemory.Values)
            bytes += attribute > 1 || memory.IsLive ? memory.Bytes : 0;
        *(ulong*)value = bytes;
        return CUDA_SUCCESS;
    }

    /// <summary>The high-water marks may be set to 0: they are the present figures here.</summary>
    public CUresult cuDeviceSetGraphMemAttribute(CUdevice device, int attribute, void* value)
    {
        if (Initialized(device) is not CUDA_SUCCESS and var error)
            return error;
        return value is null || attribute is not (1 or 3) || *(ulong*)value != 0 ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
    }

    private CUresult CaptureAllocation(EmulatedStream stream, CUdeviceptr* dptr, nuint bytes)
    {
        if (dptr is null || bytes == 0)
            return CUDA_ERROR_INVALID_VALUE;
        return Allocate(stream.Capture!.Graph, bytes, dptr, allocate => Submit(stream, allocate));
    }

    /// <summary>Memory for a graph that gets a node which allocates it.</summary>
    private CUresult Allocate(EmulatedGraph graph, nuint bytes, CUdeviceptr* address, Func<AllocateOperation, CUresult> add)
    {
        if (NewGraphMemory(bytes, out GraphMemory? memory) is not CUDA_SUCCESS and var failed)
            return failed;
        // Held before it is added, so that it goes again where the node cannot be made.
        memory!.Retain();
        CUresult added = add(new AllocateOperation(memory));
        if (added == CUDA_SUCCESS)
        {
            lock (_state)
                graph.Hold(memory);
            *address = new CUdeviceptr(memory.Address);
        }
        memory.Release();
        return added;
    }

    private CUresult CaptureFree(EmulatedStream stream, CaptureSequence capture, CUdeviceptr dptr)
    {
        if (!_graphMemory.TryGetValue(dptr.Value, out GraphMemory? memory))
            return Fail(CUDA_ERROR_INVALID_VALUE, $"{dptr} was not allocated by a node of a graph, and so cannot be freed by one");
        if (Submit(stream, new FreeOperation(memory)) is not CUDA_SUCCESS and var refused)
            return refused;
        lock (_state)
            capture.Graph.Hold(memory);
        return CUDA_SUCCESS;
    }

    /// <summary>Frees memory of a graph outside of it, if an address is such memory.</summary>
    private CUresult? FreeOfGraph(CUdeviceptr dptr)
    {
        if (!_graphMemory.TryGetValue(dptr.Value, out GraphMemory? memory))
            return null;
        if (!memory.IsLive)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"the {memory.Bytes} bytes at {dptr} belong to a graph and are not allocated at present");
        memory.IsLive = false;
        if (memory.IsOrphaned)
            memory.Free(memory);
        return CUDA_SUCCESS;
    }

    private CUresult NewGraphMemory(nuint bytes, out GraphMemory? memory)
    {
        Allocation? allocation = null;
        CUresult result = Try(() => allocation = Memory.Allocate(bytes, AllocationKind.Graph));
        memory = allocation is null ? null : new GraphMemory(allocation.Address, bytes) { Free = ReturnGraphMemory };
        if (memory is not null)
            _graphMemory[memory.Address] = memory;
        return result;
    }

    private void ReturnGraphMemory(GraphMemory memory)
    {
        if (_graphMemory.TryRemove(memory.Address, out _))
            Memory.Free(memory.Address);
    }
}
