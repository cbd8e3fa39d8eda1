using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Memory that graphs allocate and free.</summary>
public sealed unsafe class GraphMemoryTests : DriverTest
{
    [Fact]
    public void A_captured_allocation_serves_every_launch()
    {
        CUdeviceptr result = Upload<uint>(0), scratch;
        CUfunction bump = Function(Load(), "bump");
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Driver.cuMemAllocAsync(&scratch, 4, stream));
        Ok(Driver.cuMemsetD32Async(scratch, 1, 1, stream));
        Ok(Bump(bump, scratch, 1, 6, stream));
        Ok(Driver.cuMemcpyDtoDAsync(result, scratch, 4, stream));
        Ok(Driver.cuMemFreeAsync(scratch, stream));
        CUgraph graph = EndCapture(stream);
        CUgraphExec exec = Instantiate(graph);
        for (int i = 0; i < 3; i++)
        {
            Ok(Driver.cuMemsetD32(result, 0, 1));
            Ok(Driver.cuGraphLaunch(exec, default));
            Assert.Equal([7u], Download<uint>(result, 1));
        }
        Assert.Equal((4ul, 0ul), (Reserved(), InUse()));
        Ok(Driver.cuGraphDestroy(graph));
        Assert.Equal(4ul, Reserved());
        Ok(Driver.cuGraphExecDestroy(exec));
        Assert.Equal(0ul, Reserved());
    }

    [Fact]
    public void A_capture_that_fails_leaves_no_memory_behind()
    {
        CUstream stream = Stream();
        CUdeviceptr p;
        CUgraph none;
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Driver.cuMemAllocAsync(&p, 64, stream));
        Assert.Equal(64ul, Reserved());
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, Driver.cuStreamSynchronize(stream));
        Assert.Equal(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, Driver.cuStreamEndCapture(stream, &none));
        Assert.Equal(0ul, Reserved());
    }

    [Fact]
    public void What_a_launch_allocates_the_program_may_free()
    {
        (CUgraph graph, CUgraphNode node, CUdeviceptr p) = Allocating();
        CUgraphExec exec = Instantiate(graph);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemFreeAsync(p, default)); // not launched yet
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal(64ul, InUse());
        Ok(Driver.cuMemsetD32(p, 5, 16));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphLaunch(exec, default)); // not freed yet
        Ok(Driver.cuMemFree(p));
        Ok(Driver.cuGraphLaunch(exec, default));
        AllocationNodeParams read;
        Ok(Driver.cuGraphMemAllocNodeGetParams(node, &read));
        Assert.Equal((p, (nuint)64), (read.Address, read.Bytes));

        // The graph goes while its memory is in use: the memory stays until it is freed.
        Ok(Driver.cuGraphExecDestroy(exec));
        Ok(Driver.cuGraphDestroy(graph));
        Ok(Driver.cuMemsetD32(p, 6, 16));
        Ok(Driver.cuMemFreeAsync(p, default));
        Assert.Equal(0ul, Reserved());
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemsetD32(p, 6, 16));
    }

    [Fact]
    public void A_graph_may_free_what_its_last_launch_left()
    {
        (CUgraph graph, CUgraphNode _, CUdeviceptr p) = Allocating();
        CUgraphExec exec;
        Ok(Driver.cuGraphInstantiateWithFlags(&exec, graph, CUgraphInstantiate_flags.CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH));
        CUgraphInstantiate_flags flags;
        Ok(Driver.cuGraphExecGetFlags(exec, &flags));
        Assert.Equal(CUgraphInstantiate_flags.CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH, flags);
        Ok(Driver.cuGraphLaunch(exec, default));
        Ok(Driver.cuGraphLaunch(exec, default));

        // Another graph frees it.
        CUgraph other;
        CUgraphNode free;
        Ok(Driver.cuGraphCreate(&other, 0));
        Ok(Driver.cuGraphAddMemFreeNode(&free, other, null, 0, p));
        CUgraphExec freeing = Instantiate(other);
        Ok(Driver.cuGraphLaunch(freeing, default));
        Assert.Equal(0ul, InUse());
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphLaunch(freeing, default));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphAddMemFreeNode(&free, other, null, 0, Allocate(8)));
    }

    [Fact]
    public void A_graph_with_memory_is_one_and_stays_whole()
    {
        (CUgraph graph, CUgraphNode node, CUdeviceptr p) = Allocating();
        CUgraph clone, parent;
        CUgraphNode free, child;
        CUgraphExec exec = Instantiate(graph), second;
        Ok(Driver.cuGraphCreate(&parent, 0));
        Ok(Driver.cuGraphAddMemFreeNode(&free, graph, &node, 1, p));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuGraphAddMemFreeNode(&free, graph, &node, 1, p));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuGraphClone(&clone, graph));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuGraphAddChildGraphNode(&child, parent, null, 0, graph));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuGraphRemoveDependencies(graph, &node, &free, 1));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuGraphDestroyNode(node));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuGraphInstantiateWithFlags(&second, graph, CUgraphInstantiate_flags.None));
        Ok(Driver.cuGraphExecDestroy(exec));
        Ok(Driver.cuGraphInstantiateWithFlags(&second, graph, CUgraphInstantiate_flags.None));
    }


    private (CUgraph Graph, CUgraphNode Node, CUdeviceptr Address) Allocating()
    {
        CUgraph graph;
        CUgraphNode node;
        Ok(Driver.cuGraphCreate(&graph, 0));
        var parameters = new AllocationNodeParams { Pool = new MemoryPoolProperties { Type = 1, Location = new MemoryLocation { Type = 1 } }, Bytes = 64 };
        Ok(Driver.cuGraphAddMemAllocNode(&node, graph, null, 0, &parameters));
        return (graph, node, parameters.Address);
    }

    private ulong InUse() => Attribute(0);

    private ulong Reserved() => Attribute(2);

    private ulong Attribute(int attribute)
    {
        ulong value;
        Ok(Driver.cuDeviceGetGraphMemAttribute(default, attribute, &value));
        return value;
    }
}
