using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Nodes of graphs by their parameters.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddNode")]
    public static CUresult cuGraphAddNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, NodeParams* parameters) { try { return Emulation.Driver.cuGraphAddNode(node, graph, dependencies, count, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeSetParams")]
    public static CUresult cuGraphNodeSetParams(CUgraphNode node, NodeParams* parameters) { try { return Emulation.Driver.cuGraphNodeSetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecNodeSetParams")]
    public static CUresult cuGraphExecNodeSetParams(CUgraphExec exec, CUgraphNode node, NodeParams* parameters) { try { return Emulation.Driver.cuGraphExecNodeSetParams(exec, node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecChildGraphNodeSetParams")]
    public static CUresult cuGraphExecChildGraphNodeSetParams(CUgraphExec exec, CUgraphNode node, CUgraph child) { try { return Emulation.Driver.cuGraphExecChildGraphNodeSetParams(exec, node, child); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphHostNodeGetParams")]
    public static CUresult cuGraphHostNodeGetParams(CUgraphNode node, HostNodeParams* parameters) { try { return Emulation.Driver.cuGraphHostNodeGetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphHostNodeSetParams")]
    public static CUresult cuGraphHostNodeSetParams(CUgraphNode node, HostNodeParams* parameters) { try { return Emulation.Driver.cuGraphHostNodeSetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphMemsetNodeGetParams")]
    public static CUresult cuGraphMemsetNodeGetParams(CUgraphNode node, MemsetNodeParams* parameters) { try { return Emulation.Driver.cuGraphMemsetNodeGetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphMemsetNodeSetParams")]
    public static CUresult cuGraphMemsetNodeSetParams(CUgraphNode node, MemsetNodeParams* parameters) { try { return Emulation.Driver.cuGraphMemsetNodeSetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphMemcpyNodeGetParams")]
    public static CUresult cuGraphMemcpyNodeGetParams(CUgraphNode node, CUDA_MEMCPY3D* parameters) { try { return Emulation.Driver.cuGraphMemcpyNodeGetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphMemcpyNodeSetParams")]
    public static CUresult cuGraphMemcpyNodeSetParams(CUgraphNode node, CUDA_MEMCPY3D* parameters) { try { return Emulation.Driver.cuGraphMemcpyNodeSetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphEventRecordNodeGetEvent")]
    public static CUresult cuGraphEventRecordNodeGetEvent(CUgraphNode node, CUevent* target) { try { return Emulation.Driver.cuGraphEventRecordNodeGetEvent(node, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphEventWaitNodeGetEvent")]
    public static CUresult cuGraphEventWaitNodeGetEvent(CUgraphNode node, CUevent* target) { try { return Emulation.Driver.cuGraphEventWaitNodeGetEvent(node, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphEventRecordNodeSetEvent")]
    public static CUresult cuGraphEventRecordNodeSetEvent(CUgraphNode node, CUevent target) { try { return Emulation.Driver.cuGraphEventRecordNodeSetEvent(node, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphEventWaitNodeSetEvent")]
    public static CUresult cuGraphEventWaitNodeSetEvent(CUgraphNode node, CUevent target) { try { return Emulation.Driver.cuGraphEventWaitNodeSetEvent(node, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecEventRecordNodeSetEvent")]
    public static CUresult cuGraphExecEventRecordNodeSetEvent(CUgraphExec exec, CUgraphNode node, CUevent target) { try { return Emulation.Driver.cuGraphExecEventRecordNodeSetEvent(exec, node, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecEventWaitNodeSetEvent")]
    public static CUresult cuGraphExecEventWaitNodeSetEvent(CUgraphExec exec, CUgraphNode node, CUevent target) { try { return Emulation.Driver.cuGraphExecEventWaitNodeSetEvent(exec, node, target); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeSetEnabled")]
    public static CUresult cuGraphNodeSetEnabled(CUgraphExec exec, CUgraphNode node, uint enabled) { try { return Emulation.Driver.cuGraphNodeSetEnabled(exec, node, enabled); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeGetEnabled")]
    public static CUresult cuGraphNodeGetEnabled(CUgraphExec exec, CUgraphNode node, uint* enabled) { try { return Emulation.Driver.cuGraphNodeGetEnabled(exec, node, enabled); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphNodeFindInClone")]
    public static CUresult cuGraphNodeFindInClone(CUgraphNode* copy, CUgraphNode original, CUgraph clone) { try { return Emulation.Driver.cuGraphNodeFindInClone(copy, original, clone); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecGetFlags")]
    public static CUresult cuGraphExecGetFlags(CUgraphExec exec, CUgraphInstantiate_flags* flags) { try { return Emulation.Driver.cuGraphExecGetFlags(exec, flags); } catch (Exception e) { return Emulation.Failed(e); } }
}
