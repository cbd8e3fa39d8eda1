using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Events.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuEventCreate")]
    public static CUresult cuEventCreate(CUevent* phEvent, CUevent_flags flags) { try { return Emulation.Driver.cuEventCreate(phEvent, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventRecord")]
    public static CUresult cuEventRecord(CUevent hEvent, CUstream hStream) { try { return Emulation.Driver.cuEventRecord(hEvent, hStream); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventRecordWithFlags")]
    public static CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, CUevent_record_flags flags) { try { return Emulation.Driver.cuEventRecordWithFlags(hEvent, hStream, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventQuery")]
    public static CUresult cuEventQuery(CUevent hEvent) { try { return Emulation.Driver.cuEventQuery(hEvent); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventSynchronize")]
    public static CUresult cuEventSynchronize(CUevent hEvent) { try { return Emulation.Driver.cuEventSynchronize(hEvent); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventDestroy_v2")]
    public static CUresult cuEventDestroy_v2(CUevent hEvent) { try { return Emulation.Driver.cuEventDestroy(hEvent); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuEventElapsedTime")]
    public static CUresult cuEventElapsedTime(float* pMilliseconds, CUevent hStart, CUevent hEnd) { try { return Emulation.Driver.cuEventElapsedTime(pMilliseconds, hStart, hEnd); } catch (Exception e) { return Emulation.Failed(e); } }
}
