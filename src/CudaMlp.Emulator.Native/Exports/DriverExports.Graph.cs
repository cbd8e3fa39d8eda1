using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Graphs.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuGraphCreate")]
    public static CUresult cuGraphCreate(CUgraph* phGraph, uint flags) { try { return Emulation.Driver.cuGraphCreate(phGraph, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphDestroy")]
    public static CUresult cuGraphDestroy(CUgraph hGraph) { try { return Emulation.Driver.cuGraphDestroy(hGraph); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphClone")]
    public static CUresult cuGraphClone(CUgraph* phGraphClone, CUgraph originalGraph) { try { return Emulation.Driver.cuGraphClone(phGraphClone, originalGraph); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphGetNodes")]
    public static CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode* nodes, nuint* numNodes) { try { return Emulation.Driver.cuGraphGetNodes(hGraph, nodes, numNodes); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeGetType")]
    public static CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType* type) { try { return Emulation.Driver.cuGraphNodeGetType(hNode, type); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddKernelNode_v2")]
    public static CUresult cuGraphAddKernelNode_v2(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint numDependencies, CUDA_KERNEL_NODE_PARAMS* nodeParams) { try { return Emulation.Driver.cuGraphAddKernelNode(phGraphNode, hGraph, dependencies, numDependencies, nodeParams); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphKernelNodeGetParams_v2")]
    public static CUresult cuGraphKernelNodeGetParams_v2(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) { try { return Emulation.Driver.cuGraphKernelNodeGetParams(hNode, nodeParams); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecKernelNodeSetParams_v2")]
    public static CUresult cuGraphExecKernelNodeSetParams_v2(CUgraphExec hGraphExec, CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) { try { return Emulation.Driver.cuGraphExecKernelNodeSetParams(hGraphExec, hNode, nodeParams); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphInstantiateWithFlags")]
    public static CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags) { try { return Emulation.Driver.cuGraphInstantiateWithFlags(phGraphExec, hGraph, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecUpdate_v2")]
    public static CUresult cuGraphExecUpdate_v2(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo* resultInfo) { try { return Emulation.Driver.cuGraphExecUpdate(hGraphExec, hGraph, resultInfo); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphUpload")]
    public static CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream) { try { return Emulation.Driver.cuGraphUpload(hGraphExec, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphLaunch")]
    public static CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) { try { return Emulation.Driver.cuGraphLaunch(hGraphExec, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecDestroy")]
    public static CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) { try { return Emulation.Driver.cuGraphExecDestroy(hGraphExec); } catch (Exception e) { return Emulation.Failed(e); } }
}
