using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class GraphTests : DriverTest
{
    [Fact]
    public void Graphs_are_built_by_hand_in_the_order_of_their_dependencies()
    {
        CUfunction bump = Function(Load(), "bump"), store = Function(Load(), "store");
        CUdeviceptr p = Upload(1);
        CUgraph graph;
        CUgraphNode last, first;
        Ok(Driver.cuGraphCreate(&graph, 0));
        uint n = 1, add = 100;
        void** bumpArguments = stackalloc void*[] { &p, &n, &add };
        void* storeArgument = &p;
        var bumpNode = new CUDA_KERNEL_NODE_PARAMS
        {
            func = bump,
            gridDimX = 1,
            gridDimY = 1,
            gridDimZ = 1,
            blockDimX = 32,
            blockDimY = 1,
            blockDimZ = 1,
            kernelParams = bumpArguments,
        };
        var storeNode = bumpNode with { func = store, blockDimX = 1, kernelParams = &storeArgument };
        Ok(Driver.cuGraphAddKernelNode(&first, graph, null, 0, &storeNode));
        Ok(Driver.cuGraphAddKernelNode(&last, graph, &first, 1, &bumpNode));
        CUgraphExec exec = Instantiate(graph);
        // The arguments were copied when the node was added.
        add = 5000;
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([107], Download<int>(p, 1));
        CUDA_KERNEL_NODE_PARAMS read;
        Ok(Driver.cuGraphKernelNodeGetParams(last, &read));
        Assert.Equal((bump, 32u, 100u, 1u), (read.func, read.blockDimX, *(uint*)read.kernelParams[2], *(uint*)read.kernelParams[1]));
        Ok(Driver.cuGraphExecKernelNodeSetParams(exec, last, &bumpNode));
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([5007], Download<int>(p, 1));
        CUgraphNode foreign;
        CUgraph other;
        Ok(Driver.cuGraphCreate(&other, 0));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuGraphAddKernelNode(&foreign, other, &first, 1, &bumpNode));
    }

    [Fact]
    public void Clones_are_independent()
    {
        CUgraph graph = Captured(out CUdeviceptr p, 3), clone;
        nuint count;
        CUgraphNode original, copied;
        Ok(Driver.cuGraphClone(&clone, graph));
        nuint one = 1;
        Ok(Driver.cuGraphGetNodes(graph, &original, &one));
        Ok(Driver.cuGraphGetNodes(clone, &copied, &one));
        Assert.NotEqual(original, copied);
        Ok(Driver.cuGraphDestroy(graph));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuGraphGetNodes(graph, null, &count));
        Ok(Driver.cuGraphGetNodes(clone, null, &count));
        Assert.Equal((nuint)1, count);
        Ok(Driver.cuGraphLaunch(Instantiate(clone), default));
        Assert.Equal([3], Download<int>(p, 1));
    }

    [Fact]
    public void An_executable_graph_takes_over_new_arguments_but_no_new_shape()
    {
        CUgraph graph = Captured(out CUdeviceptr p, 3);
        CUgraphExec exec = Instantiate(graph);
        CUgraph same = Captured(out CUdeviceptr q, 4);
        CUgraphExecUpdateResultInfo info;
        Ok(Driver.cuGraphExecUpdate(exec, same, &info));
        Assert.Equal(CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_SUCCESS, info.result);
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal((0, 4), (Download<int>(p, 1)[0], Download<int>(q, 1)[0]));
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED));
        Ok(Driver.cuMemsetD8Async(p, 1, 4, stream));
        CUgraph different = EndCapture(stream);
        Assert.Equal(CUresult.CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE, Driver.cuGraphExecUpdate(exec, different, &info));
        Assert.Equal(CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_NODE_TYPE_CHANGED, info.result);
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([8], Download<int>(q, 1));
    }

    [Fact]
    public void A_graph_launched_into_a_capture_becomes_a_child()
    {
        CUgraphExec inner = Instantiate(Captured(out CUdeviceptr p, 2));
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Driver.cuGraphLaunch(inner, stream));
        Ok(Driver.cuGraphLaunch(inner, stream));
        CUgraphExec outer = Instantiate(EndCapture(stream));
        Ok(Driver.cuGraphExecDestroy(inner));
        Ok(Driver.cuGraphUpload(outer, stream));
        Assert.Equal([0], Download<int>(p, 1));
        Ok(Driver.cuGraphLaunch(outer, stream));
        Assert.Equal([4], Download<int>(p, 1));
        Assert.Equal(1, Driver.Counters.GraphLaunches);
    }

    [Fact]
    public void A_launch_of_copies_sets_and_products_allocates_nothing()
    {
        CUdeviceptr p = Allocate(64), q = Allocate(64), a = Upload<float>(new float[16]), c = Allocate(64);
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Driver.cuMemsetD32Async(p, 7, 16, stream));
        Ok(Driver.cuMemcpyDtoDAsync(q, p, 64, stream));
        cublasHandle_t blas;
        float one = 1, zero = 0;
        Cuda.Cublas.cublasCreate(&blas);
        Cuda.Cublas.cublasSetStream(blas, stream);
        Assert.Equal(cublasStatus_t.CUBLAS_STATUS_SUCCESS, Cuda.Cublas.cublasSgemm(blas, 0, 0, 4, 4, 4, &one, a, 4, a, 4, &zero, c, 4));
        CUgraphExec exec = Instantiate(EndCapture(stream));
        for (int i = 0; i < 50; i++)
            Driver.cuGraphLaunch(exec, stream);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                Driver.cuGraphLaunch(exec, stream);
        }));
        Assert.All(Download<int>(q, 16), v => Assert.Equal(7, v));
    }

    [Fact]
    public void A_cooperative_node_stays_one()
    {
        CUfunction nothing = Function(Load(), "nothing");
        CUstream stream = Stream();
        CUgraph[] graphs = new CUgraph[2];
        for (int i = 0; i < 2; i++)
        {
            Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
            Ok(i == 0 ? Driver.cuLaunchKernel(nothing, 1, 1, 1, 1, 1, 1, 0, stream, null, null) : Driver.cuLaunchCooperativeKernel(nothing, 1, 1, 1, 1, 1, 1, 0, stream, null));
            graphs[i] = EndCapture(stream);
        }
        CUgraphExecUpdateResultInfo info;
        CUgraphExec exec = Instantiate(graphs[0]);
        Ok(Driver.cuGraphExecUpdate(exec, graphs[0], &info));
        Assert.Equal(CUresult.CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE, Driver.cuGraphExecUpdate(exec, graphs[1], &info));
        Assert.Equal(CUgraphExecUpdateResult.CU_GRAPH_EXEC_UPDATE_ERROR_ATTRIBUTES_CHANGED, info.result);
    }


    /// <summary>A graph that adds to one int, which starts at 0.</summary>
    private CUgraph Captured(out CUdeviceptr p, uint add)
    {
        CUfunction bump = Function(Load(), "bump");
        p = Upload(0);
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Bump(bump, p, 1, add, stream));
        return EndCapture(stream);
    }
}
