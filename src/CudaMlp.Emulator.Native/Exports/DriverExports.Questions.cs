using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Further questions and hints.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuCtxGetExecAffinity")]
    public static CUresult cuCtxGetExecAffinity(void* affinity, int type) { try { return Emulation.Driver.cuCtxGetExecAffinity(affinity, type); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetExecAffinitySupport")]
    public static CUresult cuDeviceGetExecAffinitySupport(int* pi, int type, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetExecAffinitySupport(pi, type, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuCtxSetFlags")]
    public static CUresult cuCtxSetFlags(CUctx_flags flags) { try { return Emulation.Driver.cuCtxSetFlags(flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuFlushGPUDirectRDMAWrites")]
    public static CUresult cuFlushGPUDirectRDMAWrites(int target, int scope) { try { return Emulation.Driver.cuFlushGPUDirectRDMAWrites(target, scope); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamAttachMemAsync")]
    public static CUresult cuStreamAttachMemAsync(CUstream stream, CUdeviceptr dptr, nuint length, CUmemAttach_flags flags) { try { return Emulation.Driver.cuStreamAttachMemAsync(stream, dptr, length, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamAttachMemAsync_ptsz")]
    public static CUresult cuStreamAttachMemAsync_ptsz(CUstream stream, CUdeviceptr dptr, nuint length, CUmemAttach_flags flags) { try { return Emulation.Driver.cuStreamAttachMemAsync(PerThread(stream), dptr, length, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuPointerSetAttribute")]
    public static CUresult cuPointerSetAttribute(void* value, CUpointer_attribute attribute, CUdeviceptr ptr) { try { return Emulation.Driver.cuPointerSetAttribute(value, attribute, ptr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemRangeGetAttribute")]
    public static CUresult cuMemRangeGetAttribute(void* data, nuint dataSize, int attribute, CUdeviceptr devPtr, nuint count) { try { return Emulation.Driver.cuMemRangeGetAttribute(data, dataSize, attribute, devPtr, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemRangeGetAttributes")]
    public static CUresult cuMemRangeGetAttributes(void** data, nuint* dataSizes, int* attributes, nuint numAttributes, CUdeviceptr devPtr, nuint count) { try { return Emulation.Driver.cuMemRangeGetAttributes(data, dataSizes, attributes, numAttributes, devPtr, count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamUpdateCaptureDependencies")]
    public static CUresult cuStreamUpdateCaptureDependencies(CUstream hStream, CUgraphNode* dependencies, nuint numDependencies, uint flags) { try { return Emulation.Driver.cuStreamUpdateCaptureDependencies(hStream, dependencies, numDependencies, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamUpdateCaptureDependencies_ptsz")]
    public static CUresult cuStreamUpdateCaptureDependencies_ptsz(CUstream hStream, CUgraphNode* dependencies, nuint numDependencies, uint flags) { try { return Emulation.Driver.cuStreamUpdateCaptureDependencies(PerThread(hStream), dependencies, numDependencies, flags); } catch (Exception e) { return Emulation.Failed(e); } }
}
