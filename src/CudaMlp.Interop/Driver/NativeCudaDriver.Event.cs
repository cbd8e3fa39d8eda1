using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: event management.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuEventCreate(CUevent* phEvent, CUevent_flags flags) => Entry.cuEventCreate(phEvent, flags);

    public CUresult cuEventRecord(CUevent hEvent, CUstream hStream) => Entry.cuEventRecord(hEvent, hStream);

    public CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUevent_record_flags flags) =>
        Entry.cuEventRecordWithFlags(hEvent, hStream, flags);

    public CUresult cuEventQuery(CUevent hEvent) => Entry.cuEventQuery(hEvent);

    public CUresult cuEventSynchronize(CUevent hEvent) => Entry.cuEventSynchronize(hEvent);

    public CUresult cuEventDestroy(CUevent hEvent) => Entry.cuEventDestroy(hEvent);

    public CUresult cuEventElapsedTime(float* pMilliseconds, CUevent hStart, CUevent hEnd) => Entry.cuEventElapsedTime(pMilliseconds, hStart, hEnd);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuEventCreate(CUevent* phEvent, CUevent_flags flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuEventRecord(CUevent hEvent, CUstream hStream);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUevent_record_flags flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuEventQuery(CUevent hEvent);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuEventSynchronize(CUevent hEvent);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuEventDestroy_v2")]
        internal static partial CUresult cuEventDestroy(CUevent hEvent);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuEventElapsedTime(float* pMilliseconds, CUevent hStart, CUevent hEnd);
    }
}
