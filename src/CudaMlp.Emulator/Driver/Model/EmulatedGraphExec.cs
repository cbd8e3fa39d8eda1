using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>An instantiated graph: operations in the order they run, with nothing left to look up or allocate at launch.</summary>
internal sealed class EmulatedGraphExec
{
    private List<int[]> _dependencies;

    public EmulatedGraphExec(List<GraphNode> order, IEnumerable<GraphHolding> held)
        : this([.. order], [.. order.Select(n => n.Operation)], Shape(order), [.. held])
    {
    }

    private EmulatedGraphExec(GraphNode[] nodes, DeviceOperation[] operations, List<int[]> dependencies, GraphHolding[] held)
    {
        (Nodes, Operations, _dependencies, Held) = (nodes, operations, dependencies, held);
        Disabled = new bool[nodes.Length];
        foreach (GraphHolding holding in held)
            holding.Retain();
        Whole = new ChildGraphOperation(this);
    }

    public CUgraphInstantiate_flags Flags { get; init; }

    /// <summary>The graph that it was made from.</summary>
    public EmulatedGraph? Source { get; init; }

    public bool HasMemoryNodes => Array.Exists(Operations, EmulatedGraph.IsMemory);

    /// <summary>The nodes of the graph this was made from, in step with <see cref="Operations"/>.</summary>
    public GraphNode[] Nodes { get; private set; }

    public DeviceOperation[] Operations { get; private set; }

    /// <summary>Which nodes do nothing at present.</summary>
    public bool[] Disabled { get; }

    /// <summary>What it holds on to until it is destroyed.</summary>
    public IReadOnlyList<GraphHolding> Held { get; }

    /// <summary>All of it as one piece of work.</summary>
    public ChildGraphOperation Whole { get; }

    public EmulatedGraphExec Copy()
    {
        var copy = new EmulatedGraphExec([.. Nodes], [.. Operations], _dependencies, []);
        Disabled.CopyTo(copy.Disabled, 0);
        return copy;
    }

    /// <summary>Takes what the last launch allocated, and nobody freed, for free.</summary>
    public void FreeMemory()
    {
        foreach (DeviceOperation operation in Operations)
        {
            if (operation is AllocateOperation allocate)
                allocate.Memory.IsLive = false;
        }
    }

    /// <summary>Takes over another graph's arguments if it has the same nodes in the same order and the same dependencies.</summary>
    public (CUgraphExecUpdateResult Verdict, GraphNode? Culprit) Update(EmulatedGraph graph)
    {
        if (graph.Order() is not { } order || order.Count != Operations.Length)
            return (CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED, null);
        List<int[]> dependencies = Shape(order);
        for (int i = 0; i < order.Count; i++)
        {
            if (!dependencies[i].AsSpan().SequenceEqual(_dependencies[i]))
                return (CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED, order[i]);
            DeviceOperation before = Operations[i], after = order[i].Operation;
            if (before.GetType() != after.GetType())
                return (CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_NODE_TYPE_CHANGED, order[i]);
            if (before is KernelOperation { Request: { } was } && after is KernelOperation { Request: { } becomes } && was.Cooperative != becomes.Cooperative)
                return (CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_ATTRIBUTES_CHANGED, order[i]);
            if (before is KernelOperation old && after is KernelOperation next && old.Function.Module.Context != next.Function.Module.Context)
                return (CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_UNSUPPORTED_FUNCTION_CHANGE, order[i]);
        }
        Operations = [.. order.Select(n => n.Operation)];
        Nodes = [.. order];
        _dependencies = dependencies;
        return (CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_SUCCESS, null);
    }

    /// <summary>For each node the places of those it waits for.</summary>
    private static List<int[]> Shape(List<GraphNode> order)
    {
        Dictionary<GraphNode, int> places = [];
        for (int i = 0; i < order.Count; i++)
            places[order[i]] = i;
        return [.. order.Select(n => n.Dependencies.Select(d => places[d]).Order().ToArray())];
    }
}
