using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Forms that CUDA 12.2 to 12.5 brought: edges of graphs carry 8 bytes of data each, memory has a location, a stream may be of a green
// context. This device's edges are plain ones, whose data is all zero, and it has no green contexts.
internal static unsafe partial class DriverExports
{
    /// <summary>What the last answer of this thread pointed to: it stays valid until the thread asks again.</summary>
    [ThreadStatic]
    private static ulong[]? plainEdges;

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCaptureInfo_v3")]
    public static CUresult cuStreamGetCaptureInfo_v3(CUstream hStream, CUstreamCaptureStatus* status, ulong* id, CUgraph* graph, CUgraphNode** dependencies, ulong** edgeData, nuint* numDependencies) { try { return CaptureInfo(hStream, status, id, graph, dependencies, edgeData, numDependencies); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCtx_v2")]
    public static CUresult cuStreamGetCtx_v2(CUstream hStream, CUcontext* pctx, nint* green) { try { return ContextOf(hStream, pctx, green); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPrefetchAsync_v2")]
    public static CUresult cuMemPrefetchAsync_v2(CUdeviceptr ptr, nuint count, MemoryLocation location, uint flags, CUstream hStream) { try { return Prefetch(ptr, count, location, flags, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAdvise_v2")]
    public static CUresult cuMemAdvise_v2(CUdeviceptr ptr, nuint count, int advice, MemoryLocation location) { try { return Emulation.Driver.cuMemAdvise(ptr, count, advice, At(location)); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddDependencies_v2")]
    public static CUresult cuGraphAddDependencies_v2(CUgraph graph, CUgraphNode* from, CUgraphNode* to, ulong* edgeData, nuint count) { try { return ArePlain(edgeData, count) ? Emulation.Driver.cuGraphAddDependencies(graph, from, to, count) : CUresult.CUDA_ERROR_NOT_SUPPORTED; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphRemoveDependencies_v2")]
    public static CUresult cuGraphRemoveDependencies_v2(CUgraph graph, CUgraphNode* from, CUgraphNode* to, ulong* edgeData, nuint count) { try { return ArePlain(edgeData, count) ? Emulation.Driver.cuGraphRemoveDependencies(graph, from, to, count) : CUresult.CUDA_ERROR_INVALID_VALUE; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphGetEdges_v2")]
    public static CUresult cuGraphGetEdges_v2(CUgraph graph, CUgraphNode* from, CUgraphNode* to, ulong* edgeData, nuint* count) { try { return Plain(edgeData, from, count) ?? Emulation.Driver.cuGraphGetEdges(graph, from, to, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeGetDependencies_v2")]
    public static CUresult cuGraphNodeGetDependencies_v2(CUgraphNode node, CUgraphNode* dependencies, ulong* edgeData, nuint* count) { try { return Plain(edgeData, dependencies, count) ?? Emulation.Driver.cuGraphNodeGetDependencies(node, dependencies, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeGetDependentNodes_v2")]
    public static CUresult cuGraphNodeGetDependentNodes_v2(CUgraphNode node, CUgraphNode* dependents, ulong* edgeData, nuint* count) { try { return Plain(edgeData, dependents, count) ?? Emulation.Driver.cuGraphNodeGetDependentNodes(node, dependents, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddNode_v2")]
    public static CUresult cuGraphAddNode_v2(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, ulong* edgeData, nuint count, NodeParams* parameters) { try { return ArePlain(edgeData, count) ? Emulation.Driver.cuGraphAddNode(node, graph, dependencies, count, parameters) : CUresult.CUDA_ERROR_NOT_SUPPORTED; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamUpdateCaptureDependencies_v2")]
    public static CUresult cuStreamUpdateCaptureDependencies_v2(CUstream hStream, CUgraphNode* dependencies, ulong* edgeData, nuint count, uint flags) { try { return ArePlain(edgeData, count) ? Emulation.Driver.cuStreamUpdateCaptureDependencies(hStream, dependencies, count, flags) : CUresult.CUDA_ERROR_NOT_SUPPORTED; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamUpdateCaptureDependencies_v2_ptsz")]
    public static CUresult cuStreamUpdateCaptureDependencies_v2_ptsz(CUstream hStream, CUgraphNode* dependencies, ulong* edgeData, nuint count, uint flags) { try { return ArePlain(edgeData, count) ? Emulation.Driver.cuStreamUpdateCaptureDependencies(PerThread(hStream), dependencies, count, flags) : CUresult.CUDA_ERROR_NOT_SUPPORTED; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCaptureToGraph")]
    public static CUresult cuStreamBeginCaptureToGraph(CUstream hStream, CUgraph graph, CUgraphNode* dependencies, ulong* edgeData, nuint count, CUstreamCaptureMode mode) { try { return ArePlain(edgeData, count) ? Emulation.Driver.cuStreamBeginCaptureToGraph(hStream, graph, dependencies, count, mode) : CUresult.CUDA_ERROR_NOT_SUPPORTED; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCaptureToGraph_ptsz")]
    public static CUresult cuStreamBeginCaptureToGraph_ptsz(CUstream hStream, CUgraph graph, CUgraphNode* dependencies, ulong* edgeData, nuint count, CUstreamCaptureMode mode) { try { return ArePlain(edgeData, count) ? Emulation.Driver.cuStreamBeginCaptureToGraph(PerThread(hStream), graph, dependencies, count, mode) : CUresult.CUDA_ERROR_NOT_SUPPORTED; } catch (Exception e) { return Emulation.Failed(e); } }

    private static CUresult CaptureInfo(CUstream stream, CUstreamCaptureStatus* status, ulong* id, CUgraph* graph, CUgraphNode** dependencies, ulong** edgeData, nuint* numDependencies)
    {
        if (edgeData is not null && dependencies is null)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        nuint count = 0;
        CUresult result = Emulation.Driver.cuStreamGetCaptureInfo(stream, status, id, graph, dependencies, &count);
        if (result != CUresult.CUDA_SUCCESS || *status != CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_ACTIVE)
            return result;
        if (numDependencies is not null)
            *numDependencies = count;
        if (edgeData is not null)
        {
            plainEdges = GC.AllocateArray<ulong>((int)count, pinned: true);
            *edgeData = count == 0 ? null : (ulong*)Marshal.UnsafeAddrOfPinnedArrayElement(plainEdges, 0);
        }
        return CUresult.CUDA_SUCCESS;
    }

    private static CUresult ContextOf(CUstream stream, CUcontext* context, nint* green)
    {
        if (green is not null)
            *green = 0;
        return Emulation.Driver.cuStreamGetCtx(stream, context);
    }

    private static CUresult Prefetch(CUdeviceptr ptr, nuint count, MemoryLocation location, uint flags, CUstream stream) =>
        flags == 0 ? Emulation.Driver.cuMemPrefetchAsync(ptr, count, At(location), stream) : CUresult.CUDA_ERROR_INVALID_VALUE;

    /// <summary>A device, or as −1 the host: by that type (2), or one of its nodes (3) or the nearest (4). Anything else is no device.</summary>
    private static CUdevice At(MemoryLocation location) => new(location.Type switch { 1 => location.Id, 2 or 3 or 4 => -1, _ => int.MinValue });

    private static bool ArePlain(ulong* edgeData, nuint count) => edgeData is null || !new ReadOnlySpan<ulong>(edgeData, checked((int)count)).ContainsAnyExcept(0UL);

    /// <summary>Says of as many edges as there is room for that they are plain; an error where it is not said which edges.</summary>
    private static CUresult? Plain(ulong* edgeData, CUgraphNode* nodes, nuint* count)
    {
        if (edgeData is null)
            return null;
        if (nodes is null || count is null)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        new Span<ulong>(edgeData, checked((int)*count)).Clear();
        return null;
    }
}
