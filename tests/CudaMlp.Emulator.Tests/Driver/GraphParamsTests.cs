using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Nodes made, read and changed by parameters that say their kind; what graphs hold on to.</summary>
public sealed unsafe class GraphParamsTests : DriverTest
{
    [Fact]
    public void Nodes_are_made_by_their_parameters()
    {
        CUdeviceptr p = Upload<uint>(1, 2, 3, 4);
        CUfunction bump = Function(Load(), "bump");
        CUgraph graph = Graph();
        int called = 0;
        CUgraphNode set = Add(graph, CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET, new MemsetNodeParams { Destination = p, Value = 10, ElementSize = 4, Width = 4, Height = 1 });
        uint n = 4, add = 5;
        void** arguments = stackalloc void*[] { &p, &n, &add };
        // A kernel of a library comes in a place of its own.
        var launch = new CUDA_KERNEL_NODE_PARAMS { kern = bump.Value, gridDimX = 1, gridDimY = 1, gridDimZ = 1, blockDimX = 32, blockDimY = 1, blockDimZ = 1, kernelParams = arguments };
        CUgraphNode kernel = Add(graph, CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL, launch, set);
        CUgraphNode host = Add(graph, CUgraphNodeType.CU_GRAPH_NODE_TYPE_HOST, new HostNodeParams { Function = &Count, UserData = &called }, kernel);
        CUgraphNode last = Add(graph, CUgraphNodeType.CU_GRAPH_NODE_TYPE_EVENT_RECORD, Event(), host);
        CUgraphExec exec = Instantiate(graph);
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([15u, 15, 15, 15], Download<uint>(p, 4));
        Assert.Equal(1, called);

        // The executable graph and the graph change each for itself.
        Ok(Driver.cuGraphExecNodeSetParams(exec, set, Of(CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET, new MemsetNodeParams { Destination = p, Value = 20, ElementSize = 4, Width = 4, Height = 1 })));
        add = 7;
        Ok(Driver.cuGraphExecNodeSetParams(exec, kernel, Of(CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL, launch)));
        Ok(Driver.cuGraphNodeSetParams(set, Of(CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET, new MemsetNodeParams { Destination = p, Value = 30, ElementSize = 4, Width = 4, Height = 1 })));
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([27u, 27, 27, 27], Download<uint>(p, 4));
        Ok(Driver.cuGraphLaunch(Instantiate(graph), default));
        Assert.Equal([35u, 35, 35, 35], Download<uint>(p, 4));

        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphNodeSetParams(set, Of(CUgraphNodeType.CU_GRAPH_NODE_TYPE_EVENT_RECORD, Event())));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuGraphNodeSetParams(set, Of(CUgraphNodeType.CU_GRAPH_NODE_TYPE_CONDITIONAL, 0L)));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphNodeSetParams(set, Of((CUgraphNodeType)77, 0L)));
        CUgraphNodeType type;
        Ok(Driver.cuGraphNodeGetType(last, &type));
        Assert.Equal(CUgraphNodeType.CU_GRAPH_NODE_TYPE_EVENT_RECORD, type);
    }

    [Fact]
    public void A_child_takes_other_arguments_but_no_other_shape()
    {
        CUdeviceptr p = Upload(0, 0);
        CUgraph graph = Graph(), child = Graph(), same = Graph(), larger = Graph();
        CUgraphNode node, inner;
        var fill = new MemsetNodeParams { Destination = p, Value = 1, ElementSize = 4, Width = 1, Height = 1 };
        Ok(Driver.cuGraphAddMemsetNode(&inner, child, null, 0, &fill, Context));
        fill.Value = 2;
        Ok(Driver.cuGraphAddMemsetNode(&inner, same, null, 0, &fill, Context));
        Ok(Driver.cuGraphAddMemsetNode(&inner, larger, null, 0, &fill, Context));
        Ok(Driver.cuGraphAddEmptyNode(&inner, larger, &inner, 1));
        Ok(Driver.cuGraphAddChildGraphNode(&node, graph, null, 0, child));
        CUgraphExec exec = Instantiate(graph);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphExecChildGraphNodeSetParams(exec, node, larger));
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([1, 0], Download<int>(p, 2));
        Ok(Driver.cuGraphExecNodeSetParams(exec, node, Of(CUgraphNodeType.CU_GRAPH_NODE_TYPE_GRAPH, same)));
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([2, 0], Download<int>(p, 2));
    }

    [Fact]
    public void Parameters_are_read_and_changed()
    {
        CUdeviceptr p = Upload<int>(1, 2, 3, 4), q = Upload<int>(5, 6, 7, 8);
        CUgraph graph = Graph();
        CUgraphNode set, copy, host, record, wait;
        var fill = new MemsetNodeParams { Destination = p, Value = 3, ElementSize = 4, Width = 2, Height = 2, Pitch = 8 };
        Ok(Driver.cuGraphAddMemsetNode(&set, graph, null, 0, &fill, Context));
        var box = new CUDA_MEMCPY3D
        {
            srcMemoryType = CUmemorytype.CU_MEMORYTYPE_DEVICE,
            srcDevice = p,
            srcXInBytes = 4,
            srcPitch = 8,
            dstMemoryType = CUmemorytype.CU_MEMORYTYPE_DEVICE,
            dstDevice = q,
            dstPitch = 8,
            WidthInBytes = 4,
            Height = 2,
            Depth = 1,
        };
        Ok(Driver.cuGraphAddMemcpyNode(&copy, graph, &set, 1, &box, Context));
        int first = 0, second = 0;
        var call = new HostNodeParams { Function = &Count, UserData = &first };
        Ok(Driver.cuGraphAddHostNode(&host, graph, null, 0, &call));
        CUevent a = Event(), b = Event(), seen;
        Ok(Driver.cuGraphAddEventRecordNode(&record, graph, null, 0, a));
        Ok(Driver.cuGraphAddEventWaitNode(&wait, graph, null, 0, a));

        MemsetNodeParams readSet;
        Ok(Driver.cuGraphMemsetNodeGetParams(set, &readSet));
        Assert.Equal(fill, readSet);
        CUDA_MEMCPY3D readCopy;
        Ok(Driver.cuGraphMemcpyNodeGetParams(copy, &readCopy));
        Assert.Equal((p + 4, q, (nuint)8, (nuint)4, (nuint)2), (readCopy.srcDevice, readCopy.dstDevice, readCopy.srcPitch, readCopy.WidthInBytes, readCopy.Height));
        Ok(Driver.cuGraphMemcpyNodeSetParams(copy, &readCopy));
        HostNodeParams readHost;
        Ok(Driver.cuGraphHostNodeGetParams(host, &readHost));
        Assert.True(readHost.UserData == &first);
        call.UserData = &second;
        Ok(Driver.cuGraphHostNodeSetParams(host, &call));
        Ok(Driver.cuGraphEventRecordNodeGetEvent(record, &seen));
        Assert.Equal(a, seen);
        Ok(Driver.cuGraphEventRecordNodeSetEvent(record, b));
        Ok(Driver.cuGraphEventWaitNodeSetEvent(wait, b));
        Ok(Driver.cuGraphEventWaitNodeGetEvent(wait, &seen));
        Assert.Equal(b, seen);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphHostNodeGetParams(set, &readHost));

        Ok(Driver.cuGraphLaunch(Instantiate(graph), default));
        Assert.Equal([3, 6, 3, 8], Download<int>(q, 4));
        Assert.Equal((0, 1), (first, second));
    }

    [Fact]
    public void Nodes_can_be_switched_off()
    {
        CUdeviceptr p = Upload(1);
        CUgraph graph = Graph(), clone;
        var fill = new MemsetNodeParams { Destination = p, Value = 9, ElementSize = 4, Width = 1, Height = 1 };
        CUgraphNode set, empty, copied;
        Ok(Driver.cuGraphAddMemsetNode(&set, graph, null, 0, &fill, Context));
        Ok(Driver.cuGraphAddEmptyNode(&empty, graph, null, 0));
        CUgraphExec exec = Instantiate(graph);
        uint enabled;
        Ok(Driver.cuGraphNodeSetEnabled(exec, set, 0));
        Ok(Driver.cuGraphNodeGetEnabled(exec, set, &enabled));
        Assert.Equal(0u, enabled);
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([1], Download<int>(p, 1));
        Ok(Driver.cuGraphNodeSetEnabled(exec, set, 1));
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([9], Download<int>(p, 1));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphNodeSetEnabled(exec, empty, 0));

        Ok(Driver.cuGraphClone(&clone, graph));
        Ok(Driver.cuGraphNodeFindInClone(&copied, set, clone));
        MemsetNodeParams read;
        Ok(Driver.cuGraphMemsetNodeGetParams(copied, &read));
        Assert.NotEqual(set, copied);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphNodeFindInClone(&copied, set, graph));
    }

    [Fact]
    public void A_users_object_ends_with_the_last_graph_that_holds_on_to_it()
    {
        int ended = 0;
        nint target;
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuUserObjectCreate(&target, &ended, &Count, 1, 0));
        Ok(Driver.cuUserObjectCreate(&target, &ended, &Count, 1, 1));
        CUgraph graph = Graph(), clone;
        Ok(Driver.cuGraphRetainUserObject(graph, target, 1, 1)); // moved: the graph's alone now
        Ok(Driver.cuGraphClone(&clone, graph));
        CUgraphExec exec = Instantiate(graph);
        Ok(Driver.cuGraphDestroy(graph));
        Ok(Driver.cuGraphDestroy(clone));
        Assert.Equal(0, ended);
        Ok(Driver.cuGraphExecDestroy(exec));
        Assert.Equal(1, ended);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuUserObjectRetain(target, 1));

        Ok(Driver.cuUserObjectCreate(&target, &ended, &Count, 2, 1));
        graph = Graph();
        Ok(Driver.cuGraphRetainUserObject(graph, target, 2, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphReleaseUserObject(graph, target, 3));
        Ok(Driver.cuGraphReleaseUserObject(graph, target, 2));
        Ok(Driver.cuUserObjectRelease(target, 1));
        Assert.Equal(1, ended);
        Ok(Driver.cuUserObjectRelease(target, 1));
        Assert.Equal(2, ended);
    }

    [Fact]
    public void A_capture_goes_on_in_a_graph_that_is_there_and_its_dependencies_can_be_changed()
    {
        CUdeviceptr p = Upload(0, 0);
        CUstream stream = Stream();
        CUgraph graph = Graph();
        var fill = new MemsetNodeParams { Destination = p, Value = 1, ElementSize = 4, Width = 2, Height = 1 };
        CUgraphNode set;
        Ok(Driver.cuGraphAddMemsetNode(&set, graph, null, 0, &fill, Context));
        Assert.Equal(CUDA_ERROR_ILLEGAL_STATE, Driver.cuStreamUpdateCaptureDependencies(stream, &set, 1, 1));
        Ok(Driver.cuStreamBeginCaptureToGraph(stream, graph, &set, 1, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Driver.cuMemsetD32Async(p, 2, 1, stream));
        Ok(Driver.cuStreamUpdateCaptureDependencies(stream, &set, 1, 1));
        Ok(Driver.cuMemsetD32Async(p + 4, 3, 1, stream));
        Assert.Equal(graph, EndCapture(stream));
        nuint edges = 0, nodes = 0;
        Ok(Driver.cuGraphGetNodes(graph, null, &nodes));
        Ok(Driver.cuGraphNodeGetDependentNodes(set, null, &edges));
        Assert.Equal(((nuint)3, (nuint)2), (nodes, edges));
        Ok(Driver.cuGraphLaunch(Instantiate(graph), default));
        Assert.Equal([2, 3], Download<int>(p, 2));

        // An invalid capture leaves a graph that was there alone.
        Ok(Driver.cuStreamBeginCaptureToGraph(stream, graph, null, 0, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, Driver.cuStreamSynchronize(stream));
        CUgraph none;
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuStreamEndCapture(stream, &none));
        Ok(Driver.cuGraphGetNodes(graph, null, &nodes));
    }

    [UnmanagedCallersOnly]
    private static void Count(void* counter) => ++*(int*)counter;

    private CUgraph Graph()
    {
        CUgraph graph;
        Ok(Driver.cuGraphCreate(&graph, 0));
        return graph;
    }

    private CUgraphNode Add<T>(CUgraph graph, CUgraphNodeType type, T parameters, params CUgraphNode[] dependencies)
        where T : unmanaged
    {
        CUgraphNode node;
        fixed (CUgraphNode* before = dependencies)
            Ok(Driver.cuGraphAddNode(&node, graph, before, (nuint)dependencies.Length, Of(type, parameters)));
        return node;
    }

    /// <summary>Parameters in memory that lives until the test ends.</summary>
    private static NodeParams* Of<T>(CUgraphNodeType type, T parameters)
        where T : unmanaged
    {
        NodeParams[] memory = GC.AllocateArray<NodeParams>(1, pinned: true);
        Kept.Add(memory);
        var p = (NodeParams*)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        p->Type = type;
        *(T*)p->Body = parameters;
        return p;
    }

    [ThreadStatic]
    private static List<NodeParams[]>? s_kept;

    private static List<NodeParams[]> Kept => s_kept ??= [];
}
