using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

// What this library does not need and the package does not offer in a form that a pointer can be handed to.
public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuCtxEnablePeerAccess(CUcontext peerContext, uint flags) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuCtxDisablePeerAccess(CUcontext peerContext) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuMemcpy2D(CUDA_MEMCPY2D* pCopy) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuMemcpy2DUnaligned(CUDA_MEMCPY2D* pCopy) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuMemcpy3D(CUDA_MEMCPY3D* pCopy) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, nuint byteCount, CUstream hStream) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuMemcpy2DAsync(CUDA_MEMCPY2D* pCopy, CUstream hStream) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuMemcpy3DAsync(CUDA_MEMCPY3D* pCopy, CUstream hStream) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuDeviceGetUuid(CUuuid* uuid, CUdevice dev) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuDeviceGetByPCIBusId(CUdevice* dev, byte* pciBusId) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuDeviceGetP2PAttribute(int* value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuDeviceCanAccessPeer(int* canAccessPeer, CUdevice dev, CUdevice peerDev) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuFuncGetModule(CUmodule* hmod, CUfunction hfunc) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuLaunchHostFunc(CUstream hStream, delegate* unmanaged<void*, void> fn, void* userData) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize, uint flags) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuOccupancyMaxPotentialBlockSize(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuGraphAddKernelNode(CUgraphNode* phGraphNode, CUgraph hGraph, CUgraphNode* dependencies, nuint numDependencies, CUDA_KERNEL_NODE_PARAMS* nodeParams) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS* nodeParams) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo* resultInfo) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuPointerGetAttributes(uint numAttributes, CUpointer_attribute* attributes, void** data, CUdeviceptr ptr) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuModuleLoad(CUmodule* module, byte* fname) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuModuleLoadFatBinary(CUmodule* module, void* fatCubin) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuLinkCreate(uint numOptions, CUjit_option* options, void** optionValues, CUlinkState* stateOut) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void* data, nuint size, byte* name, uint numOptions, CUjit_option* options, void** optionValues) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, byte* path, uint numOptions, CUjit_option* options, void** optionValues) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuLinkComplete(CUlinkState state, void** cubinOut, nuint* sizeOut) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuLinkDestroy(CUlinkState state) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuStreamGetId(CUstream hStream, ulong* streamId) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuStreamAddCallback(CUstream hStream, delegate* unmanaged<CUstream, CUresult, void*, void> callback, void* userData, uint flags) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus* captureStatus, ulong* id, CUgraph* graph, CUgraphNode** dependencies, nuint* numDependencies) => CUresult.CUDA_ERROR_NOT_SUPPORTED;

    public CUresult cuGetProcAddress(byte* symbol, void** pfn, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* symbolStatus) => CUresult.CUDA_ERROR_NOT_SUPPORTED;
}
