using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Copies. Those without "Async" go through the legacy default stream and wait.
public sealed unsafe partial class EmulatedDriver
{
    /// <summary>Which sides of a copy the called function says are device memory.</summary>
    [Flags]
    private enum Sides
    {
        Unknown = 0,
        ToDevice = 1,
        FromDevice = 2,
    }

    public CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, nuint byteCount) => CopyNow(dst.Value, src.Value, byteCount, Sides.Unknown);

    public CUresult cuMemcpyHtoD(CUdeviceptr dstDevice, void* srcHost, nuint byteCount) => CopyNow(dstDevice.Value, (ulong)srcHost, byteCount, Sides.ToDevice);

    public CUresult cuMemcpyDtoH(void* dstHost, CUdeviceptr srcDevice, nuint byteCount) => CopyNow((ulong)dstHost, srcDevice.Value, byteCount, Sides.FromDevice);

    public CUresult cuMemcpyDtoD(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount) =>
        CopyNow(dstDevice.Value, srcDevice.Value, byteCount, Sides.ToDevice | Sides.FromDevice);

    public CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount) =>
        _contexts.Find(dstContext.Value) is null || _contexts.Find(srcContext.Value) is null
            ? CUDA_ERROR_INVALID_CONTEXT
            : cuMemcpyDtoD(dstDevice, srcDevice, byteCount);

    public CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream) =>
        CopyOn(hStream, dst.Value, src.Value, byteCount, Sides.Unknown);

    public CUresult cuMemcpyHtoDAsync(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream) =>
        CopyOn(hStream, dstDevice.Value, (ulong)srcHost, byteCount, Sides.ToDevice);

    public CUresult cuMemcpyDtoHAsync(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        CopyOn(hStream, (ulong)dstHost, srcDevice.Value, byteCount, Sides.FromDevice);

    public CUresult cuMemcpyDtoDAsync(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        CopyOn(hStream, dstDevice.Value, srcDevice.Value, byteCount, Sides.ToDevice | Sides.FromDevice);

    public CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream) =>
        _contexts.Find(dstContext.Value) is null || _contexts.Find(srcContext.Value) is null
            ? CUDA_ERROR_INVALID_CONTEXT
            : cuMemcpyDtoDAsync(dstDevice, srcDevice, byteCount, hStream);

    public CUresult cuMemcpy2D(CUDA_MEMCPY2D* pCopy) => Copy2D(pCopy, CUstream.Legacy, wait: true);

    public CUresult cuMemcpy2DUnaligned(CUDA_MEMCPY2D* pCopy) => Copy2D(pCopy, CUstream.Legacy, wait: true);

    public CUresult cuMemcpy2DAsync(CUDA_MEMCPY2D* pCopy, CUstream hStream) => Copy2D(pCopy, hStream, wait: false);

    public CUresult cuMemcpy3D(CUDA_MEMCPY3D* pCopy) => Copy3D(pCopy, CUstream.Legacy, wait: true);

    public CUresult cuMemcpy3DAsync(CUDA_MEMCPY3D* pCopy, CUstream hStream) => Copy3D(pCopy, hStream, wait: false);

    private CUresult CopyNow(ulong destination, ulong source, nuint bytes, Sides sides)
    {
        Counters.Synchronization();
        return CopyOn(CUstream.Legacy, destination, source, bytes, sides, wait: true);
    }

    private CUresult CopyOn(CUstream handle, ulong destination, ulong source, nuint bytes, Sides sides, bool wait = false)
    {
        if (Use(handle, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (bytes == 0)
            return CUDA_SUCCESS;
        var copy = new CopyOperation(destination, source, bytes);
        return Check(copy, sides) is not CUDA_SUCCESS and var invalid ? invalid : Submit(stream, copy, wait);
    }

    private CUresult Copy2D(CUDA_MEMCPY2D* p, CUstream handle, bool wait)
    {
        if (wait)
            Counters.Synchronization();
        if (Use(handle, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (p is null)
            return CUDA_ERROR_INVALID_VALUE;
        var box = new CUDA_MEMCPY3D
        {
            srcXInBytes = p->srcXInBytes,
            srcY = p->srcY,
            srcMemoryType = p->srcMemoryType,
            srcHost = p->srcHost,
            srcDevice = p->srcDevice,
            srcPitch = p->srcPitch,
            dstXInBytes = p->dstXInBytes,
            dstY = p->dstY,
            dstMemoryType = p->dstMemoryType,
            dstHost = p->dstHost,
            dstDevice = p->dstDevice,
            dstPitch = p->dstPitch,
            WidthInBytes = p->WidthInBytes,
            Height = p->Height,
            Depth = 1,
        };
        return CopyBox(stream, box, wait);
    }

    private CUresult Copy3D(CUDA_MEMCPY3D* p, CUstream handle, bool wait)
    {
        if (wait)
            Counters.Synchronization();
        if (Use(handle, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        return p is null ? CUDA_ERROR_INVALID_VALUE : CopyBox(stream, *p, wait);
    }

    private CUresult CopyBox(EmulatedStream stream, in CUDA_MEMCPY3D box, bool wait)
    {
        if (box.WidthInBytes == 0 || box.Height == 0 || box.Depth == 0)
            return CUDA_SUCCESS;
        return Box(box, out CopyOperation? copy) is not CUDA_SUCCESS and var invalid ? invalid : Submit(stream, copy!, wait);
    }

    private CUresult Submit(EmulatedStream stream, CopyOperation copy, bool wait) =>
        Submit(stream, copy) is not CUDA_SUCCESS and var failed ? failed : wait ? Finish(stream) : CUDA_SUCCESS;

    /// <summary>The copy that a box of at least one byte describes, its ranges checked.</summary>
    private CUresult Box(in CUDA_MEMCPY3D box, out CopyOperation? operation)
    {
        operation = null;
        if (box.srcMemoryType == CUmemorytype.CU_MEMORYTYPE_ARRAY || box.dstMemoryType == CUmemorytype.CU_MEMORYTYPE_ARRAY)
            return Fail(CUDA_ERROR_NOT_SUPPORTED, "the emulated device has no CUDA arrays");
        Sides sides = (box.dstMemoryType == CUmemorytype.CU_MEMORYTYPE_DEVICE ? Sides.ToDevice : 0)
            | (box.srcMemoryType == CUmemorytype.CU_MEMORYTYPE_DEVICE ? Sides.FromDevice : 0);
        ulong source = box.srcMemoryType == CUmemorytype.CU_MEMORYTYPE_HOST ? (ulong)box.srcHost : box.srcDevice.Value;
        ulong destination = box.dstMemoryType == CUmemorytype.CU_MEMORYTYPE_HOST ? (ulong)box.dstHost : box.dstDevice.Value;
        ulong sourcePitch = box.srcPitch == 0 ? box.WidthInBytes + box.srcXInBytes : box.srcPitch;
        ulong destinationPitch = box.dstPitch == 0 ? box.WidthInBytes + box.dstXInBytes : box.dstPitch;
        if ((UInt128)box.WidthInBytes + box.srcXInBytes > sourcePitch || (UInt128)box.WidthInBytes + box.dstXInBytes > destinationPitch)
            return Fail(CUDA_ERROR_INVALID_VALUE, "a row of the copy is longer than the pitch");
        ulong sourceRows = box.srcHeight == 0 ? box.Height + box.srcY : box.srcHeight;
        ulong destinationRows = box.dstHeight == 0 ? box.Height + box.dstY : box.dstHeight;
        try
        {
            checked
            {
                ulong sourceSlice = sourcePitch * sourceRows, destinationSlice = destinationPitch * destinationRows;
                var copy = new CopyOperation(
                    destination + box.dstZ * destinationSlice + box.dstY * destinationPitch + box.dstXInBytes,
                    source + box.srcZ * sourceSlice + box.srcY * sourcePitch + box.srcXInBytes,
                    box.WidthInBytes)
                {
                    Height = box.Height,
                    Depth = box.Depth,
                    SourcePitch = sourcePitch,
                    DestinationPitch = destinationPitch,
                    SourceSlice = sourceSlice,
                    DestinationSlice = destinationSlice,
                };
                operation = copy;
                return Check(copy, sides);
            }
        }
        catch (OverflowException)
        {
            return CUDA_ERROR_INVALID_VALUE;
        }
    }

    /// <summary>Whether both ranges lie where they can be reached: a bad address is the caller's mistake and spoils nothing.</summary>
    private CUresult Check(CopyOperation copy, Sides sides)
    {
        ulong toSpan, fromSpan;
        try
        {
            checked
            {
                toSpan = (copy.Depth - 1) * copy.DestinationSlice + (copy.Height - 1) * copy.DestinationPitch + copy.Width;
                fromSpan = (copy.Depth - 1) * copy.SourceSlice + (copy.Height - 1) * copy.SourcePitch + copy.Width;
            }
        }
        catch (OverflowException)
        {
            return CUDA_ERROR_INVALID_VALUE;
        }
        CUresult to = CheckRange("destination", copy.Destination, toSpan, (sides & Sides.ToDevice) != 0);
        return to != CUDA_SUCCESS ? to : CheckRange("source", copy.Source, fromSpan, (sides & Sides.FromDevice) != 0);
    }

    private CUresult CheckRange(string side, ulong address, ulong bytes, bool device)
    {
        if (address == 0)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"the {side} of a copy is null");
        if (!device && !CopyOperation.IsDevice(Memory, address))
            return CUDA_SUCCESS;
        if (Memory.TryResolve(address, bytes, out _))
            return CUDA_SUCCESS;
        string why = Memory.FindFreed(address) is { } freed ? $"it lies in {freed.Describe()}" : Memory.Nearest(address);
        return Fail(CUDA_ERROR_INVALID_VALUE, $"the {side} of a copy, {bytes} bytes at 0x{address:x}, is not one allocation: {why}");
    }
}
