using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Initialisation, versions and errors.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuInit")]
    public static CUresult cuInit(uint flags) { try { return Emulation.Driver.cuInit(flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDriverGetVersion")]
    public static CUresult cuDriverGetVersion(int* driverVersion) { try { return Emulation.Driver.cuDriverGetVersion(driverVersion); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGetErrorName")]
    public static CUresult cuGetErrorName(CUresult error, byte** pStr) { try { return Emulation.Driver.cuGetErrorName(error, pStr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGetErrorString")]
    public static CUresult cuGetErrorString(CUresult error, byte** pStr) { try { return Emulation.Driver.cuGetErrorString(error, pStr); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuGetExportTable")]
    public static CUresult cuGetExportTable(void** table, CUuuid* id) { try { return ExportTables.Find(table, id); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuProfilerStart")]
    public static CUresult cuProfilerStart() { try { return Emulation.Driver.cuProfilerStart(); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuProfilerStop")]
    public static CUresult cuProfilerStop() { try { return Emulation.Driver.cuProfilerStop(); } catch (Exception e) { return Emulation.Failed(e); } }
}
