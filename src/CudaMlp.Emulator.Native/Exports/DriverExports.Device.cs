using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// Devices and their primary context.
internal static unsafe partial class DriverExports
{
    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetCount")]
    public static CUresult cuDeviceGetCount(int* count) { try { return Emulation.Driver.cuDeviceGetCount(count); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGet")]
    public static CUresult cuDeviceGet(CUdevice* device, int ordinal) { try { return Emulation.Driver.cuDeviceGet(device, ordinal); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetName")]
    public static CUresult cuDeviceGetName(byte* name, int len, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetName(name, len, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetUuid_v2")]
    public static CUresult cuDeviceGetUuid_v2(CUuuid* uuid, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetUuid(uuid, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceTotalMem_v2")]
    public static CUresult cuDeviceTotalMem_v2(nuint* bytes, CUdevice dev) { try { return Emulation.Driver.cuDeviceTotalMem(bytes, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetAttribute")]
    public static CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetAttribute(pi, attrib, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceComputeCapability")]
    public static CUresult cuDeviceComputeCapability(int* major, int* minor, CUdevice dev) { try { return Emulation.Driver.cuDeviceComputeCapability(major, minor, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetByPCIBusId")]
    public static CUresult cuDeviceGetByPCIBusId(CUdevice* dev, byte* pciBusId) { try { return Emulation.Driver.cuDeviceGetByPCIBusId(dev, pciBusId); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetPCIBusId")]
    public static CUresult cuDeviceGetPCIBusId(byte* pciBusId, int len, CUdevice dev) { try { return Emulation.Driver.cuDeviceGetPCIBusId(pciBusId, len, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceGetP2PAttribute")]
    public static CUresult cuDeviceGetP2PAttribute(int* value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice) { try { return Emulation.Driver.cuDeviceGetP2PAttribute(value, attrib, srcDevice, dstDevice); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDeviceCanAccessPeer")]
    public static CUresult cuDeviceCanAccessPeer(int* canAccessPeer, CUdevice dev, CUdevice peerDev) { try { return Emulation.Driver.cuDeviceCanAccessPeer(canAccessPeer, dev, peerDev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxRetain")]
    public static CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev) { try { return Emulation.Driver.cuDevicePrimaryCtxRetain(pctx, dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxRelease_v2")]
    public static CUresult cuDevicePrimaryCtxRelease_v2(CUdevice dev) { try { return Emulation.Driver.cuDevicePrimaryCtxRelease(dev); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxSetFlags_v2")]
    public static CUresult cuDevicePrimaryCtxSetFlags_v2(CUdevice dev, CUctx_flags flags) { try { return Emulation.Driver.cuDevicePrimaryCtxSetFlags(dev, flags); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxGetState")]
    public static CUresult cuDevicePrimaryCtxGetState(CUdevice dev, CUctx_flags* flags, int* active) { try { return Emulation.Driver.cuDevicePrimaryCtxGetState(dev, flags, active); } catch (Exception e) { return Emulation.Failed(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cuDevicePrimaryCtxReset_v2")]
    public static CUresult cuDevicePrimaryCtxReset_v2(CUdevice dev) { try { return Emulation.Driver.cuDevicePrimaryCtxReset(dev); } catch (Exception e) { return Emulation.Failed(e); } }
}
