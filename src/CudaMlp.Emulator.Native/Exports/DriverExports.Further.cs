using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// What real programs ask for beyond ICudaDriver: graph nodes, inspection, memory pools, attributes of streams.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddEmptyNode")]
    public static CUresult cuGraphAddEmptyNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count) { try { return Emulation.Driver.cuGraphAddEmptyNode(node, graph, dependencies, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddHostNode")]
    public static CUresult cuGraphAddHostNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, HostNodeParams* parameters) { try { return Emulation.Driver.cuGraphAddHostNode(node, graph, dependencies, count, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddMemsetNode")]
    public static CUresult cuGraphAddMemsetNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, MemsetNodeParams* parameters, CUcontext context) { try { return Emulation.Driver.cuGraphAddMemsetNode(node, graph, dependencies, count, parameters, context); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddMemcpyNode")]
    public static CUresult cuGraphAddMemcpyNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUDA_MEMCPY3D* parameters, CUcontext context) { try { return Emulation.Driver.cuGraphAddMemcpyNode(node, graph, dependencies, count, parameters, context); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddChildGraphNode")]
    public static CUresult cuGraphAddChildGraphNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUgraph child) { try { return Emulation.Driver.cuGraphAddChildGraphNode(node, graph, dependencies, count, child); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddEventRecordNode")]
    public static CUresult cuGraphAddEventRecordNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUevent target) { try { return Emulation.Driver.cuGraphAddEventRecordNode(node, graph, dependencies, count, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddEventWaitNode")]
    public static CUresult cuGraphAddEventWaitNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUevent target) { try { return Emulation.Driver.cuGraphAddEventWaitNode(node, graph, dependencies, count, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecMemsetNodeSetParams")]
    public static CUresult cuGraphExecMemsetNodeSetParams(CUgraphExec exec, CUgraphNode node, MemsetNodeParams* parameters, CUcontext context) { try { return Emulation.Driver.cuGraphExecMemsetNodeSetParams(exec, node, parameters, context); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecMemcpyNodeSetParams")]
    public static CUresult cuGraphExecMemcpyNodeSetParams(CUgraphExec exec, CUgraphNode node, CUDA_MEMCPY3D* parameters, CUcontext context) { try { return Emulation.Driver.cuGraphExecMemcpyNodeSetParams(exec, node, parameters, context); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddDependencies")]
    public static CUresult cuGraphAddDependencies(CUgraph graph, CUgraphNode* from, CUgraphNode* to, nuint count) { try { return Emulation.Driver.cuGraphAddDependencies(graph, from, to, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphRemoveDependencies")]
    public static CUresult cuGraphRemoveDependencies(CUgraph graph, CUgraphNode* from, CUgraphNode* to, nuint count) { try { return Emulation.Driver.cuGraphRemoveDependencies(graph, from, to, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphDestroyNode")]
    public static CUresult cuGraphDestroyNode(CUgraphNode node) { try { return Emulation.Driver.cuGraphDestroyNode(node); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphGetRootNodes")]
    public static CUresult cuGraphGetRootNodes(CUgraph graph, CUgraphNode* nodes, nuint* count) { try { return Emulation.Driver.cuGraphGetRootNodes(graph, nodes, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphGetEdges")]
    public static CUresult cuGraphGetEdges(CUgraph graph, CUgraphNode* from, CUgraphNode* to, nuint* count) { try { return Emulation.Driver.cuGraphGetEdges(graph, from, to, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeGetDependencies")]
    public static CUresult cuGraphNodeGetDependencies(CUgraphNode node, CUgraphNode* dependencies, nuint* count) { try { return Emulation.Driver.cuGraphNodeGetDependencies(node, dependencies, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeGetDependentNodes")]
    public static CUresult cuGraphNodeGetDependentNodes(CUgraphNode node, CUgraphNode* dependents, nuint* count) { try { return Emulation.Driver.cuGraphNodeGetDependentNodes(node, dependents, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetId")]
    public static CUresult cuCtxGetId(CUcontext ctx, ulong* id) { try { return Emulation.Driver.cuCtxGetId(ctx, id); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleGetFunctionCount")]
    public static CUresult cuModuleGetFunctionCount(uint* count, CUmodule hmod) { try { return Emulation.Driver.cuModuleGetFunctionCount(count, hmod); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleEnumerateFunctions")]
    public static CUresult cuModuleEnumerateFunctions(CUfunction* functions, uint count, CUmodule hmod) { try { return Emulation.Driver.cuModuleEnumerateFunctions(functions, count, hmod); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuFuncGetName")]
    public static CUresult cuFuncGetName(byte** name, CUfunction hfunc) { try { return Emulation.Driver.cuFuncGetName(name, hfunc); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuFuncGetParamInfo")]
    public static CUresult cuFuncGetParamInfo(CUfunction hfunc, nuint index, nuint* offset, nuint* size) { try { return Emulation.Driver.cuFuncGetParamInfo(hfunc, index, offset, size); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuOccupancyAvailableDynamicSMemPerBlock")]
    public static CUresult cuOccupancyAvailableDynamicSMemPerBlock(nuint* bytes, CUfunction func, int blocks, int blockSize) { try { return Emulation.Driver.cuOccupancyAvailableDynamicSMemPerBlock(bytes, func, blocks, blockSize); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPrefetchAsync")]
    public static CUresult cuMemPrefetchAsync(CUdeviceptr ptr, nuint count, CUdevice device, CUstream hStream) { try { return Emulation.Driver.cuMemPrefetchAsync(ptr, count, device, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAdvise")]
    public static CUresult cuMemAdvise(CUdeviceptr ptr, nuint count, int advice, CUdevice device) { try { return Emulation.Driver.cuMemAdvise(ptr, count, advice, device); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetDefaultMemPool")]
    public static CUresult cuDeviceGetDefaultMemPool(nint* pool, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetDefaultMemPool(pool, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetMemPool")]
    public static CUresult cuDeviceGetMemPool(nint* pool, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetMemPool(pool, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceSetMemPool")]
    public static CUresult cuDeviceSetMemPool(CUdevice dev, nint pool) { try { return Emulation.Driver.cuDeviceSetMemPool(dev, pool); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPoolTrimTo")]
    public static CUresult cuMemPoolTrimTo(nint pool, nuint minBytesToKeep) { try { return Emulation.Driver.cuMemPoolTrimTo(pool, minBytesToKeep); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPoolSetAttribute")]
    public static CUresult cuMemPoolSetAttribute(nint pool, int attribute, void* value) { try { return Emulation.Driver.cuMemPoolSetAttribute(pool, attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPoolGetAttribute")]
    public static CUresult cuMemPoolGetAttribute(nint pool, int attribute, void* value) { try { return Emulation.Driver.cuMemPoolGetAttribute(pool, attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemAllocFromPoolAsync")]
    public static CUresult cuMemAllocFromPoolAsync(CUdeviceptr* dptr, nuint bytesize, nint pool, CUstream hStream) { try { return Emulation.Driver.cuMemAllocFromPoolAsync(dptr, bytesize, pool, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPoolCreate")]
    public static CUresult cuMemPoolCreate(nint* pool, MemoryPoolProperties* properties) { try { return Emulation.Driver.cuMemPoolCreate(pool, properties); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPoolDestroy")]
    public static CUresult cuMemPoolDestroy(nint pool) { try { return Emulation.Driver.cuMemPoolDestroy(pool); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPoolSetAccess")]
    public static CUresult cuMemPoolSetAccess(nint pool, MemoryAccess* map, nuint count) { try { return Emulation.Driver.cuMemPoolSetAccess(pool, map, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemPoolGetAccess")]
    public static CUresult cuMemPoolGetAccess(int* flags, nint pool, MemoryLocation* location) { try { return Emulation.Driver.cuMemPoolGetAccess(flags, pool, location); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuOccupancyMaxPotentialBlockSizeWithFlags")]
    public static CUresult cuOccupancyMaxPotentialBlockSizeWithFlags(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit, uint flags) { try { return Emulation.Driver.cuOccupancyMaxPotentialBlockSizeWithFlags(minGridSize, blockSize, func, blockSizeToDynamicSMemSize, dynamicSMemSize, blockSizeLimit, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuFuncLoad")]
    public static CUresult cuFuncLoad(CUfunction function) { try { return Emulation.Driver.cuFuncLoad(function); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuFuncIsLoaded")]
    public static CUresult cuFuncIsLoaded(int* state, CUfunction function) { try { return Emulation.Driver.cuFuncIsLoaded(state, function); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxResetPersistingL2Cache")]
    public static CUresult cuCtxResetPersistingL2Cache() { try { return Emulation.Driver.cuCtxResetPersistingL2Cache(); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphKernelNodeSetParams_v2")]
    public static CUresult cuGraphKernelNodeSetParams_v2(CUgraphNode node, CUDA_KERNEL_NODE_PARAMS* parameters) { try { return Emulation.Driver.cuGraphKernelNodeSetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecHostNodeSetParams")]
    public static CUresult cuGraphExecHostNodeSetParams(CUgraphExec exec, CUgraphNode node, HostNodeParams* parameters) { try { return Emulation.Driver.cuGraphExecHostNodeSetParams(exec, node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamSetAttribute")]
    public static CUresult cuStreamSetAttribute(CUstream hStream, int attribute, void* value) { try { return Emulation.Driver.cuStreamSetAttribute(hStream, attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetAttribute")]
    public static CUresult cuStreamGetAttribute(CUstream hStream, int attribute, void* value) { try { return Emulation.Driver.cuStreamGetAttribute(hStream, attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamCopyAttributes")]
    public static CUresult cuStreamCopyAttributes(CUstream target, CUstream source) { try { return Emulation.Driver.cuStreamCopyAttributes(target, source); } catch (Exception e) { return Emulation.Failed(e); } }
}
