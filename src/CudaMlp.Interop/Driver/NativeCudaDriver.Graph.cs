using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: graph management.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuGraphCreate(CUgraph* phGraph, uint flags) => Entry.cuGraphCreate(phGraph, flags);

    public CUresult cuGraphDestroy(CUgraph hGraph) => Entry.cuGraphDestroy(hGraph);

    public CUresult cuGraphClone(CUgraph* phGraphClone, CUgraph originalGraph) => Entry.cuGraphClone(phGraphClone, originalGraph);

    public CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode* nodes, nuint* numNodes) => Entry.cuGraphGetNodes(hGraph, nodes, numNodes);

    public CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType* type) => Entry.cuGraphNodeGetType(hNode, type);

    public CUresult cuGraphAddKernelNode(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint numDependencies, CUDA_KERNEL_NODE_PARAMS* nodeParams) =>
        Entry.cuGraphAddKernelNode(phGraphNode, hGraph, dependencies, numDependencies, nodeParams);

    public CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) =>
        Entry.cuGraphKernelNodeGetParams(hNode, nodeParams);

    public CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) =>
        Entry.cuGraphExecKernelNodeSetParams(hGraphExec, hNode, nodeParams);

    public CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags) =>
        Entry.cuGraphInstantiateWithFlags(phGraphExec, hGraph, flags);

    public CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo* resultInfo) =>
        Entry.cuGraphExecUpdate(hGraphExec, hGraph, resultInfo);

    public CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream) => Entry.cuGraphUpload(hGraphExec, hStream);

    public CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) => Entry.cuGraphLaunch(hGraphExec, hStream);

    public CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) => Entry.cuGraphExecDestroy(hGraphExec);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphCreate(CUgraph* phGraph, uint flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphDestroy(CUgraph hGraph);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphClone(CUgraph* phGraphClone, CUgraph originalGraph);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode* nodes, nuint* numNodes);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType* type);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuGraphAddKernelNode_v2")]
        internal static partial CUresult cuGraphAddKernelNode(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint numDependencies, CUDA_KERNEL_NODE_PARAMS* nodeParams);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuGraphKernelNodeGetParams_v2")]
        internal static partial CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuGraphExecKernelNodeSetParams_v2")]
        internal static partial CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuGraphExecUpdate_v2")]
        internal static partial CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo* resultInfo);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGraphExecDestroy(CUgraphExec hGraphExec);
    }
}
