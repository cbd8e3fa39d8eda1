using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// Work for the device, with its arguments frozen: submitted to a stream it runs at once, during capture it becomes a node,
/// and an instantiated graph runs it again and again. Immutable, so that graphs may share it.
/// </summary>
internal abstract class DeviceOperation
{
    public abstract CUgraphNodeType NodeType { get; }

    /// <summary>Whether the call that submits it returns only when it has run, whatever the stream.</summary>
    public virtual bool HoldsCaller(EmulatedDriver driver) => false;

    /// <summary>Runs to the end. Allocates nothing: a graph launch is a loop over these.</summary>
    public abstract CUresult Execute(EmulatedDriver driver);
}

/// <summary>Nothing: a point that others wait for.</summary>
internal sealed class EmptyOperation : DeviceOperation
{
    public static EmptyOperation Instance { get; } = new();

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_EMPTY;

    public override CUresult Execute(EmulatedDriver driver) => CUresult.CUDA_SUCCESS;
}

/// <summary>A function of the host, called between two pieces of work.</summary>
internal sealed unsafe class HostOperation(delegate* unmanaged<void*, void> function, void* userData) : DeviceOperation
{
    public delegate* unmanaged<void*, void> Function { get; } = function;

    public nint UserData { get; } = (nint)userData;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_HOST;

    public override CUresult Execute(EmulatedDriver driver)
    {
        Function((void*)UserData);
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>Notes the time in an event, from inside a graph.</summary>
internal sealed class EventRecordOperation(EmulatedEvent target) : DeviceOperation
{
    public EmulatedEvent Event { get; } = target;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_EVENT_RECORD;

    public override CUresult Execute(EmulatedDriver driver)
    {
        EmulatedDriver.Stamp(Event);
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>Waits for an event from outside the graph: done before it begins, since work runs when it is submitted.</summary>
internal sealed class EventWaitOperation(EmulatedEvent target) : DeviceOperation
{
    public EmulatedEvent Event { get; } = target;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_WAIT_EVENT;

    public override CUresult Execute(EmulatedDriver driver) => CUresult.CUDA_SUCCESS;
}

/// <summary>A graph inside a graph: what launching an executable graph into a captured stream leaves behind.</summary>
internal sealed class ChildGraphOperation(EmulatedGraphExec graph) : DeviceOperation
{
    public EmulatedGraphExec Graph { get; } = graph;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_GRAPH;

    public override CUresult Execute(EmulatedDriver driver)
    {
        DeviceOperation[] operations = Graph.Operations;
        for (int i = 0; i < operations.Length; i++)
        {
            if (!Graph.Disabled[i] && operations[i].Execute(driver) is not CUresult.CUDA_SUCCESS and var error)
                return error;
        }
        return CUresult.CUDA_SUCCESS;
    }
}
