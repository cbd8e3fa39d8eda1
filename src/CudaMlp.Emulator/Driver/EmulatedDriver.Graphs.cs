using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Graphs: built by hand or by capture, instantiated, launched.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuGraphCreate(CUgraph* phGraph, uint flags)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (phGraph is null || flags != 0)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
            *phGraph = NewGraph().Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphDestroy(CUgraph hGraph)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        EmulatedGraph? graph;
        lock (_state)
        {
            graph = _graphs.Find(hGraph.Value);
            if (graph is null)
                return CUDA_ERROR_INVALID_HANDLE;
            Discard(graph);
        }
        graph.Release();
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphClone(CUgraph* phGraphClone, CUgraph originalGraph)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (phGraphClone is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            if (_graphs.Find(originalGraph.Value) is not { } graph)
                return CUDA_ERROR_INVALID_HANDLE;
            if (graph.HasMemoryNodes)
                return Unchangeable("be cloned");
            EmulatedGraph clone = graph.Clone();
            clone.Handle = new CUgraph(_graphs.Add(clone));
            clone.Nodes.ForEach(Name);
            *phGraphClone = clone.Handle;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode* nodes, nuint* numNodes)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (numNodes is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
            return _graphs.Find(hGraph.Value) is { } graph ? List(graph.Nodes, nodes, numNodes) : CUDA_ERROR_INVALID_HANDLE;
    }

    public CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType* type)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (type is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_nodes.Find(hNode.Value) is not { } node)
            return CUDA_ERROR_INVALID_HANDLE;
        *type = node.Operation.NodeType;
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphAddKernelNode(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint numDependencies, CUDA_KERNEL_NODE_PARAMS* nodeParams)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (nodeParams is null)
            return CUDA_ERROR_INVALID_VALUE;
        return Prepare(context, *nodeParams, out KernelOperation? operation) is not CUDA_SUCCESS and var refused
            ? refused
            : AddNode(phGraphNode, hGraph, dependencies, numDependencies, operation!);
    }

    /// <summary>The arguments are given as <c>extra</c>-free pointers into memory that lives as long as the node.</summary>
    public CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (nodeParams is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_nodes.Find(hNode.Value) is not { } node)
            return CUDA_ERROR_INVALID_HANDLE;
        if (node.Operation is not KernelOperation { Request: { } launch } kernel)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"the node is a {node.Operation.NodeType}, or a library's, and has no kernel parameters");
        *nodeParams = new CUDA_KERNEL_NODE_PARAMS
        {
            func = kernel.Function.Handle,
            gridDimX = launch.Grid.X,
            gridDimY = launch.Grid.Y,
            gridDimZ = launch.Grid.Z,
            blockDimX = launch.Block.X,
            blockDimY = launch.Block.Y,
            blockDimZ = launch.Block.Z,
            sharedMemBytes = (uint)launch.DynamicSharedBytes,
            kernelParams = kernel.ArgumentPointers(),
            ctx = context.Handle,
        };
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (nodeParams is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            if (_execs.Find(hGraphExec.Value) is not { } exec || _nodes.Find(hNode.Value) is not { } node)
                return CUDA_ERROR_INVALID_HANDLE;
            int index = Array.IndexOf(exec.Nodes, node);
            if (index < 0 || exec.Operations[index] is not KernelOperation present)
                return Fail(CUDA_ERROR_INVALID_VALUE, "the executable graph was not made from a kernel node like this");
            if (Prepare(context, *nodeParams, out KernelOperation? operation, present.Request.Cooperative) is not CUDA_SUCCESS and var refused)
                return refused;
            exec.Operations[index] = operation!;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (phGraphExec is null || ((int)flags & ~15) != 0)
            return CUDA_ERROR_INVALID_VALUE;
        if ((flags & CUgraphInstantiate_flags.CUDA_GRAPH_INSTANTIATE_FLAG_DEVICE_LAUNCH) != 0)
            return Fail(CUDA_ERROR_NOT_SUPPORTED, "kernels cannot launch graphs on the emulated device");
        lock (_state)
        {
            if (_graphs.Find(hGraph.Value) is not { } graph)
                return CUDA_ERROR_INVALID_HANDLE;
            if (graph.Order() is not { } order)
                return Fail(CUDA_ERROR_INVALID_VALUE, "the graph has a cycle");
            if (graph.HasMemoryNodes && _execs.Snapshot().Exists(e => e.Item.Source == graph))
                return Unchangeable("be instantiated twice at a time");
            *phGraphExec = new CUgraphExec(_execs.Add(new EmulatedGraphExec(order, graph.Held.Keys) { Flags = flags, Source = graph }));
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo* resultInfo)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        lock (_state)
        {
            if (_execs.Find(hGraphExec.Value) is not { } exec || _graphs.Find(hGraph.Value) is not { } graph)
                return CUDA_ERROR_INVALID_HANDLE;
            (CUgraphExecUpdateResult verdict, GraphNode? culprit) = exec.Update(graph);
            if (resultInfo is not null)
                *resultInfo = new CUgraphExecUpdateResultInfo { result = verdict, errorNode = culprit?.Handle ?? default };
            return verdict == CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_SUCCESS
                ? CUDA_SUCCESS
                : Fail(CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE, $"the executable graph cannot take this graph's place: {verdict}");
        }
    }

    public CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream)
    {
        if (Use(hStream, out _) is not CUDA_SUCCESS and var error)
            return error;
        return _execs.Find(hGraphExec.Value) is null ? CUDA_ERROR_INVALID_HANDLE : CUDA_SUCCESS;
    }

    public CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (_execs.Find(hGraphExec.Value) is not { } exec)
            return CUDA_ERROR_INVALID_HANDLE;
        if (stream.Capture is { } capture)
        {
            if (exec.HasMemoryNodes)
                return Unchangeable("be part of another");
            lock (_state)
            {
                foreach (GraphHolding holding in exec.Held)
                    capture.Graph.Hold(holding);
            }
            return Submit(stream, new ChildGraphOperation(exec.Copy()));
        }
        Counters.GraphLaunch();
        if ((exec.Flags & CUgraphInstantiate_flags.CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH) != 0)
            exec.FreeMemory();
        if (_shuffled is null)
            return Run(stream, exec.Whole);
        // Its arguments are those of now, whatever becomes of the executable graph. What acts on the host's tables of events and of memory does so now.
        bool atOnce = exec.HasMemoryNodes || Array.Exists(exec.Operations, o => o is EventRecordOperation or EventWaitOperation);
        return atOnce && FinishAll() is not CUDA_SUCCESS and var earlier ? earlier
            : _shuffled.Add(stream, new ChildGraphOperation(exec.Copy())) is not CUDA_SUCCESS and var failed ? failed
            : atOnce ? Finish(stream) : CUDA_SUCCESS;
    }

    public CUresult cuGraphExecDestroy(CUgraphExec hGraphExec)
    {
        if (Present(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (_execs.Remove(hGraphExec.Value) is not { } exec)
            return CUDA_ERROR_INVALID_HANDLE;
        if (exec.Held.Count > 0)
            FinishAll();
        foreach (GraphHolding holding in exec.Held)
            holding.Release();
        return CUDA_SUCCESS;
    }

    private CUresult Unchangeable(string what) => Fail(CUDA_ERROR_NOT_SUPPORTED, $"a graph that allocates or frees memory cannot {what}");

    /// <summary>Nodes or, for null, their count; slots beyond the last node become null.</summary>
    private static CUresult List(List<GraphNode> from, CUgraphNode* nodes, nuint* count)
    {
        if (nodes is not null)
        {
            for (nuint i = 0; i < *count; i++)
                nodes[i] = i < (nuint)from.Count ? from[(int)i].Handle : default;
        }
        *count = nodes is null ? (nuint)from.Count : nuint.Min(*count, (nuint)from.Count);
        return CUDA_SUCCESS;
    }

    private CUresult Prepare(EmulatedContext current, in CUDA_KERNEL_NODE_PARAMS p, out KernelOperation? operation, bool cooperative = false) => Prepare(
        _contexts.Find(p.ctx.Value) ?? current,
        p.func.Value != 0 ? p.func : new CUfunction(p.kern),
        new Dim3(p.gridDimX, p.gridDimY, p.gridDimZ),
        new Dim3(p.blockDimX, p.blockDimY, p.blockDimZ),
        p.sharedMemBytes,
        p.kernelParams,
        p.extra,
        cooperative,
        out operation);

    private CUresult AddNode(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint count, DeviceOperation operation)
    {
        if (phGraphNode is null || (count > 0 && dependencies is null))
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            if (_graphs.Find(hGraph.Value) is not { } graph)
                return CUDA_ERROR_INVALID_HANDLE;
            List<GraphNode> before = [];
            for (nuint i = 0; i < count; i++)
            {
                if (_nodes.Find(dependencies[i].Value) is not { } node || node.Graph != graph || before.Contains(node))
                    return Fail(CUDA_ERROR_INVALID_VALUE, "a dependency is no node of this graph, or is named twice");
                before.Add(node);
            }
            GraphNode added = graph.Add(operation, before);
            Name(added);
            *phGraphNode = added.Handle;
        }
        return CUDA_SUCCESS;
    }

    private EmulatedGraph NewGraph()
    {
        var graph = new EmulatedGraph();
        graph.Handle = new CUgraph(_graphs.Add(graph));
        return graph;
    }

    private void Name(GraphNode node) => node.Handle = new CUgraphNode(_nodes.Add(node));

    private void Discard(EmulatedGraph graph)
    {
        _graphs.Remove(graph.Handle.Value);
        foreach (GraphNode node in graph.Nodes)
            _nodes.Remove(node.Handle.Value);
    }
}
