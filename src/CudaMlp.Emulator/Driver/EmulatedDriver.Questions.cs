using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Further questions and hints that programs have, with the answers of a device that has none of what they are about.
public sealed unsafe partial class EmulatedDriver
{
    private const int NoDevice = -2; // CU_DEVICE_INVALID
    private const int MultiprocessorCount = 0;

    /// <param name="affinity">CUexecAffinityParam: the type, and the number of multiprocessors that the context may use.</param>
    /// <param name="type">0, the number of multiprocessors.</param>
    public CUresult cuCtxGetExecAffinity(void* affinity, int type)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (affinity is null)
            return CUDA_ERROR_INVALID_VALUE;
        return type == MultiprocessorCount ? CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY : CUDA_ERROR_INVALID_VALUE;
    }

    public CUresult cuDeviceGetExecAffinitySupport(int* pi, int type, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (pi is null || type != MultiprocessorCount)
            return CUDA_ERROR_INVALID_VALUE;
        *pi = 0;
        return CUDA_SUCCESS;
    }

    public CUresult cuCtxSetFlags(CUctx_flags flags)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (!AreValid(flags))
            return CUDA_ERROR_INVALID_VALUE;
        context.Flags = flags;
        return CUDA_SUCCESS;
    }

    /// <summary>Nobody writes into this device's memory from afar, so all of it is visible.</summary>
    public CUresult cuFlushGPUDirectRDMAWrites(int target, int scope)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return target == 0 && scope is 100 or 200 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    }

    /// <summary>A hint about managed memory, which everyone reaches at any time here.</summary>
    public CUresult cuStreamAttachMemAsync(CUstream stream, CUdeviceptr dptr, nuint length, CUmemAttach_flags flags)
    {
        if (Use(stream, out EmulatedStream found) is not CUDA_SUCCESS and var error)
            return error;
        bool known = flags is CUmemAttach_flags.CU_MEM_ATTACH_GLOBAL or CUmemAttach_flags.CU_MEM_ATTACH_HOST or CUmemAttach_flags.CU_MEM_ATTACH_SINGLE;
        if (!known || (flags == CUmemAttach_flags.CU_MEM_ATTACH_SINGLE && found.IsLegacy)
            || Memory.Find(dptr.Value) is not { Kind: AllocationKind.Managed } allocation || (length != 0 && length != allocation.Bytes))
        {
            return CUDA_ERROR_INVALID_VALUE;
        }
        return CUDA_SUCCESS;
    }

    /// <summary>Every operation that is synchronous waits here in any case.</summary>
    public CUresult cuPointerSetAttribute(void* value, CUpointer_attribute attribute, CUdeviceptr ptr)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        return value is null || attribute != CUpointer_attribute.CU_POINTER_ATTRIBUTE_SYNC_MEMOPS || Memory.Find(ptr.Value) is null ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
    }

    /// <summary>Advice about managed memory is not kept, so ranges have none.</summary>
    /// <param name="data">Receives the answer.</param>
    /// <param name="dataSize">4, or a multiple for 3.</param>
    /// <param name="attribute">1 mostly read, 2 preferred location, 3 accessed by, 4 last prefetch; 5 to 8 types and ids of locations.</param>
    /// <param name="devPtr">Managed memory.</param>
    /// <param name="count">Bytes.</param>
    public CUresult cuMemRangeGetAttribute(void* data, nuint dataSize, int attribute, CUdeviceptr devPtr, nuint count)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (data is null || attribute is < 1 or > 8 || dataSize == 0 || dataSize % 4 != 0 || (attribute != 3 && dataSize != 4) || count == 0
            || Memory.Find(devPtr.Value) is not { Kind: AllocationKind.Managed } allocation || allocation.End - devPtr.Value < count)
        {
            return CUDA_ERROR_INVALID_VALUE;
        }
        // Not read-mostly; no device; CU_MEM_LOCATION_TYPE_INVALID.
        new Span<int>(data, (int)(dataSize / 4)).Fill(attribute is 2 or 3 or 4 ? NoDevice : 0);
        return CUDA_SUCCESS;
    }

    public CUresult cuMemRangeGetAttributes(void** data, nuint* dataSizes, int* attributes, nuint numAttributes, CUdeviceptr devPtr, nuint count)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (data is null || dataSizes is null || attributes is null || numAttributes == 0)
            return CUDA_ERROR_INVALID_VALUE;
        for (nuint i = 0; i < numAttributes; i++)
        {
            if (cuMemRangeGetAttribute(data[i], dataSizes[i], attributes[i], devPtr, count) is not CUDA_SUCCESS and var refused)
                return refused;
        }
        return CUDA_SUCCESS;
    }

    /// <summary>Changes what the next captured node of a stream depends on.</summary>
    /// <param name="hStream">A captured stream.</param>
    /// <param name="dependencies">Nodes of the graph that grows.</param>
    /// <param name="numDependencies">How many.</param>
    /// <param name="flags">0 to add them, 1 to take them instead of those that were.</param>
    public CUresult cuStreamUpdateCaptureDependencies(CUstream hStream, CUgraphNode* dependencies, nuint numDependencies, uint flags)
    {
        if (Look(hStream, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (flags > 1 || (dependencies is null && numDependencies > 0))
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            if (stream.Capture is not { } capture)
                return Fail(CUDA_ERROR_ILLEGAL_STATE, "the stream is not captured");
            if (capture.Invalidated)
                return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
            List<GraphNode> nodes = [];
            for (nuint i = 0; i < numDependencies; i++)
            {
                if (_nodes.Find(dependencies[i].Value) is not { } node || node.Graph != capture.Graph)
                    return Fail(CUDA_ERROR_INVALID_VALUE, "a dependency is no node of the graph that is captured");
                nodes.Add(node);
            }
            if (flags == 1)
                stream.Tail.Clear();
            capture.Join(stream, nodes);
        }
        return CUDA_SUCCESS;
    }
}
