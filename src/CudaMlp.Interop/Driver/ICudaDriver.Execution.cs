namespace CudaMlp.Interop;

// cuda.h: execution control and occupancy.
public unsafe partial interface ICudaDriver
{
    CUresult cuFuncGetAttribute(int* pi, CUfunction_attribute attrib, CUfunction hfunc);

    CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value);

    CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config);

    CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config);

    CUresult cuFuncGetModule(CUmodule* hmod, CUfunction hfunc);

    /// <summary>
    /// Arguments come either as <paramref name="kernelParams"/> (one pointer per parameter) or in <paramref name="extra"/>
    /// (1 = CU_LAUNCH_PARAM_BUFFER_POINTER, block, 2 = CU_LAUNCH_PARAM_BUFFER_SIZE, pointer to its size, 0 = CU_LAUNCH_PARAM_END).
    /// They are copied before the call returns.
    /// </summary>
    CUresult cuLaunchKernel(
        CUfunction f,
        uint gridDimX,
        uint gridDimY,
        uint gridDimZ,
        uint blockDimX,
        uint blockDimY,
        uint blockDimZ,
        uint sharedMemBytes,
        CUstream hStream,
        void** kernelParams,
        void** extra);

    CUresult cuLaunchCooperativeKernel(
        CUfunction f,
        uint gridDimX,
        uint gridDimY,
        uint gridDimZ,
        uint blockDimX,
        uint blockDimY,
        uint blockDimZ,
        uint sharedMemBytes,
        CUstream hStream,
        void** kernelParams);

    /// <param name="hStream">The stream.</param>
    /// <param name="fn"><c>void CUDA_CB f(void* userData)</c>; it may not call CUDA.</param>
    /// <param name="userData">Handed on.</param>
    CUresult cuLaunchHostFunc(CUstream hStream, delegate* unmanaged<void*, void> fn, void* userData);

    CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize);

    CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize, uint flags);

    /// <param name="minGridSize">Receives the smallest grid that can fill the device.</param>
    /// <param name="blockSize">Receives the block size of highest occupancy.</param>
    /// <param name="func">The kernel.</param>
    /// <param name="blockSizeToDynamicSMemSize">Bytes of dynamic shared memory for a block size; null when it does not depend on it.</param>
    /// <param name="dynamicSMemSize">Bytes of dynamic shared memory when the callback is null.</param>
    /// <param name="blockSizeLimit">The largest block the kernel may have; 0 for no limit.</param>
    CUresult cuOccupancyMaxPotentialBlockSize(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit);
}
