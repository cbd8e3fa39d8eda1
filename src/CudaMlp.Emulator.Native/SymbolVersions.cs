namespace CudaMlp.Emulator.Native;

/// <summary>
/// The CUDA versions in which the driver functions came, and came anew with another signature or meaning: the numbers of NVIDIA's
/// <c>cudaTypedefs.h</c>.
/// </summary>
internal static class SymbolVersions
{
    // The n-th number of a row is that of its functions' n-th form: cuMemAlloc_v2 came with CUDA 3.2. Forms that this library
    // does not have are listed too: a caller who asks for them must not be given another.
    private const string Rows = """
        2000: cuInit cuDeviceGet cuDeviceGetCount cuDeviceGetName cuDeviceGetAttribute cuDeviceComputeCapability cuCtxGetDevice cuCtxSynchronize
        2000: cuModuleLoad cuModuleLoadData cuModuleLoadFatBinary cuModuleUnload cuModuleGetFunction cuMemFreeHost cuStreamCreate cuStreamQuery
        2000: cuStreamSynchronize cuEventCreate cuEventRecord cuEventQuery cuEventSynchronize cuArrayDestroy cuCtxAttach cuCtxDetach
        2000: cuDeviceGetProperties cuFuncSetBlockShape cuFuncSetSharedSize cuGLInit cuGLRegisterBufferObject cuGLUnmapBufferObject
        2000: cuGLUnregisterBufferObject cuLaunch cuLaunchGrid cuLaunchGridAsync cuModuleGetTexRef cuParamSetSize cuParamSetTexRef cuParamSetf
        2000: cuParamSeti cuParamSetv cuTexRefCreate cuTexRefDestroy cuTexRefGetAddressMode cuTexRefGetArray cuTexRefGetFilterMode cuTexRefGetFlags
        2000: cuTexRefGetFormat cuTexRefSetAddressMode cuTexRefSetArray cuTexRefSetFilterMode cuTexRefSetFlags cuTexRefSetFormat
        2010: cuModuleLoadDataEx
        2020: cuDriverGetVersion cuMemHostAlloc cuFuncGetAttribute
        2030: cuMemHostGetFlags cuGLSetBufferObjectMapFlags cuGLUnmapBufferObjectAsync
        3000: cuFuncSetCacheConfig cuGetExportTable cuGraphicsGLRegisterBuffer cuGraphicsGLRegisterImage cuGraphicsMapResources
        3000: cuGraphicsSubResourceGetMappedArray cuGraphicsUnmapResources cuGraphicsUnregisterResource cuModuleGetSurfRef cuSurfRefGetArray
        3000: cuSurfRefSetArray
        3010: cuCtxSetLimit cuCtxGetLimit cuGraphicsVDPAURegisterOutputSurface cuGraphicsVDPAURegisterVideoSurface cuVDPAUGetDevice
        3020: cuCtxGetCacheConfig cuCtxSetCacheConfig cuCtxGetApiVersion cuStreamWaitEvent cuMemsetD8Async cuMemsetD16Async cuMemsetD32Async
        3020: cuMemsetD2D8Async cuMemsetD2D16Async cuMemsetD2D32Async
        4000: cuCtxSetCurrent cuCtxGetCurrent cuMemHostUnregister cuMemcpy cuMemcpyAsync cuMemcpyPeer cuMemcpyPeerAsync cuPointerGetAttribute
        4000: cuLaunchKernel cuDeviceCanAccessPeer cuCtxEnablePeerAccess cuCtxDisablePeerAccess cuProfilerStart cuProfilerStop cuMemcpy3DPeer
        4000: cuMemcpy3DPeerAsync cuProfilerInitialize
        4010: cuDeviceGetByPCIBusId cuDeviceGetPCIBusId cuIpcCloseMemHandle cuIpcGetEventHandle cuIpcGetMemHandle cuIpcOpenEventHandle
        4020: cuCtxGetSharedMemConfig cuCtxSetSharedMemConfig cuFuncSetSharedMemConfig
        5000: cuStreamAddCallback cuGraphicsResourceGetMappedMipmappedArray cuMipmappedArrayCreate cuMipmappedArrayDestroy cuMipmappedArrayGetLevel
        5000: cuSurfObjectCreate cuSurfObjectDestroy cuSurfObjectGetResourceDesc cuTexObjectCreate cuTexObjectDestroy cuTexObjectGetResourceDesc
        5000: cuTexObjectGetResourceViewDesc cuTexObjectGetTextureDesc cuTexRefGetMaxAnisotropy cuTexRefGetMipmapFilterMode cuTexRefGetMipmapLevelBias
        5000: cuTexRefGetMipmapLevelClamp cuTexRefGetMipmappedArray cuTexRefSetMaxAnisotropy cuTexRefSetMipmapFilterMode cuTexRefSetMipmapLevelBias
        5000: cuTexRefSetMipmapLevelClamp cuTexRefSetMipmappedArray
        5050: cuCtxGetStreamPriorityRange cuStreamCreateWithPriority cuStreamGetPriority cuStreamGetFlags cuLinkComplete cuLinkDestroy
        6000: cuGetErrorString cuGetErrorName cuMemAllocManaged cuPointerSetAttribute cuStreamAttachMemAsync
        6050: cuOccupancyMaxActiveBlocksPerMultiprocessor cuOccupancyMaxPotentialBlockSize
        7000: cuDevicePrimaryCtxRetain cuDevicePrimaryCtxGetState cuCtxGetFlags cuPointerGetAttributes
        7000: cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags cuOccupancyMaxPotentialBlockSizeWithFlags cuEGLStreamConsumerAcquireFrame
        7000: cuEGLStreamConsumerConnect cuEGLStreamConsumerDisconnect cuEGLStreamConsumerReleaseFrame cuEGLStreamProducerConnect
        7000: cuEGLStreamProducerDisconnect cuEGLStreamProducerPresentFrame cuEGLStreamProducerReturnFrame cuGraphicsEGLRegisterImage
        7000: cuGraphicsResourceGetMappedEglFrame
        8000: cuDeviceGetP2PAttribute cuEGLStreamConsumerConnectWithFlags cuMemRangeGetAttribute cuMemRangeGetAttributes cuTexRefGetBorderColor
        8000: cuTexRefSetBorderColor
        9000: cuFuncSetAttribute cuLaunchCooperativeKernel cuLaunchCooperativeKernelMultiDevice
        10000: cuLaunchHostFunc cuStreamEndCapture cuStreamIsCapturing cuGraphCreate cuGraphAddMemcpyNode cuGraphAddMemsetNode cuGraphAddHostNode
        10000: cuGraphAddChildGraphNode cuGraphAddEmptyNode cuGraphClone cuGraphNodeGetType cuGraphGetNodes cuGraphGetRootNodes cuGraphDestroyNode
        10000: cuGraphLaunch cuGraphExecDestroy cuGraphDestroy cuDestroyExternalMemory cuDestroyExternalSemaphore cuDeviceGetLuid
        10000: cuExternalMemoryGetMappedBuffer cuExternalMemoryGetMappedMipmappedArray cuGraphChildGraphNodeGetGraph cuGraphHostNodeGetParams
        10000: cuGraphHostNodeSetParams cuGraphMemcpyNodeGetParams cuGraphMemcpyNodeSetParams cuGraphMemsetNodeGetParams cuGraphMemsetNodeSetParams
        10000: cuGraphNodeFindInClone cuImportExternalMemory cuImportExternalSemaphore cuSignalExternalSemaphoresAsync cuWaitExternalSemaphoresAsync
        10010: cuThreadExchangeStreamCaptureMode
        10020: cuGraphExecMemcpyNodeSetParams cuGraphExecMemsetNodeSetParams cuGraphExecHostNodeSetParams cuOccupancyAvailableDynamicSMemPerBlock
        10020: cuDeviceGetNvSciSyncAttributes cuMemAddressFree cuMemAddressReserve cuMemCreate cuMemExportToShareableHandle cuMemGetAccess
        10020: cuMemGetAllocationGranularity cuMemGetAllocationPropertiesFromHandle cuMemImportFromShareableHandle cuMemMap cuMemRelease
        10020: cuMemSetAccess cuMemUnmap
        11000: cuFuncGetModule cuCtxResetPersistingL2Cache cuStreamCopyAttributes cuStreamGetAttribute cuStreamSetAttribute
        11000: cuGraphKernelNodeCopyAttributes cuGraphKernelNodeGetAttribute cuGraphKernelNodeSetAttribute cuMemRetainAllocationHandle
        11010: cuEventRecordWithFlags cuGraphAddEventRecordNode cuGraphAddEventWaitNode cuGraphUpload cuArrayGetSparseProperties
        11010: cuDeviceGetTexture1DLinearMaxWidth cuGraphEventRecordNodeGetEvent cuGraphEventRecordNodeSetEvent cuGraphEventWaitNodeGetEvent
        11010: cuGraphEventWaitNodeSetEvent cuGraphExecChildGraphNodeSetParams cuGraphExecEventRecordNodeSetEvent cuGraphExecEventWaitNodeSetEvent
        11010: cuMemMapArrayAsync cuMipmappedArrayGetSparseProperties
        11020: cuDeviceSetMemPool cuDeviceGetMemPool cuDeviceGetDefaultMemPool cuMemAllocAsync cuMemFreeAsync cuMemAllocFromPoolAsync cuMemPoolTrimTo
        11020: cuMemPoolSetAttribute cuMemPoolGetAttribute cuMemPoolCreate cuMemPoolDestroy cuMemPoolSetAccess cuMemPoolGetAccess cuArrayGetPlane
        11020: cuGraphAddExternalSemaphoresSignalNode cuGraphAddExternalSemaphoresWaitNode cuGraphExecExternalSemaphoresSignalNodeSetParams
        11020: cuGraphExecExternalSemaphoresWaitNodeSetParams cuGraphExternalSemaphoresSignalNodeGetParams
        11020: cuGraphExternalSemaphoresSignalNodeSetParams cuGraphExternalSemaphoresWaitNodeGetParams cuGraphExternalSemaphoresWaitNodeSetParams
        11020: cuMemPoolExportPointer cuMemPoolExportToShareableHandle cuMemPoolImportFromShareableHandle cuMemPoolImportPointer
        11030: cuFlushGPUDirectRDMAWrites cuGraphDebugDotPrint cuGraphReleaseUserObject cuGraphRetainUserObject cuUserObjectCreate cuUserObjectRelease
        11030: cuUserObjectRetain
        11040: cuGraphInstantiateWithFlags cuCtxGetExecAffinity cuDeviceGetExecAffinitySupport cuDeviceGetGraphMemAttribute cuDeviceGraphMemTrim
        11040: cuDeviceSetGraphMemAttribute cuGraphAddMemAllocNode cuGraphAddMemFreeNode cuGraphMemAllocNodeGetParams cuGraphMemFreeNodeGetParams
        11060: cuLaunchKernelEx cuArrayGetMemoryRequirements cuGraphNodeGetEnabled cuGraphNodeSetEnabled cuMipmappedArrayGetMemoryRequirements
        11070: cuModuleGetLoadingMode cuGraphAddBatchMemOpNode cuGraphBatchMemOpNodeGetParams cuGraphBatchMemOpNodeSetParams
        11070: cuGraphExecBatchMemOpNodeSetParams cuMemGetHandleForAddressRange cuOccupancyMaxActiveClusters cuOccupancyMaxPotentialClusterSize
        12000: cuCtxGetId cuStreamGetId cuGraphInstantiateWithParams cuLibraryLoadData cuLibraryLoadFromFile cuLibraryUnload cuLibraryGetKernel
        12000: cuLibraryGetModule cuLibraryGetGlobal cuKernelGetFunction cuKernelGetAttribute cuKernelSetAttribute cuGraphExecGetFlags
        12000: cuKernelSetCacheConfig cuLibraryGetManaged cuLibraryGetUnifiedFunction cuTensorMapEncodeIm2col cuTensorMapEncodeTiled
        12000: cuTensorMapReplaceAddress
        12010: cuCoredumpGetAttribute cuCoredumpGetAttributeGlobal cuCoredumpSetAttribute cuCoredumpSetAttributeGlobal cuCtxSetFlags
        12010: cuMulticastAddDevice cuMulticastBindAddr cuMulticastBindMem cuMulticastCreate cuMulticastGetGranularity cuMulticastUnbind
        12020: cuGraphExecNodeSetParams cuGraphNodeSetParams
        12030: cuFuncGetName cuKernelGetName cuGraphConditionalHandleCreate cuStreamBeginCaptureToGraph
        12040: cuFuncLoad cuFuncIsLoaded cuKernelGetParamInfo cuLibraryGetKernelCount cuLibraryEnumerateKernels cuFuncGetParamInfo
        12040: cuModuleGetFunctionCount cuModuleEnumerateFunctions cuCtxFromGreenCtx cuCtxGetDevResource cuDevResourceGenerateDesc
        12040: cuDevSmResourceSplitByCount cuDeviceGetDevResource cuDeviceRegisterAsyncNotification cuDeviceUnregisterAsyncNotification
        12040: cuGreenCtxCreate cuGreenCtxDestroy cuGreenCtxGetDevResource cuGreenCtxRecordEvent cuGreenCtxWaitEvent cuStreamGetGreenCtx
        12050: cuKernelGetLibrary
        2000 3020: cuDeviceTotalMem cuModuleGetGlobal cuMemGetInfo cuMemAlloc cuMemAllocPitch cuMemFree cuMemGetAddressRange cuMemAllocHost
        2000 3020: cuMemcpyHtoD cuMemcpyDtoH cuMemcpyDtoD cuMemcpy2D cuMemcpy2DUnaligned cuMemcpy3D cuMemcpyHtoDAsync cuMemcpyDtoHAsync
        2000 3020: cuMemcpy2DAsync cuMemcpy3DAsync cuMemsetD8 cuMemsetD16 cuMemsetD32 cuMemsetD2D8 cuMemsetD2D16 cuMemsetD2D32 cuArray3DCreate
        2000 3020: cuArray3DGetDescriptor cuArrayCreate cuArrayGetDescriptor cuGLCtxCreate cuGLMapBufferObject cuMemcpyAtoA cuMemcpyAtoD cuMemcpyAtoH
        2000 3020: cuMemcpyAtoHAsync cuMemcpyDtoA cuMemcpyHtoA cuMemcpyHtoAAsync cuTexRefGetAddress cuTexRefSetAddress
        2020 3020: cuMemHostGetDevicePointer
        2030 3020: cuGLMapBufferObjectAsync
        3000 3020: cuMemcpyDtoDAsync cuGraphicsResourceGetMappedPointer
        3010 3020: cuVDPAUCtxCreate
        2000 4000: cuCtxDestroy cuCtxPushCurrent cuCtxPopCurrent cuStreamDestroy cuEventDestroy
        3000 6050: cuGraphicsResourceSetMapFlags
        4000 6050: cuMemHostRegister
        4010 6050: cuGLGetDevices
        5050 6050: cuLinkCreate cuLinkAddData cuLinkAddFile
        10000 10010: cuStreamBeginCapture
        4010 11000: cuIpcOpenMemHandle
        7000 11000: cuDevicePrimaryCtxRelease cuDevicePrimaryCtxReset cuDevicePrimaryCtxSetFlags
        10000 11000: cuGraphInstantiate
        9020 11040: cuDeviceGetUuid
        8000 11070: cuStreamBatchMemOp cuStreamWaitValue32 cuStreamWriteValue32
        9000 11070: cuStreamWaitValue64 cuStreamWriteValue64
        10000 12000: cuGraphAddKernelNode cuGraphKernelNodeGetParams cuGraphKernelNodeSetParams
        10010 12000: cuGraphExecKernelNodeSetParams
        10020 12000: cuGraphExecUpdate
        11030 12000: cuGetProcAddress
        8000 12020: cuMemPrefetchAsync cuMemAdvise
        10000 12030: cuGraphGetEdges cuGraphNodeGetDependencies cuGraphNodeGetDependentNodes cuGraphAddDependencies cuGraphRemoveDependencies
        11030 12030: cuStreamUpdateCaptureDependencies
        12020 12030: cuGraphAddNode
        9020 12050: cuStreamGetCtx
        2000 12080: cuEventElapsedTime
        2020 3020 4010: cuTexRefSetAddress2D
        10010 11030 12030: cuStreamGetCaptureInfo
        2000 3020 11040 12050: cuCtxCreate
        """;

    private static readonly Dictionary<string, int[]> ByName = Parse();

    /// <summary>The versions of a function's first, second … form; empty for a name that is none of the driver's.</summary>
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
