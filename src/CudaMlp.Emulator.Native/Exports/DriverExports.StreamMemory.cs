using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Stream memory operations, in the form that needs no permission. The first form needs one, which this driver as NVIDIA's does not give.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuStreamWaitValue32_v2")]
    public static CUresult cuStreamWaitValue32_v2(CUstream stream, CUdeviceptr addr, uint value, uint flags) { try { return Emulation.Driver.cuStreamWaitValue32(stream, addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWaitValue32_v2_ptsz")]
    public static CUresult cuStreamWaitValue32_v2_ptsz(CUstream stream, CUdeviceptr addr, uint value, uint flags) { try { return Emulation.Driver.cuStreamWaitValue32(PerThread(stream), addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWaitValue64_v2")]
    public static CUresult cuStreamWaitValue64_v2(CUstream stream, CUdeviceptr addr, ulong value, uint flags) { try { return Emulation.Driver.cuStreamWaitValue64(stream, addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWaitValue64_v2_ptsz")]
    public static CUresult cuStreamWaitValue64_v2_ptsz(CUstream stream, CUdeviceptr addr, ulong value, uint flags) { try { return Emulation.Driver.cuStreamWaitValue64(PerThread(stream), addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWriteValue32_v2")]
    public static CUresult cuStreamWriteValue32_v2(CUstream stream, CUdeviceptr addr, uint value, uint flags) { try { return Emulation.Driver.cuStreamWriteValue32(stream, addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWriteValue32_v2_ptsz")]
    public static CUresult cuStreamWriteValue32_v2_ptsz(CUstream stream, CUdeviceptr addr, uint value, uint flags) { try { return Emulation.Driver.cuStreamWriteValue32(PerThread(stream), addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWriteValue64_v2")]
    public static CUresult cuStreamWriteValue64_v2(CUstream stream, CUdeviceptr addr, ulong value, uint flags) { try { return Emulation.Driver.cuStreamWriteValue64(stream, addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamWriteValue64_v2_ptsz")]
    public static CUresult cuStreamWriteValue64_v2_ptsz(CUstream stream, CUdeviceptr addr, ulong value, uint flags) { try { return Emulation.Driver.cuStreamWriteValue64(PerThread(stream), addr, value, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBatchMemOp_v2")]
    public static CUresult cuStreamBatchMemOp_v2(CUstream stream, uint count, StreamMemoryParams* operations, uint flags) { try { return Emulation.Driver.cuStreamBatchMemOp(stream, count, operations, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuStreamBatchMemOp_v2_ptsz")]
    public static CUresult cuStreamBatchMemOp_v2_ptsz(CUstream stream, uint count, StreamMemoryParams* operations, uint flags) { try { return Emulation.Driver.cuStreamBatchMemOp(PerThread(stream), count, operations, flags); } catch (Exception e) { return Emulation.Failed(e); } }
}
