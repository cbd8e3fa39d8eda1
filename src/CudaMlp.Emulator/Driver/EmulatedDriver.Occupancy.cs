using CudaMlp.Emulator.Execution;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Occupancy.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize) =>
        cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(numBlocks, func, blockSize, dynamicSMemSize, 0);

    public CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize, uint flags)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (numBlocks is null || blockSize <= 0 || flags > 1)
            return CUDA_ERROR_INVALID_VALUE;
        if (Find(func, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing)
            return missing;
        *numBlocks = Resident(function, blockSize, dynamicSMemSize);
        return CUDA_SUCCESS;
    }

    public CUresult cuOccupancyMaxPotentialBlockSize(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (minGridSize is null || blockSize is null || blockSizeLimit < 0)
            return CUDA_ERROR_INVALID_VALUE;
        if (Find(func, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing)
            return missing;
        int most = function.Kernel.MaxThreadsPerBlock;
        if (blockSizeLimit > 0)
            most = Math.Min(most, blockSizeLimit);
        (int bestBlock, int bestBlocks, int bestThreads) = (0, 0, 0);
        // Largest first, so that of equal occupancies the largest block is taken; a limit that is no multiple of a warp is tried as it is.
        for (int size = most; size > 0; size = (size - 1) / 32 * 32)
        {
            nuint dynamic = blockSizeToDynamicSMemSize is null ? dynamicSMemSize : blockSizeToDynamicSMemSize(size);
            int blocks = Resident(function, size, dynamic);
            if (blocks * size > bestThreads)
                (bestBlock, bestBlocks, bestThreads) = (size, blocks, blocks * size);
        }
        *blockSize = bestBlock;
        *minGridSize = bestBlocks * Device.Spec.Multiprocessors;
        return CUDA_SUCCESS;
    }

    // Flag 1 leaves out what global caching costs, which is nothing here.
    public CUresult cuOccupancyMaxPotentialBlockSizeWithFlags(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit, uint flags) =>
        flags > 1 ? CUDA_ERROR_INVALID_VALUE : cuOccupancyMaxPotentialBlockSize(minGridSize, blockSize, func, blockSizeToDynamicSMemSize, dynamicSMemSize, blockSizeLimit);

    // A launch with more shared memory than the function is allowed would fail, so none of its blocks fits.
    private int Resident(FunctionEntry function, int blockSize, nuint dynamic) =>
        dynamic > (nuint)function.MaxDynamicShared ? 0 : Occupancy.BlocksPerMultiprocessor(Device.Spec, function.Kernel, blockSize, (int)dynamic);
}
