using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>A capture under way: the stream it began on, those that joined through events, and the graph that grows.</summary>
internal sealed class CaptureSequence(EmulatedStream origin, CUstreamCaptureMode mode, EmulatedGraph graph)
{
    private static long s_ids;

    public EmulatedStream Origin { get; } = origin;

    public CUstreamCaptureMode Mode { get; } = mode;

    public EmulatedGraph Graph { get; } = graph;

    /// <summary>The graph was there before and stays whatever becomes of the capture.</summary>
    public bool IntoExisting { get; init; }

    public int Thread { get; } = Environment.CurrentManagedThreadId;

    public ulong Id { get; } = (ulong)Interlocked.Increment(ref s_ids);

    public List<EmulatedStream> Streams { get; } = [origin];

    public bool Invalidated { get; set; }

    public bool Ended { get; private set; }

    /// <summary>Makes work a node behind the stream's last ones.</summary>
    public CUresult Append(EmulatedStream stream, DeviceOperation operation)
    {
        if (Invalidated)
            return CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
        GraphNode node = Graph.Add(operation, stream.Tail);
        stream.Tail.Clear();
        stream.Tail.Add(node);
        return CUresult.CUDA_SUCCESS;
    }

    /// <summary>Lets a stream take part, or adds dependencies to one that does: its next node follows the given ones as well.</summary>
    public void Join(EmulatedStream stream, List<GraphNode> dependencies)
    {
        if (stream.Capture is null)
        {
            stream.Capture = this;
            stream.Tail.Clear();
            Streams.Add(stream);
        }
        foreach (GraphNode node in dependencies)
        {
            if (!stream.Tail.Contains(node))
                stream.Tail.Add(node);
        }
    }

    /// <summary>Whether everything captured on the other streams is followed by the origin's last nodes.</summary>
    public bool IsJoined()
    {
        HashSet<GraphNode> behind = [];
        var pending = new Stack<GraphNode>(Origin.Tail);
        while (pending.TryPop(out GraphNode? node))
        {
            if (!behind.Add(node))
                continue;
            foreach (GraphNode dependency in node.Dependencies)
                pending.Push(dependency);
        }
        return Streams.TrueForAll(s => s.Tail.TrueForAll(behind.Contains));
    }

    /// <summary>Releases every stream.</summary>
    public void End()
    {
        Ended = true;
        Origin.Context.Captures.Remove(this);
        foreach (EmulatedStream stream in Streams)
        {
            stream.Capture = null;
            stream.Tail.Clear();
        }
    }
}
