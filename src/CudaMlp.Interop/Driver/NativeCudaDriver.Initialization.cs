using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuInit(uint flags) => Entry.cuInit(flags);

    public CUresult cuDriverGetVersion(int* driverVersion) => Entry.cuDriverGetVersion(driverVersion);

    public CUresult cuGetErrorName(CUresult error, byte** pStr) => Entry.cuGetErrorName(error, pStr);

    public CUresult cuGetErrorString(CUresult error, byte** pStr) => Entry.cuGetErrorString(error, pStr);

    public CUresult cuGetProcAddress(byte* symbol, void** pfn, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* symbolStatus) =>
        Entry.cuGetProcAddress(symbol, pfn, cudaVersion, flags, symbolStatus);

    public CUresult cuProfilerStart() => Entry.cuProfilerStart();

    public CUresult cuProfilerStop() => Entry.cuProfilerStop();

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuInit(uint flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDriverGetVersion(int* driverVersion);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGetErrorName(CUresult error, byte** pStr);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuGetErrorString(CUresult error, byte** pStr);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuGetProcAddress_v2")]
        internal static partial CUresult cuGetProcAddress(byte* symbol, void** pfn, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* symbolStatus);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuProfilerStart();

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuProfilerStop();
    }
}
