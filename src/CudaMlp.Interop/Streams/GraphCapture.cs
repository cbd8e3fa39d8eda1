namespace CudaMlp.Interop;

/// <summary>A capture under way. Disposed without <see cref="Complete"/> (an exception flew) it ends the capture and drops what was recorded.</summary>
public sealed unsafe class GraphCapture : IDisposable
{
    private readonly CudaStream _stream;
    private bool _ended;

    internal GraphCapture(CudaStream stream) => _stream = stream;

    /// <summary>Ends the capture.</summary>
    /// <exception cref="CudaException">Something within was not allowed in a capture; the stream is usable again.</exception>
    public CudaGraph Complete()
    {
        if (_ended)
            throw new InvalidOperationException("The capture has ended.");
        var driver = _stream.Enter();
        CUgraph graph;
        _ended = true;
        driver.Check(driver.cuStreamEndCapture(_stream.Value, &graph), "cuStreamEndCapture");
        return new CudaGraph(_stream.Context, graph);
    }

    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        var driver = _stream.Enter();
        CUgraph graph = default;

        // The error, if any, is that of the exception already flying.
        if (driver.cuStreamEndCapture(_stream.Value, &graph) == CUresult.CUDA_SUCCESS && graph != default)
            driver.cuGraphDestroy(graph);
    }
}
