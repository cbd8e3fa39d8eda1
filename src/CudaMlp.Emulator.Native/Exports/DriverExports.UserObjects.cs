using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Objects that graphs hold on to.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuUserObjectCreate")]
    public static CUresult cuUserObjectCreate(nint* target, void* ptr, delegate* unmanaged<void*, void> destroy, uint initialRefcount, uint flags) { try { return Emulation.Driver.cuUserObjectCreate(target, ptr, destroy, initialRefcount, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuUserObjectRetain")]
    public static CUresult cuUserObjectRetain(nint target, uint count) { try { return Emulation.Driver.cuUserObjectRetain(target, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuUserObjectRelease")]
    public static CUresult cuUserObjectRelease(nint target, uint count) { try { return Emulation.Driver.cuUserObjectRelease(target, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphRetainUserObject")]
    public static CUresult cuGraphRetainUserObject(CUgraph graph, nint target, uint count, uint flags) { try { return Emulation.Driver.cuGraphRetainUserObject(graph, target, count, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphReleaseUserObject")]
    public static CUresult cuGraphReleaseUserObject(CUgraph graph, nint target, uint count) { try { return Emulation.Driver.cuGraphReleaseUserObject(graph, target, count); } catch (Exception e) { return Emulation.Failed(e); } }
}
