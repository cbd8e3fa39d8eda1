using System.Runtime.InteropServices;
using ManagedCuda.BasicTypes;

namespace ManagedCuda;

// Public signatures of the package ManagedCuda-12, as far as the binding calls them: names, parameter types and entry points, which are
// facts of its interface. Source: its public repository at version 12.6 and 12.0. No line of its implementation is here.
public static class DriverAPINativeMethods
{
    private const string Library = "nvcuda";

    [DllImport(Library)]
    public static extern CUResult cuDriverGetVersion(ref int driverVersion);

    [DllImport(Library)]
    public static extern CUResult cuInit(CUInitializationFlags Flags);

    public static class ContextManagement
    {
        [DllImport(Library)]
        public static extern CUResult cuCtxCreate_v2(ref CUcontext pctx, CUCtxFlags flags, CUdevice dev);

        [DllImport(Library)]
        public static extern CUResult cuCtxDestroy_v2(CUcontext ctx);

        [DllImport(Library)]
        public static extern CUResult cuCtxPushCurrent_v2(CUcontext ctx);

        [DllImport(Library)]
        public static extern CUResult cuCtxPopCurrent_v2(ref CUcontext pctx);

        [DllImport(Library)]
        public static extern CUResult cuCtxSetCurrent(CUcontext ctx);

        [DllImport(Library)]
        public static extern CUResult cuCtxGetCurrent(ref CUcontext pctx);

        [DllImport(Library)]
        public static extern CUResult cuCtxGetDevice(ref CUdevice device);

        [DllImport(Library)]
        public static extern CUResult cuCtxGetFlags(ref CUCtxFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuCtxGetApiVersion(CUcontext ctx, ref uint version);

        [DllImport(Library)]
        public static extern CUResult cuCtxSynchronize();

        [DllImport(Library)]
        public static extern CUResult cuCtxGetCacheConfig(ref CUFuncCache pconfig);

        [DllImport(Library)]
        public static extern CUResult cuCtxSetCacheConfig(CUFuncCache config);

        [DllImport(Library)]
        public static extern CUResult cuCtxGetSharedMemConfig(ref CUsharedconfig pConfig);

        [DllImport(Library)]
        public static extern CUResult cuCtxSetSharedMemConfig(CUsharedconfig config);

        [DllImport(Library)]
        public static extern CUResult cuCtxGetStreamPriorityRange(ref int leastPriority, ref int greatestPriority);

        [DllImport(Library)]
        public static extern CUResult cuDevicePrimaryCtxRetain(ref CUcontext pctx, CUdevice dev);

        [DllImport(Library, EntryPoint = "cuDevicePrimaryCtxRelease_v2")]
        public static extern CUResult cuDevicePrimaryCtxRelease(CUdevice dev);

        [DllImport(Library, EntryPoint = "cuDevicePrimaryCtxSetFlags_v2")]
        public static extern CUResult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUCtxFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuDevicePrimaryCtxGetState(CUdevice dev, ref CUCtxFlags flags, ref int active);

        [DllImport(Library, EntryPoint = "cuDevicePrimaryCtxReset_v2")]
        public static extern CUResult cuDevicePrimaryCtxReset(CUdevice dev);
    }

    public static class Limits
    {
        [DllImport(Library)]
        public static extern CUResult cuCtxSetLimit(CULimit limit, SizeT value);

        [DllImport(Library)]
        public static extern CUResult cuCtxGetLimit(ref SizeT pvalue, CULimit limit);
    }

    public static class SynchronousMemcpy_v2
    {
        [DllImport(Library)]
        public static extern CUResult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, SizeT byteCount);

        [DllImport(Library)]
        public static extern CUResult cuMemcpyHtoD_v2(CUdeviceptr dstDevice, IntPtr srcHost, SizeT byteCount);

        [DllImport(Library)]
        public static extern CUResult cuMemcpyDtoH_v2(IntPtr dstHost, CUdeviceptr srcDevice, SizeT byteCount);

        [DllImport(Library)]
        public static extern CUResult cuMemcpyDtoD_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, SizeT byteCount);
    }

    public static class AsynchronousMemcpy_v2
    {
        [DllImport(Library)]
        public static extern CUResult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, SizeT byteCount, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemcpyHtoDAsync_v2(CUdeviceptr dstDevice, IntPtr srcHost, SizeT byteCount, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemcpyDtoHAsync_v2(IntPtr dstHost, CUdeviceptr srcDevice, SizeT byteCount, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemcpyDtoDAsync_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, SizeT byteCount, CUstream hStream);
    }

    public static class Memset
    {
        [DllImport(Library)]
        public static extern CUResult cuMemsetD8_v2(CUdeviceptr dstDevice, byte uc, SizeT n);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD16_v2(CUdeviceptr dstDevice, ushort us, SizeT n);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD32_v2(CUdeviceptr dstDevice, uint ui, SizeT n);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD2D8_v2(CUdeviceptr dstDevice, SizeT dstPitch, byte uc, SizeT width, SizeT height);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD2D16_v2(CUdeviceptr dstDevice, SizeT dstPitch, ushort us, SizeT width, SizeT height);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD2D32_v2(CUdeviceptr dstDevice, SizeT dstPitch, uint ui, SizeT width, SizeT height);
    }

    public static class MemsetAsync
    {
        [DllImport(Library)]
        public static extern CUResult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, SizeT n, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, SizeT n, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, SizeT n, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD2D8Async(CUdeviceptr dstDevice, SizeT dstPitch, byte uc, SizeT width, SizeT height, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD2D16Async(CUdeviceptr dstDevice, SizeT dstPitch, ushort us, SizeT width, SizeT height, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemsetD2D32Async(CUdeviceptr dstDevice, SizeT dstPitch, uint ui, SizeT width, SizeT height, CUstream hStream);
    }

    public static class DeviceManagement
    {
        [DllImport(Library)]
        public static extern CUResult cuDeviceGetCount(ref int count);

        [DllImport(Library)]
        public static extern CUResult cuDeviceGet(ref CUdevice device, int ordinal);

        [DllImport(Library)]
        public static extern CUResult cuDeviceTotalMem_v2(ref SizeT bytes, CUdevice dev);

        [DllImport(Library)]
        public static extern CUResult cuDeviceGetAttribute(ref int pi, CUDeviceAttribute attrib, CUdevice dev);

        [DllImport(Library)]
        public static extern CUResult cuDeviceGetName([Out] byte[] name, int len, CUdevice dev);

        [DllImport(Library)]
        public static extern CUResult cuDeviceGetPCIBusId([In, Out] byte[] pciBusId, int len, CUdevice dev);
    }

    public static class Events
    {
        [DllImport(Library)]
        public static extern CUResult cuEventCreate(ref CUevent phEvent, CUEventFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuEventRecord(CUevent hEvent, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUEventRecordFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuEventQuery(CUevent hEvent);

        [DllImport(Library)]
        public static extern CUResult cuEventSynchronize(CUevent hEvent);

        [DllImport(Library)]
        public static extern CUResult cuEventDestroy_v2(CUevent hEvent);

        [DllImport(Library)]
        public static extern CUResult cuEventElapsedTime(ref float pMilliseconds, CUevent hStart, CUevent hEnd);
    }

    public static class FunctionManagement
    {
        [DllImport(Library)]
        public static extern CUResult cuFuncGetAttribute(ref int pi, CUFunctionAttribute attrib, CUfunction hfunc);

        [DllImport(Library)]
        public static extern CUResult cuFuncSetAttribute(CUfunction hfunc, CUFunctionAttribute attrib, int value);

        [DllImport(Library)]
        public static extern CUResult cuFuncSetCacheConfig(CUfunction hfunc, CUFuncCache config);
    }

    public static class Occupancy
    {
        [DllImport(Library)]
        public static extern CUResult cuOccupancyMaxActiveBlocksPerMultiprocessor(ref int numBlocks, CUfunction func, int blockSize, SizeT dynamicSMemSize);
    }

    public static class GraphManagment
    {
        [DllImport(Library)]
        public static extern CUResult cuGraphDestroy(CUgraph hGraph);

        [DllImport(Library)]
        public static extern CUResult cuGraphClone(ref CUgraph phGraphClone, CUgraph originalGraph);

        [DllImport(Library)]
        public static extern CUResult cuGraphNodeGetType(CUgraphNode hNode, ref CUgraphNodeType type);

        [DllImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
        public static extern CUResult cuGraphInstantiate(ref CUgraphExec phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags);

        [DllImport(Library)]
        public static extern CUResult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuGraphExecDestroy(CUgraphExec hGraphExec);

        [DllImport(Library)]
        public static extern CUResult cuGraphCreate(ref CUgraph phGraph, uint flags);

        [DllImport(Library)]
        public static extern CUResult cuGraphGetNodes(CUgraph hGraph, [In, Out] CUgraphNode[] nodes, ref SizeT numNodes);
    }

    public static class MemoryManagement
    {
        [DllImport(Library)]
        public static extern CUResult cuMemGetInfo_v2(ref SizeT free, ref SizeT total);

        [DllImport(Library)]
        public static extern CUResult cuMemAlloc_v2(ref CUdeviceptr dptr, SizeT bytesize);

        [DllImport(Library)]
        public static extern CUResult cuMemAllocPitch_v2(ref CUdeviceptr dptr, ref SizeT pPitch, SizeT widthInBytes, SizeT height, uint elementSizeBytes);

        [DllImport(Library)]
        public static extern CUResult cuMemFree_v2(CUdeviceptr dptr);

        [DllImport(Library)]
        public static extern CUResult cuMemAllocAsync(ref CUdeviceptr dptr, SizeT bytesize, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuMemAllocManaged(ref CUdeviceptr dptr, SizeT bytesize, CUmemAttach_flags flags);

        [DllImport(Library)]
        public static extern CUResult cuMemGetAddressRange_v2(ref CUdeviceptr pbase, ref SizeT psize, CUdeviceptr dptr);

        [DllImport(Library)]
        public static extern CUResult cuMemAllocHost_v2(ref IntPtr pp, SizeT bytesize);

        [DllImport(Library)]
        public static extern CUResult cuMemHostAlloc(ref IntPtr pp, SizeT bytesize, CUMemHostAllocFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuMemFreeHost(IntPtr p);

        [DllImport(Library)]
        public static extern CUResult cuMemHostGetFlags(ref CUMemHostAllocFlags pFlags, IntPtr p);

        [DllImport(Library, EntryPoint = "cuMemHostRegister_v2")]
        public static extern CUResult cuMemHostRegister(IntPtr p, SizeT bytesize, CUMemHostRegisterFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuMemHostUnregister(IntPtr p);

        [DllImport(Library)]
        public static extern CUResult cuPointerGetAttribute(ref ulong data, CUPointerAttribute attribute, CUdeviceptr ptr);

        [DllImport(Library)]
        public static extern CUResult cuMemHostGetDevicePointer_v2(ref CUdeviceptr pdptr, IntPtr p, int Flags);
    }

    public static class ModuleManagement
    {
        [DllImport(Library)]
        public static extern CUResult cuModuleUnload(CUmodule hmod);

        [DllImport(Library)]
        public static extern CUResult cuModuleLoadDataEx(ref CUmodule module, [In] byte[] image, uint numOptions, [In] CUJITOption[] options, [In, Out] IntPtr[] optionValues);

        [DllImport(Library)]
        public static extern CUResult cuModuleGetFunction(ref CUfunction hfunc, CUmodule hmod, string name);

        [DllImport(Library)]
        public static extern CUResult cuModuleGetGlobal_v2(ref CUdeviceptr dptr, ref SizeT bytes, CUmodule hmod, string name);
    }

    public static class Streams
    {
        [DllImport(Library)]
        public static extern CUResult cuStreamCreate(ref CUstream phStream, CUStreamFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuStreamCreateWithPriority(ref CUstream phStream, CUStreamFlags flags, int priority);

        [DllImport(Library)]
        public static extern CUResult cuStreamDestroy_v2(CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuStreamGetPriority(CUstream hStream, ref int priority);

        [DllImport(Library)]
        public static extern CUResult cuStreamGetFlags(CUstream hStream, ref CUStreamFlags flags);

        [DllImport(Library)]
        public static extern CUResult cuStreamGetCtx(CUstream hStream, ref CUcontext pctx);

        [DllImport(Library)]
        public static extern CUResult cuStreamQuery(CUstream hStream);

        [DllImport(Library)]
        public static extern CUResult cuStreamSynchronize(CUstream hStream);

        [DllImport(Library, EntryPoint = "cuStreamBeginCapture_v2")]
        public static extern CUResult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode);

        [DllImport(Library)]
        public static extern CUResult cuStreamEndCapture(CUstream hStream, ref CUgraph phGraph);

        [DllImport(Library)]
        public static extern CUResult cuStreamIsCapturing(CUstream hStream, ref CUstreamCaptureStatus captureStatus);

        [DllImport(Library)]
        public static extern CUResult cuThreadExchangeStreamCaptureMode(ref CUstreamCaptureMode mode);

        [DllImport(Library)]
        public static extern CUResult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, uint Flags);
    }

    public static class Profiling
    {
        [DllImport(Library)]
        public static extern CUResult cuProfilerStart();

        [DllImport(Library)]
        public static extern CUResult cuProfilerStop();
    }

    public static class ErrorHandling
    {
        [DllImport(Library)]
        public static extern CUResult cuGetErrorString(CUResult error, ref IntPtr pStr);

        [DllImport(Library)]
        public static extern CUResult cuGetErrorName(CUResult error, ref IntPtr pStr);
    }

    public static class Launch
    {
        [DllImport(Library)]
        public static extern CUResult cuLaunchKernel(CUfunction f, uint gridDimX, uint gridDimY, uint gridDimZ, uint blockDimX, uint blockDimY, uint blockDimZ, uint sharedMemBytes, CUstream hStream, IntPtr[] kernelParams, IntPtr[] extra);

        [DllImport(Library)]
        public static extern CUResult cuLaunchCooperativeKernel(CUfunction f, uint gridDimX, uint gridDimY, uint gridDimZ, uint blockDimX, uint blockDimY, uint blockDimZ, uint sharedMemBytes, CUstream hStream, IntPtr[] kernelParams);
    }
}
