namespace CudaMlp.Emulator.Native;

/// <summary>
/// The CUDA versions in which the driver functions of this library came, and came anew with another signature or meaning: the
/// numbers of NVIDIA's <c>cudaTypedefs.h</c>.
/// </summary>
internal static class SymbolVersions
{
    // The n-th number of a row is that of its functions' n-th form: cuMemAlloc_v2 came with CUDA 3.2. Forms that this library
    // does not have are listed too: a caller who asks for them must not be given another.
    private const string Rows = """
        2000: cuInit cuDeviceGet cuDeviceGetCount cuDeviceGetName cuDeviceGetAttribute cuDeviceComputeCapability cuCtxGetDevice cuCtxSynchronize
        2000: cuModuleLoad cuModuleLoadData cuModuleLoadFatBinary cuModuleUnload cuModuleGetFunction cuMemFreeHost
        2000: cuStreamCreate cuStreamQuery cuStreamSynchronize cuEventCreate cuEventRecord cuEventQuery cuEventSynchronize
        2010: cuModuleLoadDataEx
        2020: cuDriverGetVersion cuMemHostAlloc cuFuncGetAttribute
        2030: cuMemHostGetFlags
        3000: cuFuncSetCacheConfig
        3010: cuCtxSetLimit cuCtxGetLimit
        3020: cuCtxGetCacheConfig cuCtxSetCacheConfig cuCtxGetApiVersion cuStreamWaitEvent
        3020: cuMemsetD8Async cuMemsetD16Async cuMemsetD32Async cuMemsetD2D8Async cuMemsetD2D16Async cuMemsetD2D32Async
        4000: cuCtxSetCurrent cuCtxGetCurrent cuMemHostUnregister cuMemcpy cuMemcpyAsync cuMemcpyPeer cuMemcpyPeerAsync cuPointerGetAttribute
        4000: cuLaunchKernel cuDeviceCanAccessPeer cuCtxEnablePeerAccess cuCtxDisablePeerAccess cuProfilerStart cuProfilerStop
        4010: cuDeviceGetByPCIBusId cuDeviceGetPCIBusId
        4020: cuCtxGetSharedMemConfig cuCtxSetSharedMemConfig cuFuncSetSharedMemConfig
        5000: cuStreamAddCallback
        5050: cuCtxGetStreamPriorityRange cuStreamCreateWithPriority cuStreamGetPriority cuStreamGetFlags cuLinkComplete cuLinkDestroy
        6000: cuGetErrorString cuGetErrorName cuMemAllocManaged
        6050: cuOccupancyMaxActiveBlocksPerMultiprocessor cuOccupancyMaxPotentialBlockSize
        7000: cuDevicePrimaryCtxRetain cuDevicePrimaryCtxGetState cuCtxGetFlags cuPointerGetAttributes
        7000: cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags cuOccupancyMaxPotentialBlockSizeWithFlags
        8000: cuDeviceGetP2PAttribute
        9000: cuFuncSetAttribute cuLaunchCooperativeKernel
        10000: cuLaunchHostFunc cuStreamEndCapture cuStreamIsCapturing cuGraphCreate cuGraphAddMemcpyNode cuGraphAddMemsetNode cuGraphAddHostNode
        10000: cuGraphAddChildGraphNode cuGraphAddEmptyNode cuGraphClone cuGraphNodeGetType cuGraphGetNodes cuGraphGetRootNodes
        10000: cuGraphDestroyNode cuGraphLaunch cuGraphExecDestroy cuGraphDestroy
        10010: cuThreadExchangeStreamCaptureMode
        10020: cuGraphExecMemcpyNodeSetParams cuGraphExecMemsetNodeSetParams cuGraphExecHostNodeSetParams cuOccupancyAvailableDynamicSMemPerBlock
        11000: cuFuncGetModule cuCtxResetPersistingL2Cache cuStreamCopyAttributes cuStreamGetAttribute cuStreamSetAttribute
        11010: cuEventRecordWithFlags cuGraphAddEventRecordNode cuGraphAddEventWaitNode cuGraphUpload
        11020: cuDeviceSetMemPool cuDeviceGetMemPool cuDeviceGetDefaultMemPool cuMemAllocAsync cuMemFreeAsync cuMemAllocFromPoolAsync
        11020: cuMemPoolTrimTo cuMemPoolSetAttribute cuMemPoolGetAttribute cuMemPoolCreate cuMemPoolDestroy cuMemPoolSetAccess cuMemPoolGetAccess
        11040: cuGraphInstantiateWithFlags
        11060: cuLaunchKernelEx
        11070: cuModuleGetLoadingMode
        12000: cuCtxGetId cuStreamGetId cuGraphInstantiateWithParams cuLibraryLoadData cuLibraryLoadFromFile cuLibraryUnload cuLibraryGetKernel
        12000: cuLibraryGetModule cuLibraryGetGlobal cuKernelGetFunction cuKernelGetAttribute cuKernelSetAttribute
        12030: cuFuncGetName cuKernelGetName
        12040: cuFuncLoad cuFuncIsLoaded cuKernelGetParamInfo cuLibraryGetKernelCount cuLibraryEnumerateKernels cuFuncGetParamInfo cuModuleGetFunctionCount cuModuleEnumerateFunctions
        2000 3020: cuDeviceTotalMem cuModuleGetGlobal cuMemGetInfo cuMemAlloc cuMemAllocPitch cuMemFree cuMemGetAddressRange cuMemAllocHost
        2000 3020: cuMemcpyHtoD cuMemcpyDtoH cuMemcpyDtoD cuMemcpy2D cuMemcpy2DUnaligned cuMemcpy3D
        2000 3020: cuMemcpyHtoDAsync cuMemcpyDtoHAsync cuMemcpy2DAsync cuMemcpy3DAsync
        2000 3020: cuMemsetD8 cuMemsetD16 cuMemsetD32 cuMemsetD2D8 cuMemsetD2D16 cuMemsetD2D32
        2020 3020: cuMemHostGetDevicePointer
        3000 3020: cuMemcpyDtoDAsync
        2000 4000: cuCtxDestroy cuCtxPushCurrent cuCtxPopCurrent cuStreamDestroy cuEventDestroy
        4000 6050: cuMemHostRegister
        5050 6050: cuLinkCreate cuLinkAddData cuLinkAddFile
        7000 11000: cuDevicePrimaryCtxRelease cuDevicePrimaryCtxReset cuDevicePrimaryCtxSetFlags
        9020 11040: cuDeviceGetUuid
        10000 10010: cuStreamBeginCapture
        10000 11000: cuGraphInstantiate
        10000 12000: cuGraphAddKernelNode cuGraphKernelNodeGetParams cuGraphKernelNodeSetParams
        10010 12000: cuGraphExecKernelNodeSetParams
        10020 12000: cuGraphExecUpdate
        11030 12000: cuGetProcAddress
        8000 12020: cuMemPrefetchAsync cuMemAdvise
        10000 12030: cuGraphGetEdges cuGraphNodeGetDependencies cuGraphNodeGetDependentNodes cuGraphAddDependencies cuGraphRemoveDependencies
        9020 12050: cuStreamGetCtx
        2000 12080: cuEventElapsedTime
        10010 11030 12030: cuStreamGetCaptureInfo
        2000 3020 11040 12050: cuCtxCreate
        """;

    private static readonly Dictionary<string, int[]> ByName = Parse();

    /// <summary>The versions of a function's first, second … form; empty for a name that is none of this library's.</summary>
    public static ReadOnlySpan<int> Of(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, int[]> Parse()
    {
        var versions = new Dictionary<string, int[]>();
        foreach (string row in Rows.Split('\n'))
        {
            string[] parts = row.Split(": ");
            int[] numbers = [.. parts[0].Split(' ').Select(int.Parse)];
            foreach (string name in parts[1].TrimEnd().Split(' '))
                versions.Add(name, numbers);
        }
        return versions;
    }
}
