using System.Runtime.InteropServices;
using CudaMlp.Emulator;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Older and newer forms of functions: the same work under other names or with other parameters.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuGetProcAddress_v2")]
    public static CUresult cuGetProcAddress_v2(byte* symbol, void** pfn, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* symbolStatus) { try { return ProcAddress.Find(symbol, pfn, cudaVersion, flags, symbolStatus); } catch (Exception e) { return Emulation.Failed(e); } }

    /// <summary>The first form has no status to say that there is no such function.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cuGetProcAddress")]
    public static CUresult cuGetProcAddress(byte* symbol, void** pfn, int cudaVersion, ulong flags) { try { return ProcAddress.Find(symbol, pfn, cudaVersion, flags, null) is not CUresult.CUDA_SUCCESS and var error ? error : *pfn is null ? CUresult.CUDA_ERROR_NOT_FOUND : CUresult.CUDA_SUCCESS; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventElapsedTime_v2")]
    public static CUresult cuEventElapsedTime_v2(float* pMilliseconds, CUevent hStart, CUevent hEnd) { try { return Emulation.Driver.cuEventElapsedTime(pMilliseconds, hStart, hEnd); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetUuid")]
    public static CUresult cuDeviceGetUuid(CUuuid* uuid, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetUuid(uuid, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxRelease")]
    public static CUresult cuDevicePrimaryCtxRelease(CUdevice dev) { try { return Emulation.Driver.cuDevicePrimaryCtxRelease(dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxReset")]
    public static CUresult cuDevicePrimaryCtxReset(CUdevice dev) { try { return Emulation.Driver.cuDevicePrimaryCtxReset(dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxSetFlags")]
    public static CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUctx_flags flags) { try { return Emulation.Driver.cuDevicePrimaryCtxSetFlags(dev, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    /// <summary>Execution affinity, the third form's addition, is refused.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cuCtxCreate_v3")]
    public static CUresult cuCtxCreate_v3(CUcontext* pctx, void* affinity, int count, CUctx_flags flags, CUdevice dev) { try { return affinity is null || count == 0 ? Emulation.Driver.cuCtxCreate(pctx, flags, dev) : CUresult.CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY; } catch (Exception e) { return Emulation.Failed(e); } }

    /// <summary>The fourth form's parameter structure is refused unless absent.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cuCtxCreate_v4")]
    public static CUresult cuCtxCreate_v4(CUcontext* pctx, void* parameters, CUctx_flags flags, CUdevice dev) { try { return parameters is null ? Emulation.Driver.cuCtxCreate(pctx, flags, dev) : CUresult.CUDA_ERROR_NOT_SUPPORTED; } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuMemHostRegister")]
    public static CUresult cuMemHostRegister(void* p, nuint bytesize, CUmemhostregister_flags flags) { try { return Emulation.Driver.cuMemHostRegister(p, bytesize, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamGetCaptureInfo")]
    public static CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus* status, ulong* id) { try { return Emulation.Driver.cuStreamGetCaptureInfo(hStream, status, id, null, null, null); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBeginCapture")]
    public static CUresult cuStreamBeginCapture(CUstream hStream) { try { return Emulation.Driver.cuStreamBeginCapture(hStream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL); } catch (Exception e) { return Emulation.Failed(e); } }

    /// <summary>The first and second forms: an error node and a log instead of flags.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cuGraphInstantiate_v2")]
    public static CUresult cuGraphInstantiate_v2(CUgraphExec* exec, CUgraph graph, CUgraphNode* errorNode, byte* log, nuint size) { try { return InstantiateWithLog(exec, graph, errorNode, log, size); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphInstantiate")]
    public static CUresult cuGraphInstantiate(CUgraphExec* exec, CUgraph graph, CUgraphNode* errorNode, byte* log, nuint size) { try { return InstantiateWithLog(exec, graph, errorNode, log, size); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphInstantiateWithParams")]
    public static CUresult cuGraphInstantiateWithParams(CUgraphExec* exec, CUgraph graph, GraphInstantiateParams* parameters) { try { return Instantiate(exec, graph, parameters); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGraphExecUpdate")]
    public static CUresult cuGraphExecUpdate(CUgraphExec exec, CUgraph graph, CUgraphNode* errorNode, CUgraphExecUpdateResult* result) { try { return Update(exec, graph, errorNode, result); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuModuleGetLoadingMode")]
    public static CUresult cuModuleGetLoadingMode(int* mode) { try { return LoadingMode(mode); } catch (Exception e) { return Emulation.Failed(e); } }

    /// <summary>A launch with a configuration structure: cooperative is understood, clusters of more than one block are refused.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cuLaunchKernelEx")]
    public static CUresult cuLaunchKernelEx(LaunchConfig* config, CUfunction f, void** kernelParams, void** extra) { try { return Launch(config, f, kernelParams, extra, perThread: false); } catch (Exception e) { return Emulation.Failed(e); } }

    private static CUresult InstantiateWithLog(CUgraphExec* exec, CUgraph graph, CUgraphNode* errorNode, byte* log, nuint size)
    {
        if (errorNode is not null)
            *errorNode = default;
        if (log is not null && size > 0)
            *log = 0;
        return Emulation.Driver.cuGraphInstantiateWithFlags(exec, graph, CUgraphInstantiate_flags.None);
    }

    private static CUresult Instantiate(CUgraphExec* exec, CUgraph graph, GraphInstantiateParams* parameters)
    {
        if (parameters is null)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        CUresult result = Emulation.Driver.cuGraphInstantiateWithFlags(exec, graph, (CUgraphInstantiate_flags)parameters->Flags);
        parameters->ErrorNode = default;
        parameters->Result = result == CUresult.CUDA_SUCCESS ? 0 : 1;
        return result;
    }

    private static CUresult Update(CUgraphExec exec, CUgraph graph, CUgraphNode* errorNode, CUgraphExecUpdateResult* result)
    {
        CUgraphExecUpdateResultInfo info = default;
        CUresult status = Emulation.Driver.cuGraphExecUpdate(exec, graph, &info);
        if (errorNode is not null)
            *errorNode = info.errorNode;
        if (result is not null)
            *result = info.result;
        return status;
    }

    /// <summary>Lazy as on a GPU, where it is the way since CUDA 12.2, unless the program's user wants it otherwise.</summary>
    private static CUresult LoadingMode(int* mode)
    {
        if (mode is null)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        *mode = Environment.GetEnvironmentVariable("CUDA_MODULE_LOADING") == "EAGER" ? 1 : 2;
        return CUresult.CUDA_SUCCESS;
    }

    private static CUresult Launch(LaunchConfig* c, CUfunction f, void** kernelParams, void** extra, bool perThread)
    {
        if (c is null || (c->AttributeCount > 0 && c->Attributes is null))
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        bool cooperative = false;
        for (uint i = 0; i < c->AttributeCount; i++)
        {
            LaunchAttribute* attribute = &c->Attributes[i];
            if (attribute->Id == LaunchAttribute.Cooperative)
                cooperative = attribute->Values[0] != 0;
            else if (attribute->Id == LaunchAttribute.ClusterDimension && (attribute->Values[0] > 1 || attribute->Values[1] > 1 || attribute->Values[2] > 1))
                return Emulation.Driver.Fail(CUresult.CUDA_ERROR_NOT_SUPPORTED, $"cuLaunchKernelEx with clusters of {attribute->Values[0]} x {attribute->Values[1]} x {attribute->Values[2]} blocks: clusters of more than one block are not supported");
        }
        CUstream stream = perThread ? PerThread(c->Stream) : c->Stream;
        return Emulation.Driver.Launch(f, new Dim3(c->GridX, c->GridY, c->GridZ), new Dim3(c->BlockX, c->BlockY, c->BlockZ), c->SharedBytes, stream, kernelParams, extra, cooperative);
    }
}
