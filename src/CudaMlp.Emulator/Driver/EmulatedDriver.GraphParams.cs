using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Nodes by their parameters, of whatever kind: made, read and changed, in graphs and in what was instantiated of them.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuGraphAddNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, NodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        return parameters->Type switch
        {
            CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEM_ALLOC => cuGraphAddMemAllocNode(node, graph, dependencies, count, (AllocationNodeParams*)parameters->Body),
            CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEM_FREE => cuGraphAddMemFreeNode(node, graph, dependencies, count, *(CUdeviceptr*)parameters->Body),
            _ => OperationOf(graph, parameters, cooperative: false, out DeviceOperation? operation) is not CUDA_SUCCESS and var invalid
                ? invalid
                : AddNode(node, graph, dependencies, count, operation!),
        };
    }

    public CUresult cuGraphNodeSetParams(CUgraphNode node, NodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_nodes.Find(node.Value) is not { } found)
            return CUDA_ERROR_INVALID_HANDLE;
        bool cooperative = found.Operation is KernelOperation { Request.Cooperative: true };
        return OperationOf(found.Graph.Handle, parameters, cooperative, out DeviceOperation? operation) is not CUDA_SUCCESS and var invalid ? invalid : Replace(node, operation!);
    }

    public CUresult cuGraphExecNodeSetParams(CUgraphExec exec, CUgraphNode node, NodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (parameters->Type == CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL)
            return cuGraphExecKernelNodeSetParams(exec, node, (CUDA_KERNEL_NODE_PARAMS*)parameters->Body);
        if (parameters->Type == CUgraphNodeType.CU_GRAPH_NODE_TYPE_GRAPH)
            return cuGraphExecChildGraphNodeSetParams(exec, node, *(CUgraph*)parameters->Body);
        return OperationOf(default, parameters, cooperative: false, out DeviceOperation? operation) is not CUDA_SUCCESS and var invalid ? invalid : Exchange(exec, node, operation!);
    }

    /// <summary>The child's arguments change, not its shape.</summary>
    public CUresult cuGraphExecChildGraphNodeSetParams(CUgraphExec exec, CUgraphNode node, CUgraph child)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        ChildGraphOperation changed;
        lock (_state)
        {
            if (_execs.Find(exec.Value) is not { } found || _nodes.Find(node.Value) is not { } place || _graphs.Find(child.Value) is not { } graph)
                return CUDA_ERROR_INVALID_HANDLE;
            if (Array.IndexOf(found.Nodes, place) is not (>= 0 and var index) || found.Operations[index] is not ChildGraphOperation present)
                return Fail(CUDA_ERROR_INVALID_VALUE, "the executable graph was not made from a node of this kind");
            changed = new ChildGraphOperation(present.Graph.Copy());
            if (changed.Graph.Update(graph).Verdict is not CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_SUCCESS and var verdict)
                return Fail(CUDA_ERROR_INVALID_VALUE, $"the child graph cannot take this graph's place: {verdict}");
        }
        return Exchange(exec, node, changed);
    }

    public CUresult cuGraphHostNodeGetParams(CUgraphNode node, HostNodeParams* parameters)
    {
        if (Operation(node, out HostOperation? found) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        *parameters = new HostNodeParams { Function = found!.Function, UserData = (void*)found.UserData };
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphHostNodeSetParams(CUgraphNode node, HostNodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return parameters is null || parameters->Function is null ? CUDA_ERROR_INVALID_VALUE : Replace(node, new HostOperation(parameters->Function, parameters->UserData));
    }

    public CUresult cuGraphMemsetNodeGetParams(CUgraphNode node, MemsetNodeParams* parameters)
    {
        if (Operation(node, out SetOperation? found) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        *parameters = new MemsetNodeParams
        {
            Destination = new CUdeviceptr(found!.Destination),
            Pitch = (nuint)found.Pitch,
            Value = found.Value,
            ElementSize = (uint)found.ElementBytes,
            Width = (nuint)found.Width,
            Height = (nuint)found.Height,
        };
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphMemsetNodeSetParams(CUgraphNode node, MemsetNodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return SetOf(parameters, out SetOperation? set) is not CUDA_SUCCESS and var invalid ? invalid : Replace(node, set!);
    }

    /// <summary>The copy as this device makes it: offsets are part of the addresses.</summary>
    public CUresult cuGraphMemcpyNodeGetParams(CUgraphNode node, CUDA_MEMCPY3D* parameters)
    {
        if (Operation(node, out CopyOperation? found) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        bool from = CopyOperation.IsDevice(Memory, found!.Source), to = CopyOperation.IsDevice(Memory, found.Destination);
        *parameters = new CUDA_MEMCPY3D
        {
            srcMemoryType = from ? CUmemorytype.CU_MEMORYTYPE_DEVICE : CUmemorytype.CU_MEMORYTYPE_HOST,
            srcHost = from ? null : (void*)found.Source,
            srcDevice = new CUdeviceptr(from ? found.Source : 0),
            srcPitch = (nuint)found.SourcePitch,
            srcHeight = (nuint)(found.SourcePitch == 0 ? 0 : found.SourceSlice / found.SourcePitch),
            dstMemoryType = to ? CUmemorytype.CU_MEMORYTYPE_DEVICE : CUmemorytype.CU_MEMORYTYPE_HOST,
            dstHost = to ? null : (void*)found.Destination,
            dstDevice = new CUdeviceptr(to ? found.Destination : 0),
            dstPitch = (nuint)found.DestinationPitch,
            dstHeight = (nuint)(found.DestinationPitch == 0 ? 0 : found.DestinationSlice / found.DestinationPitch),
            WidthInBytes = (nuint)found.Width,
            Height = (nuint)found.Height,
            Depth = (nuint)found.Depth,
        };
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphMemcpyNodeSetParams(CUgraphNode node, CUDA_MEMCPY3D* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return CopyOf(parameters, out CopyOperation? copy) is not CUDA_SUCCESS and var invalid ? invalid : Replace(node, copy!);
    }

    public CUresult cuGraphEventRecordNodeGetEvent(CUgraphNode node, CUevent* target) =>
        Operation(node, out EventRecordOperation? found) is not CUDA_SUCCESS and var error ? error : Give(target, found!.Event);

    public CUresult cuGraphEventWaitNodeGetEvent(CUgraphNode node, CUevent* target) =>
        Operation(node, out EventWaitOperation? found) is not CUDA_SUCCESS and var error ? error : Give(target, found!.Event);

    public CUresult cuGraphEventRecordNodeSetEvent(CUgraphNode node, CUevent target) =>
        Event(target, out EmulatedEvent? found) is not CUDA_SUCCESS and var error ? error : Replace(node, new EventRecordOperation(found!));

    public CUresult cuGraphEventWaitNodeSetEvent(CUgraphNode node, CUevent target) =>
        Event(target, out EmulatedEvent? found) is not CUDA_SUCCESS and var error ? error : Replace(node, new EventWaitOperation(found!));

    public CUresult cuGraphExecEventRecordNodeSetEvent(CUgraphExec exec, CUgraphNode node, CUevent target) =>
        Event(target, out EmulatedEvent? found) is not CUDA_SUCCESS and var error ? error : Exchange(exec, node, new EventRecordOperation(found!));

    public CUresult cuGraphExecEventWaitNodeSetEvent(CUgraphExec exec, CUgraphNode node, CUevent target) =>
        Event(target, out EmulatedEvent? found) is not CUDA_SUCCESS and var error ? error : Exchange(exec, node, new EventWaitOperation(found!));

    /// <summary>Disabled nodes do nothing; kernels, copies and sets can be.</summary>
    public CUresult cuGraphNodeSetEnabled(CUgraphExec exec, CUgraphNode node, uint enabled)
    {
        lock (_state)
        {
            if (Switchable(exec, node, out EmulatedGraphExec? found, out int index) is not CUDA_SUCCESS and var error)
                return error;
            found!.Disabled[index] = enabled == 0;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphNodeGetEnabled(CUgraphExec exec, CUgraphNode node, uint* enabled)
    {
        lock (_state)
        {
            if (Switchable(exec, node, out EmulatedGraphExec? found, out int index) is not CUDA_SUCCESS and var error)
                return error;
            if (enabled is null)
                return CUDA_ERROR_INVALID_VALUE;
            *enabled = found!.Disabled[index] ? 0u : 1u;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphNodeFindInClone(CUgraphNode* copy, CUgraphNode original, CUgraph clone)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        lock (_state)
        {
            if (copy is null || _nodes.Find(original.Value) is not { } node || _graphs.Find(clone.Value) is not { } graph
                || graph.Nodes.Find(n => n.Original == node) is not { } found)
            {
                return CUDA_ERROR_INVALID_VALUE;
            }
            *copy = found.Handle;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphExecGetFlags(CUgraphExec exec, CUgraphInstantiate_flags* flags)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (flags is null || _execs.Find(exec.Value) is not { } found)
            return CUDA_ERROR_INVALID_VALUE;
        *flags = found.Flags;
        return CUDA_SUCCESS;
    }

    /// <summary>What a node of the given kind and parameters does.</summary>
    private CUresult OperationOf(CUgraph graph, NodeParams* parameters, bool cooperative, out DeviceOperation? operation)
    {
        void* body = parameters->Body;
        CUresult result = CUDA_SUCCESS;
        operation = null;
        switch (parameters->Type)
        {
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_EMPTY:
                operation = EmptyOperation.Instance;
                break;
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL:
                if (Current(out EmulatedContext current) is not CUDA_SUCCESS and var error)
                    return error;
                result = Prepare(current, *(CUDA_KERNEL_NODE_PARAMS*)body, out KernelOperation? kernel, cooperative);
                operation = kernel;
                break;
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMCPY:
                // Behind flags, a reserved word and a context.
                result = CopyOf((CUDA_MEMCPY3D*)((byte*)body + 16), out CopyOperation? copy);
                operation = copy;
                break;
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET:
                result = SetOf((MemsetNodeParams*)body, out SetOperation? set);
                operation = set;
                break;
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_HOST:
                var host = (HostNodeParams*)body;
                result = host->Function is null ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
                operation = new HostOperation(host->Function, host->UserData);
                break;
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_GRAPH:
                result = ChildOf(graph, *(CUgraph*)body, out ChildGraphOperation? child);
                operation = child;
                break;
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_WAIT_EVENT:
                result = Event(*(CUevent*)body, out EmulatedEvent? awaited);
                operation = awaited is null ? null : new EventWaitOperation(awaited);
                break;
            case CUgraphNodeType.CU_GRAPH_NODE_TYPE_EVENT_RECORD:
                result = Event(*(CUevent*)body, out EmulatedEvent? recorded);
                operation = recorded is null ? null : new EventRecordOperation(recorded);
                break;
            case >= CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL and <= CUgraphNodeType.CU_GRAPH_NODE_TYPE_CONDITIONAL:
                return Fail(CUDA_ERROR_NOT_SUPPORTED, $"a {parameters->Type} cannot be made or changed by its parameters on the emulated device");
            default:
                return CUDA_ERROR_INVALID_VALUE;
        }
        return result;
    }

    /// <summary>What a node does, if it is of the kind asked for.</summary>
    private CUresult Operation<T>(CUgraphNode handle, out T? operation)
        where T : DeviceOperation
    {
        operation = null;
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (_nodes.Find(handle.Value) is not { } node)
            return CUDA_ERROR_INVALID_HANDLE;
        operation = node.Operation as T;
        return operation is null ? Fail(CUDA_ERROR_INVALID_VALUE, $"the node is a {node.Operation.NodeType}") : CUDA_SUCCESS;
    }

    private CUresult Event(CUevent handle, out EmulatedEvent? found)
    {
        found = _events.Find(handle.Value);
        return Current(out _) is not CUDA_SUCCESS and var error ? error : found is null ? CUDA_ERROR_INVALID_HANDLE : CUDA_SUCCESS;
    }

    private static CUresult Give(CUevent* target, EmulatedEvent found)
    {
        if (target is null)
            return CUDA_ERROR_INVALID_VALUE;
        *target = found.Handle;
        return CUDA_SUCCESS;
    }

    /// <summary>Lets a node of a graph do something else of the same kind.</summary>
    private CUresult Replace(CUgraphNode handle, DeviceOperation operation)
    {
        lock (_state)
        {
            if (_nodes.Find(handle.Value) is not { } node)
                return CUDA_ERROR_INVALID_HANDLE;
            if (node.Operation.GetType() != operation.GetType())
                return Fail(CUDA_ERROR_INVALID_VALUE, $"the node is a {node.Operation.NodeType}, not a {operation.NodeType}");
            node.Operation = operation;
        }
        return CUDA_SUCCESS;
    }

    private CUresult Switchable(CUgraphExec handle, CUgraphNode node, out EmulatedGraphExec? exec, out int index)
    {
        index = -1;
        exec = _execs.Find(handle.Value);
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (exec is null || _nodes.Find(node.Value) is not { } found)
            return CUDA_ERROR_INVALID_HANDLE;
        index = Array.IndexOf(exec.Nodes, found);
        return index >= 0 && exec.Operations[index] is KernelOperation or CopyOperation or SetOperation
            ? CUDA_SUCCESS
            : Fail(CUDA_ERROR_INVALID_VALUE, "only kernels, copies and sets of the graph that was instantiated can be switched off");
    }
}
