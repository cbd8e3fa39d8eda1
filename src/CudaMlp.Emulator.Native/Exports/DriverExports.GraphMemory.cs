using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Memory of graphs.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddMemAllocNode")]
    public static CUresult cuGraphAddMemAllocNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, AllocationNodeParams* parameters) { try { return Emulation.Driver.cuGraphAddMemAllocNode(node, graph, dependencies, count, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphAddMemFreeNode")]
    public static CUresult cuGraphAddMemFreeNode(CUgraphNode* node, CUgraph graph, CUgraphNode* dependencies, nuint count, CUdeviceptr dptr) { try { return Emulation.Driver.cuGraphAddMemFreeNode(node, graph, dependencies, count, dptr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphMemAllocNodeGetParams")]
    public static CUresult cuGraphMemAllocNodeGetParams(CUgraphNode node, AllocationNodeParams* parameters) { try { return Emulation.Driver.cuGraphMemAllocNodeGetParams(node, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphMemFreeNodeGetParams")]
    public static CUresult cuGraphMemFreeNodeGetParams(CUgraphNode node, CUdeviceptr* dptr) { try { return Emulation.Driver.cuGraphMemFreeNodeGetParams(node, dptr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGraphMemTrim")]
    public static CUresult cuDeviceGraphMemTrim(CUdevice device) { try { return Emulation.Driver.cuDeviceGraphMemTrim(device); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetGraphMemAttribute")]
    public static CUresult cuDeviceGetGraphMemAttribute(CUdevice device, int attribute, void* value) { try { return Emulation.Driver.cuDeviceGetGraphMemAttribute(device, attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceSetGraphMemAttribute")]
    public static CUresult cuDeviceSetGraphMemAttribute(CUdevice device, int attribute, void* value) { try { return Emulation.Driver.cuDeviceSetGraphMemAttribute(device, attribute, value); } catch (Exception e) { return Emulation.Failed(e); } }
}
