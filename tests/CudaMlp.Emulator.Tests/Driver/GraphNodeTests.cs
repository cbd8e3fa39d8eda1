using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Nodes of every kind, edges, and the functions that look into modules and kernels.</summary>
public sealed unsafe class GraphNodeTests : DriverTest
{
    [Fact]
    public void Nodes_of_every_kind_run_in_the_order_of_their_edges()
    {
        CUdeviceptr p = Allocate(64), q = Allocate(64);
        void* pinned;
        Ok(Driver.cuMemAllocHost(&pinned, 4));
        *(int*)pinned = 0;
        CUgraph graph, child;
        CUgraphNode set, copy, host, empty, inner, record;
        CUevent done = Event();
        Ok(Driver.cuGraphCreate(&graph, 0));
        Ok(Driver.cuGraphCreate(&child, 0));
        var fill = new MemsetNodeParams { Destination = p, Value = 0x0101, ElementSize = 2, Width = 8, Height = 2, Pitch = 32 };
        Ok(Driver.cuGraphAddMemsetNode(&inner, child, null, 0, &fill, Context));
        // Added in the wrong order: only the edges say what comes first.
        var box = new CUDA_MEMCPY3D
        {
            srcMemoryType = CUmemorytype.CU_MEMORYTYPE_DEVICE,
            srcDevice = p,
            srcPitch = 32,
            dstMemoryType = CUmemorytype.CU_MEMORYTYPE_DEVICE,
            dstDevice = q,
            dstPitch = 16,
            WidthInBytes = 16,
            Height = 2,
            Depth = 1,
        };
        Ok(Driver.cuGraphAddMemcpyNode(&copy, graph, null, 0, &box, Context));
        Ok(Driver.cuGraphAddChildGraphNode(&set, graph, null, 0, child));
        Ok(Driver.cuGraphDestroy(child));
        Ok(Driver.cuGraphAddDependencies(graph, &set, &copy, 1));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuGraphAddDependencies(graph, &set, &copy, 1));
        Ok(Driver.cuGraphAddEmptyNode(&empty, graph, &copy, 1));
        var call = new HostNodeParams { Function = &Increment, UserData = pinned };
        Ok(Driver.cuGraphAddHostNode(&host, graph, &empty, 1, &call));
        Ok(Driver.cuGraphAddEventRecordNode(&record, graph, &host, 1, done));
        CUgraphExec exec = Instantiate(graph);
        Ok(Driver.cuGraphLaunch(exec, default));
        byte[] expected = [.. Enumerable.Repeat((byte)1, 32)];
        Assert.Equal(expected, Download<byte>(q, 32));
        Assert.Equal(1, *(int*)pinned);
        float milliseconds;
        Ok(Driver.cuEventElapsedTime(&milliseconds, done, done));
        CUgraphNodeType type;
        Ok(Driver.cuGraphNodeGetType(set, &type));
        Assert.Equal(CUgraphNodeType.CU_GRAPH_NODE_TYPE_GRAPH, type);

        // Other arguments for the copy: one row only, to another place.
        box.Height = 1;
        box.dstDevice = q + 32;
        Ok(Driver.cuGraphExecMemcpyNodeSetParams(exec, copy, &box, Context));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuGraphExecMemcpyNodeSetParams(exec, host, &box, Context));
        Ok(Driver.cuMemsetD8(q, 0, 64));
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal([.. new byte[32], .. expected[..16], .. new byte[16]], Download<byte>(q, 64));
    }

    [Fact]
    public void Edges_can_be_read_and_cut_and_cycles_are_refused()
    {
        CUgraph graph;
        CUgraphNode* nodes = stackalloc CUgraphNode[3];
        CUgraphNode* from = stackalloc CUgraphNode[4];
        CUgraphNode* to = stackalloc CUgraphNode[4];
        nuint count;
        Ok(Driver.cuGraphCreate(&graph, 0));
        Ok(Driver.cuGraphAddEmptyNode(&nodes[0], graph, null, 0));
        Ok(Driver.cuGraphAddEmptyNode(&nodes[1], graph, nodes, 1));
        Ok(Driver.cuGraphAddEmptyNode(&nodes[2], graph, nodes, 2));
        Ok(Driver.cuGraphGetEdges(graph, null, null, &count));
        Assert.Equal((nuint)3, count);
        count = 4;
        Ok(Driver.cuGraphGetEdges(graph, from, to, &count));
        Assert.Equal((nuint)3, count);
        Assert.Equal([(nodes[0], nodes[1]), (nodes[0], nodes[2]), (nodes[1], nodes[2])], Enumerable.Range(0, 3).Select(i => (from[i], to[i])));
        count = 1;
        Ok(Driver.cuGraphGetRootNodes(graph, from, &count));
        Assert.Equal((nodes[0], (nuint)1), (from[0], count));
        Ok(Driver.cuGraphNodeGetDependencies(nodes[2], null, &count));
        Assert.Equal((nuint)2, count);
        Ok(Driver.cuGraphNodeGetDependentNodes(nodes[0], null, &count));
        Assert.Equal((nuint)2, count);
        Ok(Driver.cuGraphAddDependencies(graph, &nodes[2], &nodes[0], 1));
        CUgraphExec exec;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuGraphInstantiateWithFlags(&exec, graph, 0));
        Assert.Contains("cycle", Driver.LastError);
        Ok(Driver.cuGraphRemoveDependencies(graph, &nodes[2], &nodes[0], 1));
        Ok(Driver.cuGraphDestroyNode(nodes[1]));
        Ok(Driver.cuGraphGetEdges(graph, null, null, &count));
        Assert.Equal((nuint)1, count);
        Instantiate(graph);
    }

    [Fact]
    public void Functions_tell_their_names_and_parameters()
    {
        CUmodule module = Load();
        uint functions;
        Ok(Driver.cuModuleGetFunctionCount(&functions, module));
        Assert.Equal(5u, functions);
        CUfunction* all = stackalloc CUfunction[5];
        Ok(Driver.cuModuleEnumerateFunctions(all, 5, module));
        HashSet<string> names = [];
        for (int i = 0; i < 5; i++)
        {
            byte* name;
            Ok(Driver.cuFuncGetName(&name, all[i]));
            names.Add(Marshal.PtrToStringUTF8((nint)name)!);
        }
        Assert.Equal(["bump", "fixed", "nothing", "shared", "store"], names.Order());
        nuint offset, size;
        Ok(Driver.cuFuncGetParamInfo(Function(module, "bump"), 2, &offset, &size));
        Assert.Equal(((nuint)12, (nuint)4), (offset, size));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuFuncGetParamInfo(Function(module, "bump"), 3, &offset, &size));
        nuint bytes;
        Ok(Driver.cuOccupancyAvailableDynamicSMemPerBlock(&bytes, Function(module, "nothing"), 4, 128));
        int blocks;
        Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, Function(module, "nothing"), 128, bytes));
        Assert.Equal(4, blocks);
        // So many do not fit at all.
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuOccupancyAvailableDynamicSMemPerBlock(&bytes, Function(module, "nothing"), 17, 128));
    }

    [Fact]
    public void The_default_pool_takes_settings_and_counts_bytes()
    {
        nint pool;
        ulong value = 12345, used, later;
        Ok(Driver.cuDeviceGetDefaultMemPool(&pool, default));
        Ok(Driver.cuMemPoolSetAttribute(pool, 4, &value));
        value = 0;
        Ok(Driver.cuMemPoolGetAttribute(pool, 4, &value));
        Assert.Equal(12345ul, value);
        Ok(Driver.cuMemPoolGetAttribute(pool, 7, &used));
        CUdeviceptr p;
        Ok(Driver.cuMemAllocFromPoolAsync(&p, 1000, pool, default));
        Ok(Driver.cuMemPoolGetAttribute(pool, 7, &later));
        Assert.Equal(1000ul, later - used);
        Ok(Driver.cuMemFreeAsync(p, default));
        Ok(Driver.cuMemPoolTrimTo(pool, 0));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemPoolGetAttribute(pool, 99, &later));
    }

    [Fact]
    public void Pools_of_a_program_give_memory_until_they_are_destroyed()
    {
        var properties = new MemoryPoolProperties { Type = 1, Location = new MemoryLocation { Type = 1 } };
        nint pool, standard, current;
        Ok(Driver.cuMemPoolCreate(&pool, &properties));
        Ok(Driver.cuDeviceGetDefaultMemPool(&standard, default));
        Assert.NotEqual(standard, pool);
        ulong threshold = 77, other;
        Ok(Driver.cuMemPoolSetAttribute(pool, 4, &threshold));
        Ok(Driver.cuMemPoolGetAttribute(standard, 4, &other));
        Assert.Equal(0ul, other);
        var access = new MemoryAccess { Location = properties.Location, Flags = 3 };
        int flags;
        Ok(Driver.cuMemPoolSetAccess(pool, &access, 1));
        Ok(Driver.cuMemPoolGetAccess(&flags, pool, &access.Location));
        Assert.Equal(3, flags);
        access.Location.Id = 1;
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_DEVICE, Driver.cuMemPoolSetAccess(pool, &access, 1));
        Ok(Driver.cuDeviceSetMemPool(default, pool));
        Ok(Driver.cuDeviceGetMemPool(&current, default));
        Assert.Equal(pool, current);
        CUdeviceptr p;
        Ok(Driver.cuMemAllocFromPoolAsync(&p, 100, pool, default));
        Ok(Driver.cuMemPoolDestroy(pool));
        Ok(Driver.cuMemFreeAsync(p, default));
        Ok(Driver.cuDeviceGetMemPool(&current, default));
        Assert.Equal(standard, current);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemAllocFromPoolAsync(&p, 100, pool, default));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemPoolDestroy(standard));
        properties.HandleTypes = 1;
        Assert.Equal(CUresult.CUDA_ERROR_NOT_SUPPORTED, Driver.cuMemPoolCreate(&pool, &properties));
    }

    [Fact]
    public void What_a_pool_counts_cannot_be_set()
    {
        nint pool;
        ulong zero = 0, one = 1;
        Ok(Driver.cuDeviceGetDefaultMemPool(&pool, default));
        Ok(Driver.cuMemPoolSetAttribute(pool, 8, &zero));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemPoolSetAttribute(pool, 8, &one));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemPoolSetAttribute(pool, 6, &one));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemPoolSetAttribute(pool, 7, &zero));
    }


    [Fact]
    public void A_kernel_node_takes_other_parameters_before_it_is_instantiated()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr p = Upload(1);
        uint n = 1, add = 10;
        void** arguments = stackalloc void*[] { &p, &n, &add };
        var parameters = new CUDA_KERNEL_NODE_PARAMS { func = bump, gridDimX = 1, gridDimY = 1, gridDimZ = 1, blockDimX = 1, blockDimY = 1, blockDimZ = 1, kernelParams = arguments };
        CUgraph graph;
        CUgraphNode node, empty;
        Ok(Driver.cuGraphCreate(&graph, 0));
        Ok(Driver.cuGraphAddKernelNode(&node, graph, null, 0, &parameters));
        Ok(Driver.cuGraphAddEmptyNode(&empty, graph, null, 0));
        add = 20;
        Ok(Driver.cuGraphKernelNodeSetParams(node, &parameters));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuGraphKernelNodeSetParams(empty, &parameters));
        Ok(Driver.cuGraphLaunch(Instantiate(graph), default));
        Assert.Equal([21], Download<int>(p, 1));
    }

    [Fact]
    public void A_host_node_of_an_executable_graph_takes_other_parameters()
    {
        int one = 0, other = 0;
        var parameters = new HostNodeParams { Function = &Increment, UserData = &one };
        CUgraph graph;
        CUgraphNode node;
        Ok(Driver.cuGraphCreate(&graph, 0));
        Ok(Driver.cuGraphAddHostNode(&node, graph, null, 0, &parameters));
        CUgraphExec exec = Instantiate(graph);
        parameters.UserData = &other;
        Ok(Driver.cuGraphExecHostNodeSetParams(exec, node, &parameters));
        Ok(Driver.cuGraphLaunch(exec, default));
        Assert.Equal((0, 1), (one, other));
    }

    [UnmanagedCallersOnly]
    private static void Increment(void* data) => ++*(int*)data;
}
