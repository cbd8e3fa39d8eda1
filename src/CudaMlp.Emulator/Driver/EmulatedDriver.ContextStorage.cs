using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// What NVIDIA's runtime library keeps with a context, under keys of its own, and has taken away with the context.
public sealed unsafe partial class EmulatedDriver
{
    /// <param name="context">Null for the calling thread's.</param>
    /// <param name="key">What to ask for it by.</param>
    /// <param name="value">What to keep.</param>
    /// <param name="onDestroy">Null, or the address of a C function of context, key and value, called once when the context ends.</param>
    public CUresult PutStored(CUcontext context, nint key, nint value, nint onDestroy)
    {
        if (Holder(context) is not { } holder)
            return CUDA_ERROR_INVALID_CONTEXT;
        lock (holder.Stored)
            holder.Stored[key] = (value, onDestroy);
        return CUDA_SUCCESS;
    }

    public CUresult DeleteStored(CUcontext context, nint key)
    {
        if (Holder(context) is not { } holder)
            return CUDA_ERROR_INVALID_CONTEXT;
        lock (holder.Stored)
            holder.Stored.Remove(key);
        return CUDA_SUCCESS;
    }

    /// <returns>CUDA_ERROR_INVALID_HANDLE for what was never put there.</returns>
    public CUresult GetStored(nint* value, CUcontext context, nint key)
    {
        if (value is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Holder(context) is not { } holder)
            return CUDA_ERROR_INVALID_CONTEXT;
        lock (holder.Stored)
        {
            if (!holder.Stored.TryGetValue(key, out (nint Value, nint OnDestroy) stored))
                return CUDA_ERROR_INVALID_HANDLE;
            *value = stored.Value;
        }
        return CUDA_SUCCESS;
    }

    private static void ReleaseStored(EmulatedContext context)
    {
        KeyValuePair<nint, (nint Value, nint OnDestroy)>[] all;
        lock (context.Stored)
        {
            all = [.. context.Stored];
            context.Stored.Clear();
        }
        foreach ((nint key, (nint value, nint onDestroy)) in all)
        {
            if (onDestroy != 0)
                ((delegate* unmanaged<CUcontext, nint, nint, void>)onDestroy)(context.Handle, key, value);
        }
    }

    private EmulatedContext? Holder(CUcontext context)
    {
        if (context.Value != 0)
            return _contexts.Find(context.Value);
        return _initialized && _thread.Value!.Contexts.TryPeek(out EmulatedContext? current) && !current.Destroyed ? current : null;
    }
}
