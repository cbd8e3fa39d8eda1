using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>One node: what it does and what must be done before.</summary>
internal sealed class GraphNode(EmulatedGraph graph, DeviceOperation operation, IEnumerable<GraphNode> dependencies)
{
    public CUgraphNode Handle { get; set; }

    public EmulatedGraph Graph { get; } = graph;

    public DeviceOperation Operation { get; set; } = operation;

    public List<GraphNode> Dependencies { get; } = [.. dependencies];

    /// <summary>The node that this one is a copy of, in a clone of a graph.</summary>
    public GraphNode? Original { get; init; }
}

/// <summary>A graph under construction.</summary>
internal sealed class EmulatedGraph
{
    public CUgraph Handle { get; set; }

    public List<GraphNode> Nodes { get; } = [];

    /// <summary>Allocates or frees. Such graphs lose no nodes and edges, are no children, are not cloned and have one instance at a time.</summary>
    public bool HasMemoryNodes => Nodes.Exists(n => IsMemory(n.Operation));

    public static bool IsMemory(DeviceOperation operation) => operation is AllocateOperation or FreeOperation;

    /// <summary>What the graph holds on to, and how many times.</summary>
    public Dictionary<GraphHolding, int> Held { get; } = [];

    public void Hold(GraphHolding holding, int count = 1)
    {
        holding.Retain(count);
        Held[holding] = Held.GetValueOrDefault(holding) + count;
    }

    /// <summary>Lets go of everything.</summary>
    public void Release()
    {
        foreach ((GraphHolding holding, int count) in Held)
            holding.Release(count);
        Held.Clear();
    }

    public GraphNode Add(DeviceOperation operation, IEnumerable<GraphNode> dependencies)
    {
        var node = new GraphNode(this, operation, dependencies);
        Nodes.Add(node);
        return node;
    }

    /// <summary>A copy with nodes of its own, in the same order.</summary>
    public EmulatedGraph Clone()
    {
        var clone = new EmulatedGraph();
        Dictionary<GraphNode, GraphNode> copies = [];
        foreach (GraphNode node in Nodes)
            clone.Nodes.Add(copies[node] = new GraphNode(clone, node.Operation, []) { Original = node });
        foreach (GraphNode node in Nodes)
            copies[node].Dependencies.AddRange(node.Dependencies.Select(d => copies[d]));
        foreach (GraphHolding holding in Held.Keys)
            clone.Hold(holding);
        return clone;
    }

    /// <summary>The nodes in an order that keeps every dependency, otherwise as created; null when there is a cycle.</summary>
    public List<GraphNode>? Order()
    {
        Dictionary<GraphNode, int> missing = Nodes.ToDictionary(n => n, n => n.Dependencies.Count);
        Dictionary<GraphNode, List<GraphNode>> followers = Nodes.ToDictionary(n => n, _ => new List<GraphNode>());
        foreach (GraphNode node in Nodes)
        {
            foreach (GraphNode dependency in node.Dependencies)
                followers[dependency].Add(node);
        }
        var ready = new Queue<GraphNode>(Nodes.Where(n => missing[n] == 0));
        var order = new List<GraphNode>(Nodes.Count);
        while (ready.TryDequeue(out GraphNode? node))
        {
            order.Add(node);
            foreach (GraphNode follower in followers[node])
            {
                if (--missing[follower] == 0)
                    ready.Enqueue(follower);
            }
        }
        return order.Count == Nodes.Count ? order : null;
    }
}
