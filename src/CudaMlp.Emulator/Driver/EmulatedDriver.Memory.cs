using System.Collections.Concurrent;
using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Allocation and release.
public sealed unsafe partial class EmulatedDriver
{
    private const ulong PitchAlignment = 512;

    /// <summary>Who allocated what, so that a context takes its memory along when it is destroyed.</summary>
    private readonly ConcurrentDictionary<ulong, EmulatedContext> _owners = new();

    private readonly ConcurrentDictionary<ulong, CUmemhostalloc_flags> _hostFlags = new();

    public CUresult cuMemGetInfo(nuint* free, nuint* total)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (free is null || total is null)
            return CUDA_ERROR_INVALID_VALUE;
        *total = (nuint)Memory.Capacity;
        *free = (nuint)(Memory.Capacity - Math.Min(Memory.Capacity, Memory.Used));
        return CUDA_SUCCESS;
    }

    public CUresult cuMemAlloc(CUdeviceptr* dptr, nuint bytesize) => Allocate(dptr, bytesize, AllocationKind.Device, "cuMemAlloc");

    public CUresult cuMemAllocPitch(CUdeviceptr* dptr, nuint* pPitch, nuint widthInBytes, nuint height, uint elementSizeBytes)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (pPitch is null || elementSizeBytes is not (4 or 8 or 16) || widthInBytes == 0 || height == 0)
            return CUDA_ERROR_INVALID_VALUE;
        UInt128 pitch = (widthInBytes + (UInt128)PitchAlignment - 1) / PitchAlignment * PitchAlignment;
        if (pitch * height > Memory.Capacity)
            return CUDA_ERROR_OUT_OF_MEMORY;
        *pPitch = (nuint)pitch;
        return Allocate(dptr, (nuint)(pitch * height), AllocationKind.Device, "cuMemAllocPitch");
    }

    public CUresult cuMemFree(CUdeviceptr dptr)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (dptr.IsNull)
            return CUDA_SUCCESS;
        if (Unsafe(context, "cuMemFree") is not CUDA_SUCCESS and var captured)
            return captured;
        return FreeOfGraph(dptr) ?? Free(dptr.Value, AllocationKind.Device, AllocationKind.Managed);
    }

    public CUresult cuMemAllocAsync(CUdeviceptr* dptr, nuint bytesize, CUstream hStream)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (stream.Capture is not null)
            return CaptureAllocation(stream, dptr, bytesize);
        return Allocate(dptr, bytesize, AllocationKind.Device, null);
    }

    public CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream)
    {
        if (Use(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (stream.Capture is { } capture)
            return CaptureFree(stream, capture, dptr);
        lock (stream.Turn)
            return dptr.IsNull ? CUDA_SUCCESS : FreeOfGraph(dptr) ?? Free(dptr.Value, AllocationKind.Device);
    }

    public CUresult cuMemAllocManaged(CUdeviceptr* dptr, nuint bytesize, CUmemAttach_flags flags)
    {
        if (flags is not (CUmemAttach_flags.CU_MEM_ATTACH_GLOBAL or CUmemAttach_flags.CU_MEM_ATTACH_HOST))
            return Current(out _) is not CUDA_SUCCESS and var error ? error : CUDA_ERROR_INVALID_VALUE;
        return Allocate(dptr, bytesize, AllocationKind.Managed, "cuMemAllocManaged");
    }

    public CUresult cuMemGetAddressRange(CUdeviceptr* pbase, nuint* psize, CUdeviceptr dptr)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (Memory.Find(dptr.Value) is not { } allocation)
            return Fail(CUDA_ERROR_NOT_FOUND, $"{dptr} is no device address: {Memory.Nearest(dptr.Value)}");
        (ulong start, ulong bytes) = Mapped(allocation, dptr.Value);
        if (pbase is not null)
            *pbase = new CUdeviceptr(start);
        if (psize is not null)
            *psize = (nuint)bytes;
        return CUDA_SUCCESS;
    }

    public CUresult cuMemAllocHost(void** pp, nuint bytesize) => cuMemHostAlloc(pp, bytesize, CUmemhostalloc_flags.None);

    public CUresult cuMemHostAlloc(void** pp, nuint bytesize, CUmemhostalloc_flags flags)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (pp is null || ((int)flags & ~7) != 0)
            return CUDA_ERROR_INVALID_VALUE;
        *pp = null;
        CUdeviceptr address;
        if (Allocate(&address, bytesize, AllocationKind.Pinned, "cuMemHostAlloc") is not CUDA_SUCCESS and var failed)
            return failed;
        // With unified addressing every pinned allocation is mapped and portable, whether that was asked for or not.
        _hostFlags[address.Value] = flags | CUmemhostalloc_flags.CU_MEMHOSTALLOC_DEVICEMAP;
        *pp = (void*)address.Value;
        return CUDA_SUCCESS;
    }

    public CUresult cuMemFreeHost(void* p)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (p is null)
            return CUDA_SUCCESS;
        if (Unsafe(context, "cuMemFreeHost") is not CUDA_SUCCESS and var captured)
            return captured;
        _hostFlags.TryRemove((ulong)p, out _);
        return Free((ulong)p, AllocationKind.Pinned);
    }

    public CUresult cuMemHostGetDevicePointer(CUdeviceptr* pdptr, void* p, uint flags)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (pdptr is null || flags != 0 || Memory.Find((ulong)p) is not { Kind: AllocationKind.Pinned or AllocationKind.Registered or AllocationKind.Managed })
            return CUDA_ERROR_INVALID_VALUE;
        *pdptr = new CUdeviceptr((ulong)p);
        return CUDA_SUCCESS;
    }

    public CUresult cuMemHostGetFlags(CUmemhostalloc_flags* pFlags, void* p)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (pFlags is null || Memory.Find((ulong)p) is not { } allocation || !_hostFlags.TryGetValue(allocation.Address, out CUmemhostalloc_flags flags))
            return CUDA_ERROR_INVALID_VALUE;
        *pFlags = flags;
        return CUDA_SUCCESS;
    }

    public CUresult cuMemHostRegister(void* p, nuint bytesize, CUmemhostregister_flags flags)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (p is null || bytesize == 0 || ((int)flags & ~15) != 0)
            return CUDA_ERROR_INVALID_VALUE;
        if (Unsafe(context, "cuMemHostRegister") is not CUDA_SUCCESS and var captured)
            return captured;
        if (Memory.Find((ulong)p) is not null || Memory.Find((ulong)p + bytesize - 1) is not null)
            return CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED;
        try
        {
            Memory.RegisterHost((nint)p, bytesize);
        }
        catch (EmulatorFaultException fault)
        {
            return Fail(fault);
        }
        _owners[(ulong)p] = context;
        return CUDA_SUCCESS;
    }

    public CUresult cuMemHostUnregister(void* p)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (p is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Unsafe(context, "cuMemHostUnregister") is not CUDA_SUCCESS and var captured)
            return captured;
        if (Memory.Find((ulong)p) is not { Kind: AllocationKind.Registered } found || found.Address != (ulong)p)
            return CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED;
        return Free((ulong)p, AllocationKind.Registered);
    }

    private CUresult Allocate(CUdeviceptr* dptr, nuint bytes, AllocationKind kind, string? unsafeCall)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (dptr is null || bytes == 0)
            return CUDA_ERROR_INVALID_VALUE;
        if (unsafeCall is not null && Unsafe(context, unsafeCall) is not CUDA_SUCCESS and var captured)
            return captured;
        try
        {
            Allocation allocation = Memory.Allocate(bytes, kind);
            _owners[allocation.Address] = context;
            Counters.Allocation();
            *dptr = new CUdeviceptr(allocation.Address);
            return CUDA_SUCCESS;
        }
        catch (EmulatorFaultException fault)
        {
            return Fail(fault);
        }
    }

    private CUresult Free(ulong address, AllocationKind kind, AllocationKind? other = null) => WhenIdle(() =>
    {
        if (Memory.Find(address) is { } found && (found.Label is not null || (found.Kind != kind && found.Kind != other)))
            return Fail(CUDA_ERROR_INVALID_VALUE, $"{found.Describe()} is not freed by this function");
        try
        {
            Memory.Free(address);
        }
        catch (EmulatorFaultException fault)
        {
            return Fail(fault);
        }
        _owners.TryRemove(address, out _);
        return CUDA_SUCCESS;
    });

    private void ReleaseMemory(EmulatedContext context)
    {
        foreach ((ulong address, EmulatedContext owner) in _owners)
        {
            if (owner == context && _owners.TryRemove(address, out _))
            {
                Device.Forget(Memory.Find(address));
                _hostFlags.TryRemove(address, out _);
                Memory.Free(address);
            }
        }
        context.Heap.Clear(Device.Forget);
    }
}
