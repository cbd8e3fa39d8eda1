using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Objects of a program that live as long as the graphs that use them.
public sealed unsafe partial class EmulatedDriver
{
    private const uint NoDestructorSync = 1;
    private const uint Move = 1;

    private readonly HandleTable<UserObject> _userObjects = new(11);

    public CUresult cuUserObjectCreate(nint* target, void* ptr, delegate* unmanaged<void*, void> destroy, uint initialRefcount, uint flags)
    {
        if (!_initialized)
            return NotReady;
        if (target is null || destroy is null || initialRefcount is 0 or > int.MaxValue || flags != NoDestructorSync)
            return CUDA_ERROR_INVALID_VALUE;
        nint handle = 0;
        var created = new UserObject(destroy, ptr) { Forget = () => _userObjects.Remove(handle) };
        created.Retain((int)initialRefcount);
        *target = handle = _userObjects.Add(created);
        return CUDA_SUCCESS;
    }

    public CUresult cuUserObjectRetain(nint target, uint count)
    {
        if (Find(target, count, out UserObject found) is not CUDA_SUCCESS and var error)
            return error;
        found.Retain((int)count);
        return CUDA_SUCCESS;
    }

    public CUresult cuUserObjectRelease(nint target, uint count)
    {
        if (Find(target, count, out UserObject found) is not CUDA_SUCCESS and var error)
            return error;
        found.Release((int)count);
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphRetainUserObject(CUgraph graph, nint target, uint count, uint flags)
    {
        if (Find(target, count, out UserObject found) is not CUDA_SUCCESS and var error)
            return error;
        lock (_state)
        {
            if (flags > Move || _graphs.Find(graph.Value) is not { } holder)
                return CUDA_ERROR_INVALID_VALUE;
            holder.Hold(found, (int)count);
        }
        // The caller's references become the graph's.
        if (flags == Move)
            found.Release((int)count);
        return CUDA_SUCCESS;
    }

    public CUresult cuGraphReleaseUserObject(CUgraph graph, nint target, uint count)
    {
        if (Find(target, count, out UserObject found) is not CUDA_SUCCESS and var error)
            return error;
        lock (_state)
        {
            if (_graphs.Find(graph.Value) is not { } holder || holder.Held.GetValueOrDefault(found) < count)
                return CUDA_ERROR_INVALID_VALUE;
            if ((holder.Held[found] -= (int)count) == 0)
                holder.Held.Remove(found);
        }
        found.Release((int)count);
        return CUDA_SUCCESS;
    }

    private CUresult Find(nint target, uint count, out UserObject found)
    {
        found = _userObjects.Find(target)!;
        return !_initialized ? NotReady : count is 0 or > int.MaxValue || found is null ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
    }
}
