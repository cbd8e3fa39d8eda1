namespace CudaMlp.Interop;

// cuda.h: graph management.
public unsafe partial interface ICudaDriver
{
    CUresult cuGraphCreate(CUgraph* phGraph, uint flags);

    CUresult cuGraphDestroy(CUgraph hGraph);

    CUresult cuGraphClone(CUgraph* phGraphClone, CUgraph originalGraph);

    /// <param name="hGraph">The graph.</param>
    /// <param name="nodes">Null to ask the count only.</param>
    /// <param name="numNodes">Capacity in, count out.</param>
    CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode* nodes, nuint* numNodes);

    CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType* type);

    CUresult cuGraphAddKernelNode(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint numDependencies, CUDA_KERNEL_NODE_PARAMS* nodeParams);

    CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams);

    CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams);

    CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags);

    /// <summary><c>cuGraphExecUpdate_v2</c>, the form of CUDA 12.</summary>
    CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo* resultInfo);

    CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream);

    CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream);

    CUresult cuGraphExecDestroy(CUgraphExec hGraphExec);
}
