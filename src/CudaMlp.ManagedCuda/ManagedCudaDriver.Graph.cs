using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuGraphDestroy(CUgraph hGraph) =>
        (CUresult)Raw.GraphManagment.cuGraphDestroy(Unsafe.BitCast<CUgraph, McCUgraph>(hGraph));

    public CUresult cuGraphClone(CUgraph* phGraphClone, CUgraph originalGraph) =>
        (CUresult)Raw.GraphManagment.cuGraphClone(ref *(McCUgraph*)phGraphClone, Unsafe.BitCast<CUgraph, McCUgraph>(originalGraph));

    public CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType* type) =>
        (CUresult)Raw.GraphManagment.cuGraphNodeGetType(Unsafe.BitCast<CUgraphNode, McCUgraphNode>(hNode), ref *(McCUgraphNodeType*)type);

    public CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags) =>
        (CUresult)Raw.GraphManagment.cuGraphInstantiate(ref *(McCUgraphExec*)phGraphExec, Unsafe.BitCast<CUgraph, McCUgraph>(hGraph), (McCUgraphInstantiate_flags)flags);

    public CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream) =>
        (CUresult)Raw.GraphManagment.cuGraphUpload(Unsafe.BitCast<CUgraphExec, McCUgraphExec>(hGraphExec), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) =>
        (CUresult)Raw.GraphManagment.cuGraphLaunch(Unsafe.BitCast<CUgraphExec, McCUgraphExec>(hGraphExec), Unsafe.BitCast<CUstream, McCUstream>(hStream));

    public CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) =>
        (CUresult)Raw.GraphManagment.cuGraphExecDestroy(Unsafe.BitCast<CUgraphExec, McCUgraphExec>(hGraphExec));
}
