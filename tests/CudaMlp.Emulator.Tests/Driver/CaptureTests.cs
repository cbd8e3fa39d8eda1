using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class CaptureTests : DriverTest
{
    private const CUstreamCaptureMode Global = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL;

    [Fact]
    public void Captured_work_runs_only_when_the_graph_is_launched()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr p = Upload(1, 2, 3), copy = Allocate(12);
        CUstream stream = Stream();
        Driver.Counters.Reset();
        CUstreamCaptureStatus status;
        Ok(Driver.cuStreamBeginCapture(stream, Global));
        Ok(Driver.cuStreamIsCapturing(stream, &status));
        Assert.Equal(CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_ACTIVE, status);
        Ok(Driver.cuMemsetD32Async(copy, 0, 3, stream));
        Ok(Bump(bump, p, 3, 10, stream));
        Ok(Driver.cuMemcpyDtoDAsync(copy, p, 12, stream));
        CUgraph graph = EndCapture(stream);
        Assert.Equal((0, 0, 0), (Driver.Counters.Kernels, Driver.Counters.Copies, Driver.Counters.Launches));
        Assert.Equal([1, 2, 3], Download<int>(p, 3));
        Assert.Equal(
            [CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET, CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL, CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMCPY],
            Types(graph));
        CUgraphExec exec = Instantiate(graph);
        Ok(Driver.cuGraphDestroy(graph));
        for (int i = 0; i < 3; i++)
            Ok(Driver.cuGraphLaunch(exec, stream));
        Assert.Equal([31, 32, 33], Download<int>(copy, 3));
        Assert.Equal((3, 3, 0), (Driver.Counters.GraphLaunches, Driver.Counters.Kernels, Driver.Counters.Launches));
        Ok(Driver.cuGraphExecDestroy(exec));
        Assert.Equal(CUDA_ERROR_INVALID_HANDLE, Driver.cuGraphLaunch(exec, stream));
    }

    [Fact]
    public void Events_fork_a_capture_to_other_streams_and_join_it()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr a = Upload(0), b = Upload(0);
        CUstream first = Stream(), second = Stream();
        CUevent fork = Event(), join = Event();
        Ok(Driver.cuStreamBeginCapture(first, Global));
        Ok(Bump(bump, a, 1, 1, first));
        Ok(Driver.cuEventRecord(fork, first));
        Ok(Driver.cuStreamWaitEvent(second, fork, 0));
        Ok(Bump(bump, b, 1, 5, second));
        Ok(Bump(bump, a, 1, 2, first));
        Ok(Driver.cuEventRecord(join, second));
        Ok(Driver.cuStreamWaitEvent(first, join, 0));
        CUstreamCaptureStatus status;
        CUgraphNode* dependencies;
        nuint count;
        ulong id;
        Ok(Driver.cuStreamGetCaptureInfo(first, &status, &id, null, &dependencies, &count));
        Assert.Equal((nuint)2, count);
        Assert.NotEqual(dependencies[0], dependencies[1]);
        Ok(Bump(bump, b, 1, 7, first));
        CUgraph graph = EndCapture(first);
        Assert.Equal(4, Types(graph).Length);
        Ok(Driver.cuGraphLaunch(Instantiate(graph), first));
        Assert.Equal((3, 12), (Download<int>(a, 1)[0], Download<int>(b, 1)[0]));
        Ok(Bump(bump, b, 1, 1, second));
        Assert.Equal(13, Download<int>(b, 1)[0]);
    }

    [Fact]
    public void Work_that_is_not_joined_back_is_an_error()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr a = Upload(0);
        CUstream first = Stream(), second = Stream();
        CUevent fork = Event();
        CUgraph graph;
        Ok(Driver.cuStreamBeginCapture(first, Global));
        Ok(Driver.cuEventRecord(fork, first));
        Ok(Driver.cuStreamWaitEvent(second, fork, 0));
        Ok(Bump(bump, a, 1, 1, second));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, Driver.cuStreamEndCapture(second, &graph));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuStreamEndCapture(first, &graph));
        Ok(Driver.cuStreamBeginCapture(first, Global));
        Ok(Driver.cuEventRecord(fork, first));
        Ok(Driver.cuStreamWaitEvent(second, fork, 0));
        Ok(Bump(bump, a, 1, 1, second));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNJOINED, Driver.cuStreamEndCapture(first, &graph));
        Assert.Equal(default, graph);
        Assert.Equal(CUDA_ERROR_ILLEGAL_STATE, Driver.cuStreamEndCapture(first, &graph));
    }

    [Fact]
    public void Calls_that_may_wait_end_a_global_capture()
    {
        CUdeviceptr p;
        CUgraph graph;
        CUstream stream = Stream();
        CUevent @event = Event();
        Action[] risky =
        [
            () => Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, Driver.cuStreamSynchronize(stream)),
            () => Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, Driver.cuStreamQuery(stream)),
            () => Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, Driver.cuCtxSynchronize()),
            () => Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, AllocateAgain()),
            () =>
            {
                Ok(Driver.cuEventRecord(@event, stream));
                Assert.Equal(CUDA_ERROR_CAPTURED_EVENT, Driver.cuEventSynchronize(@event));
            },
        ];
        foreach (Action call in risky)
        {
            Ok(Driver.cuStreamBeginCapture(stream, Global));
            call();
            Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuMemsetD8Async(default(CUdeviceptr) + 1, 0, 0, stream) is CUDA_SUCCESS ? Driver.cuStreamEndCapture(stream, &graph) : CUDA_ERROR_UNKNOWN);
        }
        // Relaxed captures, and threads that say so, may allocate.
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED));
        Ok(Driver.cuMemAlloc(&p, 16));
        EndCapture(stream);
        CUstreamCaptureMode mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
        Ok(Driver.cuThreadExchangeStreamCaptureMode(&mode));
        Assert.Equal(Global, mode);
        Ok(Driver.cuStreamBeginCapture(stream, Global));
        Ok(Driver.cuMemAlloc(&p, 16));
        EndCapture(stream);
        Ok(Driver.cuThreadExchangeStreamCaptureMode(&mode));

        CUresult AllocateAgain()
        {
            CUdeviceptr q;
            return Driver.cuMemAlloc(&q, 16);
        }
    }

    [Fact]
    public void The_legacy_stream_is_barred_while_a_blocking_stream_is_captured()
    {
        CUdeviceptr p = Upload(0);
        CUgraph graph;
        CUstream blocking = Stream(CUstream_flags.CU_STREAM_DEFAULT), free = Stream();
        int host = 0;
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, Driver.cuStreamBeginCapture(CUstream.Legacy, Global));
        Ok(Driver.cuStreamBeginCapture(blocking, Global));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, Driver.cuMemcpyDtoH(&host, p, 4));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuStreamEndCapture(blocking, &graph));
        Ok(Driver.cuStreamBeginCapture(free, Global));
        Ok(Driver.cuMemcpyDtoH(&host, p, 4));
        EndCapture(free);
    }

    [Fact]
    public void Captures_do_not_mix()
    {
        CUgraph graph;
        CUstream first = Stream(), second = Stream();
        CUevent @event = Event(), outside = Event();
        Ok(Driver.cuEventRecord(outside, second));
        Ok(Driver.cuStreamBeginCapture(first, Global));
        Assert.Equal(CUDA_ERROR_ILLEGAL_STATE, Driver.cuStreamBeginCapture(first, Global));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_ISOLATION, Driver.cuStreamWaitEvent(first, outside, 0));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuStreamEndCapture(first, &graph));
        Ok(Driver.cuStreamBeginCapture(first, Global));
        Ok(Driver.cuStreamBeginCapture(second, Global));
        Ok(Driver.cuEventRecord(@event, first));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_MERGE, Driver.cuStreamWaitEvent(second, @event, 0));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuStreamEndCapture(first, &graph));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuStreamEndCapture(second, &graph));
    }

    [Fact]
    public void A_capture_ends_on_the_thread_that_began_it()
    {
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
        CUresult elsewhere = 0, allocation = CUDA_ERROR_UNKNOWN;
        var thread = new Thread(() =>
        {
            CUgraph graph;
            CUdeviceptr p;
            Driver.cuCtxSetCurrent(Context);
            elsewhere = Driver.cuStreamEndCapture(stream, &graph);
            allocation = Driver.cuMemAlloc(&p, 16);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, elsewhere);
        Assert.Equal(CUDA_SUCCESS, allocation);
        EndCapture(stream);
    }

    private CUgraphNodeType[] Types(CUgraph graph)
    {
        nuint count;
        Ok(Driver.cuGraphGetNodes(graph, null, &count));
        var nodes = new CUgraphNode[count];
        fixed (CUgraphNode* p = nodes)
            Ok(Driver.cuGraphGetNodes(graph, p, &count));
        return [.. nodes.Select(TypeOf)];
    }

    private CUgraphNodeType TypeOf(CUgraphNode node)
    {
        CUgraphNodeType type;
        Ok(Driver.cuGraphNodeGetType(node, &type));
        return type;
    }

    [Fact]
    public void Asking_for_the_state_of_the_legacy_stream_spoils_no_capture()
    {
        CUstream blocking = Stream(CUstream_flags.CU_STREAM_DEFAULT), free = Stream();
        CUstreamCaptureStatus status;
        Ok(Driver.cuStreamBeginCapture(blocking, Global));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, Driver.cuStreamIsCapturing(CUstream.Legacy, &status));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, Driver.cuStreamGetCaptureInfo(CUstream.Legacy, &status, null, null, null, null));
        EndCapture(blocking);
        Ok(Driver.cuStreamBeginCapture(free, Global));
        Ok(Driver.cuStreamGetCaptureInfo(CUstream.Legacy, &status, null, null, null, null));
        Assert.Equal(CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_NONE, status);
        EndCapture(free);
    }

    [Fact]
    public void External_events_are_for_captures_alone()
    {
        CUstream stream = Stream();
        CUevent @event = Event();
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuEventRecordWithFlags(@event, stream, CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamWaitEvent(stream, @event, CUevent_wait_flags.CU_EVENT_WAIT_EXTERNAL));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamWaitEvent(stream, @event, (CUevent_wait_flags)2));
        Ok(Driver.cuStreamBeginCapture(stream, Global));
        Ok(Driver.cuEventRecordWithFlags(@event, stream, CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL));
        Ok(Driver.cuStreamWaitEvent(stream, @event, CUevent_wait_flags.CU_EVENT_WAIT_EXTERNAL));
        EndCapture(stream);
        CUevent shared;
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuEventCreate(&shared, CUevent_flags.CU_EVENT_INTERPROCESS));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuEventCreate(&shared, CUevent_flags.CU_EVENT_INTERPROCESS | CUevent_flags.CU_EVENT_DISABLE_TIMING));
    }
}
