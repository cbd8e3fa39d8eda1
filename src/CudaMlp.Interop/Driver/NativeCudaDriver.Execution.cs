using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: execution control and occupancy.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuFuncGetAttribute(int* pi, CUfunction_attribute attrib, CUfunction hfunc) => Entry.cuFuncGetAttribute(pi, attrib, hfunc);

    public CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value) => Entry.cuFuncSetAttribute(hfunc, attrib, value);

    public CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config) => Entry.cuFuncSetCacheConfig(hfunc, config);

    public CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config) => Entry.cuFuncSetSharedMemConfig(hfunc, config);

    public CUresult cuFuncGetModule(CUmodule* hmod, CUfunction hfunc) => Entry.cuFuncGetModule(hmod, hfunc);

    public CUresult cuLaunchKernel(
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
        void** extra) =>
        Entry.cuLaunchKernel(f, gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes, hStream, kernelParams, extra);

    public CUresult cuLaunchCooperativeKernel(
        CUfunction f,
        uint gridDimX,
        uint gridDimY,
        uint gridDimZ,
        uint blockDimX,
        uint blockDimY,
        uint blockDimZ,
        uint sharedMemBytes,
        CUstream hStream,
        void** kernelParams) =>
        Entry.cuLaunchCooperativeKernel(f, gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes, hStream, kernelParams);

    public CUresult cuLaunchHostFunc(CUstream hStream, delegate* unmanaged<void*, void> fn, void* userData) =>
        Entry.cuLaunchHostFunc(hStream, fn, userData);

    public CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize) =>
        Entry.cuOccupancyMaxActiveBlocksPerMultiprocessor(numBlocks, func, blockSize, dynamicSMemSize);

    public CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize, uint flags) =>
        Entry.cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(numBlocks, func, blockSize, dynamicSMemSize, flags);

    public CUresult cuOccupancyMaxPotentialBlockSize(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit) =>
        Entry.cuOccupancyMaxPotentialBlockSize(minGridSize, blockSize, func, blockSizeToDynamicSMemSize, dynamicSMemSize, blockSizeLimit);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuFuncGetAttribute(int* pi, CUfunction_attribute attrib, CUfunction hfunc);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuFuncGetModule(CUmodule* hmod, CUfunction hfunc);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuLaunchKernel(
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

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuLaunchCooperativeKernel(
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

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuLaunchHostFunc(CUstream hStream, delegate* unmanaged<void*, void> fn, void* userData);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize, uint flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuOccupancyMaxPotentialBlockSize(int* minGridSize, int* blockSize, CUfunction func, delegate* unmanaged<int, nuint> blockSizeToDynamicSMemSize, nuint dynamicSMemSize, int blockSizeLimit);
    }
}
