namespace CudaMlp.Interop.Tests.Fakes;

/// <summary>Every function fails the test that calls it: a fake overrides those its test expects.</summary>
public abstract unsafe class UnusedDriver : ICudaDriver
{
    public virtual string Description => "fake";

    public virtual CUresult cuCtxCreate(CUcontext* pctx, CUctx_flags flags, CUdevice dev) => throw new NotSupportedException(nameof(cuCtxCreate));

    public virtual CUresult cuCtxDestroy(CUcontext ctx) => throw new NotSupportedException(nameof(cuCtxDestroy));

    public virtual CUresult cuCtxPushCurrent(CUcontext ctx) => throw new NotSupportedException(nameof(cuCtxPushCurrent));

    public virtual CUresult cuCtxPopCurrent(CUcontext* pctx) => throw new NotSupportedException(nameof(cuCtxPopCurrent));

    public virtual CUresult cuCtxSetCurrent(CUcontext ctx) => throw new NotSupportedException(nameof(cuCtxSetCurrent));

    public virtual CUresult cuCtxGetCurrent(CUcontext* pctx) => throw new NotSupportedException(nameof(cuCtxGetCurrent));

    public virtual CUresult cuCtxGetDevice(CUdevice* device) => throw new NotSupportedException(nameof(cuCtxGetDevice));

    public virtual CUresult cuCtxGetFlags(CUctx_flags* flags) => throw new NotSupportedException(nameof(cuCtxGetFlags));

    public virtual CUresult cuCtxGetApiVersion(CUcontext ctx, uint* version) => throw new NotSupportedException(nameof(cuCtxGetApiVersion));

    public virtual CUresult cuCtxSynchronize() => throw new NotSupportedException(nameof(cuCtxSynchronize));

    public virtual CUresult cuCtxSetLimit(CUlimit limit, nuint value) => throw new NotSupportedException(nameof(cuCtxSetLimit));

    public virtual CUresult cuCtxGetLimit(nuint* pvalue, CUlimit limit) => throw new NotSupportedException(nameof(cuCtxGetLimit));

    public virtual CUresult cuCtxGetCacheConfig(CUfunc_cache* pconfig) => throw new NotSupportedException(nameof(cuCtxGetCacheConfig));

    public virtual CUresult cuCtxSetCacheConfig(CUfunc_cache config) => throw new NotSupportedException(nameof(cuCtxSetCacheConfig));

    public virtual CUresult cuCtxGetSharedMemConfig(CUsharedconfig* pConfig) => throw new NotSupportedException(nameof(cuCtxGetSharedMemConfig));

    public virtual CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) => throw new NotSupportedException(nameof(cuCtxSetSharedMemConfig));

    public virtual CUresult cuCtxGetStreamPriorityRange(int* leastPriority, int* greatestPriority) => throw new NotSupportedException(nameof(cuCtxGetStreamPriorityRange));

    public virtual CUresult cuCtxEnablePeerAccess(CUcontext peerContext, uint flags) => throw new NotSupportedException(nameof(cuCtxEnablePeerAccess));

    public virtual CUresult cuCtxDisablePeerAccess(CUcontext peerContext) => throw new NotSupportedException(nameof(cuCtxDisablePeerAccess));

    public virtual CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, nuint byteCount) => throw new NotSupportedException(nameof(cuMemcpy));

    public virtual CUresult cuMemcpyHtoD(CUdeviceptr dstDevice, void* srcHost, nuint byteCount) => throw new NotSupportedException(nameof(cuMemcpyHtoD));

    public virtual CUresult cuMemcpyDtoH(void* dstHost, CUdeviceptr srcDevice, nuint byteCount) => throw new NotSupportedException(nameof(cuMemcpyDtoH));

    public virtual CUresult cuMemcpyDtoD(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount) => throw new NotSupportedException(nameof(cuMemcpyDtoD));

    public virtual CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount) => throw new NotSupportedException(nameof(cuMemcpyPeer));

    public virtual CUresult cuMemcpy2D(CUDA_MEMCPY2D* pCopy) => throw new NotSupportedException(nameof(cuMemcpy2D));

    public virtual CUresult cuMemcpy2DUnaligned(CUDA_MEMCPY2D* pCopy) => throw new NotSupportedException(nameof(cuMemcpy2DUnaligned));

    public virtual CUresult cuMemcpy3D(CUDA_MEMCPY3D* pCopy) => throw new NotSupportedException(nameof(cuMemcpy3D));

    public virtual CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, nuint byteCount, CUstream hStream) => throw new NotSupportedException(nameof(cuMemcpyAsync));

    public virtual CUresult cuMemcpyHtoDAsync(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream) => throw new NotSupportedException(nameof(cuMemcpyHtoDAsync));

    public virtual CUresult cuMemcpyDtoHAsync(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) => throw new NotSupportedException(nameof(cuMemcpyDtoHAsync));

    public virtual CUresult cuMemcpyDtoDAsync(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) => throw new NotSupportedException(nameof(cuMemcpyDtoDAsync));

    public virtual CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream) => throw new NotSupportedException(nameof(cuMemcpyPeerAsync));

    public virtual CUresult cuMemcpy2DAsync(CUDA_MEMCPY2D* pCopy, CUstream hStream) => throw new NotSupportedException(nameof(cuMemcpy2DAsync));

    public virtual CUresult cuMemcpy3DAsync(CUDA_MEMCPY3D* pCopy, CUstream hStream) => throw new NotSupportedException(nameof(cuMemcpy3DAsync));

    public virtual CUresult cuMemsetD8(CUdeviceptr dstDevice, byte uc, nuint n) => throw new NotSupportedException(nameof(cuMemsetD8));

    public virtual CUresult cuMemsetD16(CUdeviceptr dstDevice, ushort us, nuint n) => throw new NotSupportedException(nameof(cuMemsetD16));

    public virtual CUresult cuMemsetD32(CUdeviceptr dstDevice, uint ui, nuint n) => throw new NotSupportedException(nameof(cuMemsetD32));

    public virtual CUresult cuMemsetD2D8(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height) => throw new NotSupportedException(nameof(cuMemsetD2D8));

    public virtual CUresult cuMemsetD2D16(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height) => throw new NotSupportedException(nameof(cuMemsetD2D16));

    public virtual CUresult cuMemsetD2D32(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height) => throw new NotSupportedException(nameof(cuMemsetD2D32));

    public virtual CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream) => throw new NotSupportedException(nameof(cuMemsetD8Async));

    public virtual CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream) => throw new NotSupportedException(nameof(cuMemsetD16Async));

    public virtual CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream) => throw new NotSupportedException(nameof(cuMemsetD32Async));

    public virtual CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, nuint dstPitch, byte uc, nuint width, nuint height, CUstream hStream) => throw new NotSupportedException(nameof(cuMemsetD2D8Async));

    public virtual CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, nuint dstPitch, ushort us, nuint width, nuint height, CUstream hStream) => throw new NotSupportedException(nameof(cuMemsetD2D16Async));

    public virtual CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, nuint dstPitch, uint ui, nuint width, nuint height, CUstream hStream) => throw new NotSupportedException(nameof(cuMemsetD2D32Async));

    public virtual CUresult cuDeviceGetCount(int* count) => throw new NotSupportedException(nameof(cuDeviceGetCount));

    public virtual CUresult cuDeviceGet(CUdevice* device, int ordinal) => throw new NotSupportedException(nameof(cuDeviceGet));

    public virtual CUresult cuDeviceGetName(byte* name, int len, CUdevice dev) => throw new NotSupportedException(nameof(cuDeviceGetName));

    public virtual CUresult cuDeviceGetUuid(CUuuid* uuid, CUdevice dev) => throw new NotSupportedException(nameof(cuDeviceGetUuid));

    public virtual CUresult cuDeviceTotalMem(nuint* bytes, CUdevice dev) => throw new NotSupportedException(nameof(cuDeviceTotalMem));

    public virtual CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev) => throw new NotSupportedException(nameof(cuDeviceGetAttribute));

    public virtual CUresult cuDeviceComputeCapability(int* major, int* minor, CUdevice dev) => throw new NotSupportedException(nameof(cuDeviceComputeCapability));

    public virtual CUresult cuDeviceGetByPCIBusId(CUdevice* dev, byte* pciBusId) => throw new NotSupportedException(nameof(cuDeviceGetByPCIBusId));

    public virtual CUresult cuDeviceGetPCIBusId(byte* pciBusId, int len, CUdevice dev) => throw new NotSupportedException(nameof(cuDeviceGetPCIBusId));

    public virtual CUresult cuDeviceGetP2PAttribute(int* value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice) => throw new NotSupportedException(nameof(cuDeviceGetP2PAttribute));

    public virtual CUresult cuDeviceCanAccessPeer(int* canAccessPeer, CUdevice dev, CUdevice peerDev) => throw new NotSupportedException(nameof(cuDeviceCanAccessPeer));

    public virtual CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev) => throw new NotSupportedException(nameof(cuDevicePrimaryCtxRetain));

    public virtual CUresult cuDevicePrimaryCtxRelease(CUdevice dev) => throw new NotSupportedException(nameof(cuDevicePrimaryCtxRelease));

    public virtual CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUctx_flags flags) => throw new NotSupportedException(nameof(cuDevicePrimaryCtxSetFlags));

    public virtual CUresult cuDevicePrimaryCtxGetState(CUdevice dev, CUctx_flags* flags, int* active) => throw new NotSupportedException(nameof(cuDevicePrimaryCtxGetState));

    public virtual CUresult cuDevicePrimaryCtxReset(CUdevice dev) => throw new NotSupportedException(nameof(cuDevicePrimaryCtxReset));

    public virtual CUresult cuEventCreate(CUevent* phEvent, CUevent_flags flags) => throw new NotSupportedException(nameof(cuEventCreate));

    public virtual CUresult cuEventRecord(CUevent hEvent, CUstream hStream) => throw new NotSupportedException(nameof(cuEventRecord));

    public virtual CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUevent_record_flags flags) => throw new NotSupportedException(nameof(cuEventRecordWithFlags));

    public virtual CUresult cuEventQuery(CUevent hEvent) => throw new NotSupportedException(nameof(cuEventQuery));

    public virtual CUresult cuEventSynchronize(CUevent hEvent) => throw new NotSupportedException(nameof(cuEventSynchronize));

    public virtual CUresult cuEventDestroy(CUevent hEvent) => throw new NotSupportedException(nameof(cuEventDestroy));

    public virtual CUresult cuEventElapsedTime(float* pMilliseconds, CUevent hStart, CUevent hEnd) => throw new NotSupportedException(nameof(cuEventElapsedTime));

    public virtual CUresult cuFuncGetAttribute(int* pi, CUfunction_attribute attrib, CUfunction hfunc) => throw new NotSupportedException(nameof(cuFuncGetAttribute));

    public virtual CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value) => throw new NotSupportedException(nameof(cuFuncSetAttribute));

    public virtual CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config) => throw new NotSupportedException(nameof(cuFuncSetCacheConfig));

    public virtual CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config) => throw new NotSupportedException(nameof(cuFuncSetSharedMemConfig));

    public virtual CUresult cuFuncGetModule(CUmodule* hmod, CUfunction hfunc) => throw new NotSupportedException(nameof(cuFuncGetModule));

    public virtual CUresult cuLaunchKernel(CUfunction f, uint gridDimX, uint gridDimY, uint gridDimZ, uint blockDimX, uint blockDimY, uint blockDimZ, uint sharedMemBytes, CUstream hStream, void** kernelParams, void** extra) => throw new NotSupportedException(nameof(cuLaunchKernel));

    public virtual CUresult cuLaunchCooperativeKernel(CUfunction f, uint gridDimX, uint gridDimY, uint gridDimZ, uint blockDimX, uint blockDimY, uint blockDimZ, uint sharedMemBytes, CUstream hStream, void** kernelParams) => throw new NotSupportedException(nameof(cuLaunchCooperativeKernel));

    public virtual CUresult cuLaunchHostFunc(CUstream hStream, delegate* unmanaged<void*, void> fn, void* userData) => throw new NotSupportedException(nameof(cuLaunchHostFunc));

    public virtual CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize) => throw new NotSupportedException(nameof(cuOccupancyMaxActiveBlocksPerMultiprocessor));

    public virtual CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize, uint flags) => throw new NotSupportedException(nameof(cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags));

    public virtual CUresult cuOccupancyMaxPotentialBlockSize(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit) => throw new NotSupportedException(nameof(cuOccupancyMaxPotentialBlockSize));

    public virtual CUresult cuGraphCreate(CUgraph* phGraph, uint flags) => throw new NotSupportedException(nameof(cuGraphCreate));

    public virtual CUresult cuGraphDestroy(CUgraph hGraph) => throw new NotSupportedException(nameof(cuGraphDestroy));

    public virtual CUresult cuGraphClone(CUgraph* phGraphClone, CUgraph originalGraph) => throw new NotSupportedException(nameof(cuGraphClone));

    public virtual CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode* nodes, nuint* numNodes) => throw new NotSupportedException(nameof(cuGraphGetNodes));

    public virtual CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType* type) => throw new NotSupportedException(nameof(cuGraphNodeGetType));

    public virtual CUresult cuGraphAddKernelNode(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint numDependencies, CUDA_KERNEL_NODE_PARAMS* nodeParams) => throw new NotSupportedException(nameof(cuGraphAddKernelNode));

    public virtual CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) => throw new NotSupportedException(nameof(cuGraphKernelNodeGetParams));

    public virtual CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) => throw new NotSupportedException(nameof(cuGraphExecKernelNodeSetParams));

    public virtual CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags) => throw new NotSupportedException(nameof(cuGraphInstantiateWithFlags));

    public virtual CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo* resultInfo) => throw new NotSupportedException(nameof(cuGraphExecUpdate));

    public virtual CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream) => throw new NotSupportedException(nameof(cuGraphUpload));

    public virtual CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) => throw new NotSupportedException(nameof(cuGraphLaunch));

    public virtual CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) => throw new NotSupportedException(nameof(cuGraphExecDestroy));

    public virtual CUresult cuMemGetInfo(nuint* free, nuint* total) => throw new NotSupportedException(nameof(cuMemGetInfo));

    public virtual CUresult cuMemAlloc(CUdeviceptr* dptr, nuint bytesize) => throw new NotSupportedException(nameof(cuMemAlloc));

    public virtual CUresult cuMemAllocPitch(CUdeviceptr* dptr, nuint* pPitch, nuint widthInBytes, nuint height, uint elementSizeBytes) => throw new NotSupportedException(nameof(cuMemAllocPitch));

    public virtual CUresult cuMemFree(CUdeviceptr dptr) => throw new NotSupportedException(nameof(cuMemFree));

    public virtual CUresult cuMemAllocAsync(CUdeviceptr* dptr, nuint bytesize, CUstream hStream) => throw new NotSupportedException(nameof(cuMemAllocAsync));

    public virtual CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream) => throw new NotSupportedException(nameof(cuMemFreeAsync));

    public virtual CUresult cuMemAllocManaged(CUdeviceptr* dptr, nuint bytesize, CUmemAttach_flags flags) => throw new NotSupportedException(nameof(cuMemAllocManaged));

    public virtual CUresult cuMemGetAddressRange(CUdeviceptr* pbase, nuint* psize, CUdeviceptr dptr) => throw new NotSupportedException(nameof(cuMemGetAddressRange));

    public virtual CUresult cuMemAllocHost(void** pp, nuint bytesize) => throw new NotSupportedException(nameof(cuMemAllocHost));

    public virtual CUresult cuMemHostAlloc(void** pp, nuint bytesize, CUmemhostalloc_flags flags) => throw new NotSupportedException(nameof(cuMemHostAlloc));

    public virtual CUresult cuMemFreeHost(void* p) => throw new NotSupportedException(nameof(cuMemFreeHost));

    public virtual CUresult cuMemHostGetDevicePointer(CUdeviceptr* pdptr, void* p, uint flags) => throw new NotSupportedException(nameof(cuMemHostGetDevicePointer));

    public virtual CUresult cuMemHostGetFlags(CUmemhostalloc_flags* pFlags, void* p) => throw new NotSupportedException(nameof(cuMemHostGetFlags));

    public virtual CUresult cuMemHostRegister(void* p, nuint bytesize, CUmemhostregister_flags flags) => throw new NotSupportedException(nameof(cuMemHostRegister));

    public virtual CUresult cuMemHostUnregister(void* p) => throw new NotSupportedException(nameof(cuMemHostUnregister));

    public virtual CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr ptr) => throw new NotSupportedException(nameof(cuPointerGetAttribute));

    public virtual CUresult cuPointerGetAttributes(uint numAttributes, CUpointer_attribute* attributes, void** data, CUdeviceptr ptr) => throw new NotSupportedException(nameof(cuPointerGetAttributes));

    public virtual CUresult cuModuleLoad(CUmodule* module, byte* fname) => throw new NotSupportedException(nameof(cuModuleLoad));

    public virtual CUresult cuModuleLoadData(CUmodule* module, void* image) => throw new NotSupportedException(nameof(cuModuleLoadData));

    public virtual CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues) => throw new NotSupportedException(nameof(cuModuleLoadDataEx));

    public virtual CUresult cuModuleLoadFatBinary(CUmodule* module, void* fatCubin) => throw new NotSupportedException(nameof(cuModuleLoadFatBinary));

    public virtual CUresult cuModuleUnload(CUmodule hmod) => throw new NotSupportedException(nameof(cuModuleUnload));

    public virtual CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name) => throw new NotSupportedException(nameof(cuModuleGetFunction));

    public virtual CUresult cuModuleGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUmodule hmod, byte* name) => throw new NotSupportedException(nameof(cuModuleGetGlobal));

    public virtual CUresult cuLinkCreate(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut) => throw new NotSupportedException(nameof(cuLinkCreate));

    public virtual CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues) => throw new NotSupportedException(nameof(cuLinkAddData));

    public virtual CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues) => throw new NotSupportedException(nameof(cuLinkAddFile));

    public virtual CUresult cuLinkComplete(CUlinkState state, void** cubinOut, nuint* sizeOut) => throw new NotSupportedException(nameof(cuLinkComplete));

    public virtual CUresult cuLinkDestroy(CUlinkState state) => throw new NotSupportedException(nameof(cuLinkDestroy));

    public virtual CUresult cuStreamCreate(CUstream* phStream, CUstream_flags flags) => throw new NotSupportedException(nameof(cuStreamCreate));

    public virtual CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority) => throw new NotSupportedException(nameof(cuStreamCreateWithPriority));

    public virtual CUresult cuStreamDestroy(CUstream hStream) => throw new NotSupportedException(nameof(cuStreamDestroy));

    public virtual CUresult cuStreamGetPriority(CUstream hStream, int* priority) => throw new NotSupportedException(nameof(cuStreamGetPriority));

    public virtual CUresult cuStreamGetFlags(CUstream hStream, CUstream_flags* flags) => throw new NotSupportedException(nameof(cuStreamGetFlags));

    public virtual CUresult cuStreamGetId(CUstream hStream, ulong* streamId) => throw new NotSupportedException(nameof(cuStreamGetId));

    public virtual CUresult cuStreamGetCtx(CUstream hStream, CUcontext* pctx) => throw new NotSupportedException(nameof(cuStreamGetCtx));

    public virtual CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags) => throw new NotSupportedException(nameof(cuStreamWaitEvent));

    public virtual CUresult cuStreamAddCallback(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags) => throw new NotSupportedException(nameof(cuStreamAddCallback));

    public virtual CUresult cuStreamQuery(CUstream hStream) => throw new NotSupportedException(nameof(cuStreamQuery));

    public virtual CUresult cuStreamSynchronize(CUstream hStream) => throw new NotSupportedException(nameof(cuStreamSynchronize));

    public virtual CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode) => throw new NotSupportedException(nameof(cuStreamBeginCapture));

    public virtual CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph) => throw new NotSupportedException(nameof(cuStreamEndCapture));

    public virtual CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus) => throw new NotSupportedException(nameof(cuStreamIsCapturing));

    public virtual CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies) => throw new NotSupportedException(nameof(cuStreamGetCaptureInfo));

    public virtual CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode* mode) => throw new NotSupportedException(nameof(cuThreadExchangeStreamCaptureMode));

    public virtual CUresult cuInit(uint flags) => throw new NotSupportedException(nameof(cuInit));

    public virtual CUresult cuDriverGetVersion(int* driverVersion) => throw new NotSupportedException(nameof(cuDriverGetVersion));

    public virtual CUresult cuGetErrorName(CUresult error, byte** pStr) => throw new NotSupportedException(nameof(cuGetErrorName));

    public virtual CUresult cuGetErrorString(CUresult error, byte** pStr) => throw new NotSupportedException(nameof(cuGetErrorString));

    public virtual CUresult cuGetProcAddress(byte* symbol, void** pfn, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* symbolStatus) => throw new NotSupportedException(nameof(cuGetProcAddress));

    public virtual CUresult cuProfilerStart() => throw new NotSupportedException(nameof(cuProfilerStart));

    public virtual CUresult cuProfilerStop() => throw new NotSupportedException(nameof(cuProfilerStop));
}
