using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

// cuda.h: device management, primary context management, peer access.
public sealed unsafe partial class NativeCudaDriver
{
    public CUresult cuDeviceGetCount(int* count) => Entry.cuDeviceGetCount(count);

    public CUresult cuDeviceGet(CUdevice* device, int ordinal) => Entry.cuDeviceGet(device, ordinal);

    public CUresult cuDeviceGetName(byte* name, int len, CUdevice dev) => Entry.cuDeviceGetName(name, len, dev);

    public CUresult cuDeviceGetUuid(CUuuid* uuid, CUdevice dev) => Entry.cuDeviceGetUuid(uuid, dev);

    public CUresult cuDeviceTotalMem(nuint* bytes, CUdevice dev) => Entry.cuDeviceTotalMem(bytes, dev);

    public CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev) => Entry.cuDeviceGetAttribute(pi, attrib, dev);

    public CUresult cuDeviceComputeCapability(int* major, int* minor, CUdevice dev) => Entry.cuDeviceComputeCapability(major, minor, dev);

    public CUresult cuDeviceGetByPCIBusId(CUdevice* dev, byte* pciBusId) => Entry.cuDeviceGetByPCIBusId(dev, pciBusId);

    public CUresult cuDeviceGetPCIBusId(byte* pciBusId, int len, CUdevice dev) => Entry.cuDeviceGetPCIBusId(pciBusId, len, dev);

    public CUresult cuDeviceGetP2PAttribute(int* value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice) =>
        Entry.cuDeviceGetP2PAttribute(value, attrib, srcDevice, dstDevice);

    public CUresult cuDeviceCanAccessPeer(int* canAccessPeer, CUdevice dev, CUdevice peerDev) =>
        Entry.cuDeviceCanAccessPeer(canAccessPeer, dev, peerDev);

    public CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev) => Entry.cuDevicePrimaryCtxRetain(pctx, dev);

    public CUresult cuDevicePrimaryCtxRelease(CUdevice dev) => Entry.cuDevicePrimaryCtxRelease(dev);

    public CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUctx_flags flags) => Entry.cuDevicePrimaryCtxSetFlags(dev, flags);

    public CUresult cuDevicePrimaryCtxGetState(CUdevice dev, CUctx_flags* flags, int* active) => Entry.cuDevicePrimaryCtxGetState(dev, flags, active);

    public CUresult cuDevicePrimaryCtxReset(CUdevice dev) => Entry.cuDevicePrimaryCtxReset(dev);

    private static partial class Entry
    {
        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceGetCount(int* count);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceGet(CUdevice* device, int ordinal);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceGetName(byte* name, int len, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuDeviceGetUuid_v2")]
        internal static partial CUresult cuDeviceGetUuid(CUuuid* uuid, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuDeviceTotalMem_v2")]
        internal static partial CUresult cuDeviceTotalMem(nuint* bytes, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceComputeCapability(int* major, int* minor, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceGetByPCIBusId(CUdevice* dev, byte* pciBusId);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceGetPCIBusId(byte* pciBusId, int len, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceGetP2PAttribute(int* value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDeviceCanAccessPeer(int* canAccessPeer, CUdevice dev, CUdevice peerDev);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuDevicePrimaryCtxRelease_v2")]
        internal static partial CUresult cuDevicePrimaryCtxRelease(CUdevice dev);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuDevicePrimaryCtxSetFlags_v2")]
        internal static partial CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUctx_flags flags);

        [LibraryImport(CudaLibraries.DriverName)]
        internal static partial CUresult cuDevicePrimaryCtxGetState(CUdevice dev, CUctx_flags* flags, int* active);

        [LibraryImport(CudaLibraries.DriverName, EntryPoint = "cuDevicePrimaryCtxReset_v2")]
        internal static partial CUresult cuDevicePrimaryCtxReset(CUdevice dev);
    }
}
