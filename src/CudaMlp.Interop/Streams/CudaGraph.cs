namespace CudaMlp.Interop;

/// <summary>Recorded work: nodes and their order. <see cref="Instantiate"/> makes it launchable.</summary>
/// <remarks>Kernel arguments are frozen as they were at capture; what is to change from launch to launch lies in device memory.</remarks>
public sealed unsafe class CudaGraph : IDisposable
{
    private readonly CudaHandle _handle;

    internal CudaGraph(CudaContext context, CUgraph graph)
    {
        Context = context;
        _handle = context.Own(graph.Value, static (driver, g) => driver.cuGraphDestroy(new CUgraph(g)) == CUresult.CUDA_SUCCESS);
    }

    public CudaContext Context { get; }

    /// <exception cref="ObjectDisposedException">The graph was disposed.</exception>
    public CUgraph Value => new(_handle.Value);

    /// <summary>The kinds of its nodes, in no order that matters.</summary>
    public CUgraphNodeType[] GetNodeTypes()
    {
        Context.EnsureCurrent();
        var driver = Context.Driver;
        nuint count = 0;
        driver.Check(driver.cuGraphGetNodes(Value, null, &count), "cuGraphGetNodes");
        var nodes = new CUgraphNode[checked((int)count)];
        var types = new CUgraphNodeType[nodes.Length];
        fixed (CUgraphNode* p = nodes)
            driver.Check(driver.cuGraphGetNodes(Value, p, &count), $"cuGraphGetNodes({nodes.Length} nodes)");
        for (var i = 0; i < nodes.Length; i++)
        {
            CUgraphNodeType type;
            driver.Check(driver.cuGraphNodeGetType(nodes[i], &type), "cuGraphNodeGetType");
            types[i] = type;
        }

        return types;
    }

    /// <summary>Makes an executable graph, independent of this one from then on.</summary>
    public CudaGraphExec Instantiate(CUgraphInstantiate_flags flags = CUgraphInstantiate_flags.None)
    {
        Context.EnsureCurrent();
        var driver = Context.Driver;
        CUgraphExec exec;
        driver.Check(driver.cuGraphInstantiateWithFlags(&exec, Value, flags), $"cuGraphInstantiateWithFlags({flags})");
        return new CudaGraphExec(Context, exec);
    }

    public void Dispose() => _handle.Dispose();
}
