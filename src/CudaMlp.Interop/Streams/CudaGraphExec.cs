namespace CudaMlp.Interop;

/// <summary>A graph ready to launch, as often as wanted.</summary>
public sealed unsafe class CudaGraphExec : IDisposable
{
    private readonly CudaHandle _handle;

    internal CudaGraphExec(CudaContext context, CUgraphExec exec)
    {
        Context = context;
        _handle = context.Own(exec.Value, static (driver, e) => driver.cuGraphExecDestroy(new CUgraphExec(e)) == CUresult.CUDA_SUCCESS);
    }

    public CudaContext Context { get; }

    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public CUgraphExec Value => new(_handle.Value);

    /// <summary>Copies what the first launch needs to the device, so that it is as fast as the rest.</summary>
    public void Upload(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.RequireContext(Context);
        var driver = stream.Enter();
        driver.Check(driver.cuGraphUpload(Value, stream.Value), "cuGraphUpload");
    }

    /// <summary>Queues all of its work as one.</summary>
    public void Launch(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.RequireContext(Context);
        var driver = stream.Enter();
        driver.Check(driver.cuGraphLaunch(Value, stream.Value), "cuGraphLaunch");
        Context.AfterLaunch(stream, "cuGraphLaunch");
    }

    /// <summary>Takes over the parameters of a graph of the same shape.</summary>
    /// <returns>Why not; success when it did.</returns>
    public CUgraphExecUpdateResult TryUpdate(CudaGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Context.EnsureCurrent();
        var driver = Context.Driver;
        CUgraphExecUpdateResultInfo info = default;
        var result = driver.cuGraphExecUpdate(Value, graph.Value, &info);
        if (result == CUresult.CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE)
            return info.result;
        driver.Check(result, "cuGraphExecUpdate");
        return CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_SUCCESS;
    }

    public void Dispose() => _handle.Dispose();
}
