using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary>Something made in a context: released once, in that context, while the context is certain to live.</summary>
/// <remarks>
/// Disposal may come from any thread and, if forgotten, from the finalizer: the context is pushed for the call and popped again,
/// so the thread's own current context is left as it was.
/// </remarks>
internal sealed unsafe class CudaHandle : SafeHandle
{
    private readonly PrimaryContextHandle _context;
    private readonly Func<ICudaDriver, nint, bool> _release;

    /// <param name="context">The context; a reference to it is held until the release.</param>
    /// <param name="value">The native handle or address.</param>
    /// <param name="release">Releases it; says whether that succeeded.</param>
    public CudaHandle(PrimaryContextHandle context, nint value, Func<ICudaDriver, nint, bool> release)
        : base(0, ownsHandle: true)
    {
        var held = false;
        context.DangerousAddRef(ref held);
        _context = context;
        _release = release;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <exception cref="ObjectDisposedException">It has been released.</exception>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        var driver = _context.Driver;
        var released = false;
        if (driver.cuCtxPushCurrent(_context.Value) == CUresult.CUDA_SUCCESS)
        {
            released = _release(driver, handle);
            CUcontext popped;
            driver.cuCtxPopCurrent(&popped);
        }

        _context.DangerousRelease();
        return released;
    }
}
