using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Nodes other than kernels, and edges: beyond what ICudaDriver asks for, for programs that come through the native library.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuGraphAddEmptyNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count) =>
        Current(out _) is not CUDA_SUCCESS and var error ? error : AddNode(node, graph, dependencies, count, EmptyOperation.Instance);

    public CUresult cuGraphAddHostNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, HostNodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return parameters is null || parameters->Function is null
            ? CUDA_ERROR_INVALID_VALUE
            : AddNode(node, graph, dependencies, count, new HostOperation(parameters->Function, parameters->UserData));
    }

    public CUresult cuGraphAddMemsetNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, MemsetNodeParams* parameters, CUcontext context)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return SetOf(parameters, out SetOperation? set) is not CUDA_SUCCESS and var invalid ? invalid : AddNode(node, graph, dependencies, count, set!);
    }

    public CUresult cuGraphAddMemcpyNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUDA_MEMCPY3D* parameters, CUcontext context)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return CopyOf(parameters, out CopyOperation? copy) is not CUDA_SUCCESS and var invalid ? invalid : AddNode(node, graph, dependencies, count, copy!);
    }

    public CUresult cuGraphAddChildGraphNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUgraph child)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return ChildOf(graph, child, out ChildGraphOperation? operation) is not CUDA_SUCCESS and var invalid ? invalid : AddNode(node, graph, dependencies, count, operation!);
    }

    public CUresult cuGraphAddEventRecordNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUevent target)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return _events.Find(target.Value) is { } found ? AddNode(node, graph, dependencies, count, new EventRecordOperation(found)) : CUDA_ERROR_INVALID_HANDLE;
    }

    public CUresult cuGraphAddEventWaitNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUevent target)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return _events.Find(target.Value) is { } found ? AddNode(node, graph, dependencies, count, new EventWaitOperation(found)) : CUDA_ERROR_INVALID_HANDLE;
    }

    public CUresult cuGraphKernelNodeSetParams(CUgraphNode node, CUDA_KERNEL_NODE_PARAMS* parameters)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (parameters is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            if (_nodes.Find(node.Value) is not { } found)
                return CUDA_ERROR_INVALID_HANDLE;
            if (found.Operation is not KernelOperation present)
                return Fail(CUDA_ERROR_INVALID_VALUE, $"the node is a {found.Operation.NodeType}, or a library's, and has no kernel parameters");
            if (Prepare(context, *parameters, out KernelOperation? operation, present.Request.Cooperative) is not CUDA_SUCCESS and var refused)
                return refused;
            found.Operation = operation!;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphExecHostNodeSetParams(CUgraphExec exec, CUgraphNode node, HostNodeParams* parameters)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return parameters is null || parameters->Function is null ? CUDA_ERROR_INVALID_VALUE : Exchange(exec, node, new HostOperation(parameters->Function, parameters->UserData));
    }

    public CUresult cuGraphExecMemsetNodeSetParams(CUgraphExec exec, CUgraphNode node, MemsetNodeParams* parameters, CUcontext context)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return SetOf(parameters, out SetOperation? set) is not CUDA_SUCCESS and var invalid ? invalid : Exchange(exec, node, set!);
    }

    public CUresult cuGraphExecMemcpyNodeSetParams(CUgraphExec exec, CUgraphNode node, CUDA_MEMCPY3D* parameters, CUcontext context)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return CopyOf(parameters, out CopyOperation? copy) is not CUDA_SUCCESS and var invalid ? invalid : Exchange(exec, node, copy!);
    }

    public CUresult cuGraphAddDependencies(CUgraph graph, CUgraphNode* from, CUgraphNode* to, nuint count) => Link(graph, from, to, count, add: true);

    public CUresult cuGraphRemoveDependencies(CUgraph graph, CUgraphNode* from, CUgraphNode* to, nuint count) => Link(graph, from, to, count, add: false);

    public CUresult cuGraphDestroyNode(CUgraphNode node)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        lock (_state)
        {
            if (_nodes.Find(node.Value) is not { } found)
                return CUDA_ERROR_INVALID_HANDLE;
            if (found.Graph.HasMemoryNodes)
                return Unchangeable("lose nodes");
            _nodes.Remove(node.Value);
            found.Graph.Nodes.Remove(found);
            found.Graph.Nodes.ForEach(n => n.Dependencies.Remove(found));
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphGetRootNodes(CUgraph graph, CUgraphNode* nodes, nuint* count)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (count is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
            return _graphs.Find(graph.Value) is { } found ? List(found.Nodes.FindAll(n => n.Dependencies.Count == 0), nodes, count) : CUDA_ERROR_INVALID_HANDLE;
    }

    public CUresult cuGraphGetEdges(CUgraph graph, CUgraphNode* from, CUgraphNode* to, nuint* count)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (count is null || from is null != to is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            if (_graphs.Find(graph.Value) is not { } found)
                return CUDA_ERROR_INVALID_HANDLE;
            List<GraphNode> starts = [], ends = [];
            foreach (GraphNode node in found.Nodes)
            {
                starts.AddRange(node.Dependencies);
                ends.AddRange(node.Dependencies.Select(_ => node));
            }
            nuint capacity = *count;
            List(starts, from, count);
            *count = from is null ? *count : capacity;
            return List(ends, to, count);
        }
    }

    public CUresult cuGraphNodeGetDependencies(CUgraphNode node, CUgraphNode* dependencies, nuint* count)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (count is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
            return _nodes.Find(node.Value) is { } found ? List(found.Dependencies, dependencies, count) : CUDA_ERROR_INVALID_HANDLE;
    }

    public CUresult cuGraphNodeGetDependentNodes(CUgraphNode node, CUgraphNode* dependents, nuint* count)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (count is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            return _nodes.Find(node.Value) is { } found
                ? List(found.Graph.Nodes.FindAll(n => n.Dependencies.Contains(found)), dependents, count)
                : CUDA_ERROR_INVALID_HANDLE;
        }
    }

    private CUresult SetOf(MemsetNodeParams* p, out SetOperation? set)
    {
        set = null;
        if (p is null || p->ElementSize is not (1 or 2 or 4) || p->Width == 0 || p->Height == 0)
            return Fail(CUDA_ERROR_INVALID_VALUE, "a memset node sets at least one element of 1, 2 or 4 bytes");
        return Fill(p->Destination, p->Value, (int)p->ElementSize, p->Width, p->Height, p->Pitch, out set);
    }

    private CUresult CopyOf(CUDA_MEMCPY3D* p, out CopyOperation? copy)
    {
        copy = null;
        if (p is null || p->WidthInBytes == 0 || p->Height == 0 || p->Depth == 0)
            return Fail(CUDA_ERROR_INVALID_VALUE, "a memcpy node copies at least one byte");
        return Box(*p, out copy);
    }

    /// <summary>As the interface has it, the child is copied: what is done to it later does not show. What it holds on to its parent does too.</summary>
    private CUresult ChildOf(CUgraph parent, CUgraph child, out ChildGraphOperation? operation)
    {
        operation = null;
        lock (_state)
        {
            if (_graphs.Find(child.Value) is not { } found || child == parent)
                return CUDA_ERROR_INVALID_VALUE;
            if (found.Order() is not { } order)
                return Fail(CUDA_ERROR_INVALID_VALUE, "the child graph has a cycle");
            if (found.HasMemoryNodes)
                return Unchangeable("be part of another");
            operation = new ChildGraphOperation(new EmulatedGraphExec(order, []));
            if (_graphs.Find(parent.Value) is { } holder)
            {
                foreach (GraphHolding holding in found.Held.Keys)
                    holder.Hold(holding);
            }
        }
        return CUDA_SUCCESS;
    }

    /// <summary>Puts other arguments into one node of an executable graph.</summary>
    private CUresult Exchange(CUgraphExec graph, CUgraphNode handle, DeviceOperation operation)
    {
        lock (_state)
        {
            if (_execs.Find(graph.Value) is not { } exec || _nodes.Find(handle.Value) is not { } node)
                return CUDA_ERROR_INVALID_HANDLE;
            int index = Array.IndexOf(exec.Nodes, node);
            if (index < 0 || exec.Operations[index].GetType() != operation.GetType())
                return Fail(CUDA_ERROR_INVALID_VALUE, "the executable graph was not made from a node of this kind");
            exec.Operations[index] = operation;
        }
        return CUDA_SUCCESS;
    }

    private CUresult Link(CUgraph handle, CUgraphNode* from, CUgraphNode* to, nuint count, bool add)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (count > 0 && (from is null || to is null))
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            if (_graphs.Find(handle.Value) is not { } graph)
                return CUDA_ERROR_INVALID_HANDLE;
            if (!add && count > 0 && graph.HasMemoryNodes)
                return Unchangeable("lose edges");
            for (nuint i = 0; i < count; i++)
            {
                if (_nodes.Find(from[i].Value) is not { } before || _nodes.Find(to[i].Value) is not { } after || before.Graph != graph || after.Graph != graph
                    || before == after || after.Dependencies.Contains(before) == add)
                {
                    return Fail(CUDA_ERROR_INVALID_VALUE, $"edge {i} joins nodes that are not the graph's, or {(add ? "exists already" : "does not exist")}");
                }
                if (add)
                    after.Dependencies.Add(before);
                else
                    after.Dependencies.Remove(before);
            }
        }
        return CUDA_SUCCESS;
    }
}
