using CudaMlp.Cuda.Ops;
using CudaMlp.Cuda.Sessions;
using CudaMlp.Data;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Samples;

/// <summary>Where a session's batches come from: addresses that do not change, and the graphs captured over them.</summary>
internal abstract class SampleSource : IDisposable
{
    private readonly Dictionary<(StepKind Kind, int Rows), CudaGraphExec> _graphs = [];

    public abstract SampleMatrix Matrix { get; }

    /// <summary>The graph of a kind of step over so many rows; null if it has not been captured.</summary>
    public CudaGraphExec? GraphOf(StepKind kind, int rows) => _graphs.GetValueOrDefault((kind, rows));

    public void Keep(StepKind kind, int rows, CudaGraphExec graph) => _graphs.Add((kind, rows), graph);

    /// <summary>Drops what was captured, because an address in it is no longer good.</summary>
    public void DropGraphs()
    {
        foreach (var graph in _graphs.Values)
            graph.Dispose();
        _graphs.Clear();
    }

    public void Dispose()
    {
        DropGraphs();
        DisposeMemory();
    }

    protected abstract void DisposeMemory();

    /// <summary>Bytes of a stored feature.</summary>
    protected static int BytesOfFeature(bool isBytes) => isBytes ? 1 : sizeof(float);

    /// <summary>32-bit words of a row's label or targets.</summary>
    internal static int TargetWordsOf(DataBlock data) =>
        !data.Labels.IsEmpty ? 1 : data.Targets.IsEmpty || data.Rows == 0 ? 0 : data.Targets.Length / data.Rows;
}
