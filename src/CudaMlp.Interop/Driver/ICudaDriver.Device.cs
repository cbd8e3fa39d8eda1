namespace CudaMlp.Interop;

// cuda.h: device management, primary context management, peer access.
public unsafe partial interface ICudaDriver
{
    /// <summary>Before <see cref="cuInit"/> this answers CUDA_ERROR_NOT_INITIALIZED; clients rely on it.</summary>
    CUresult cuDeviceGetCount(int* count);

    CUresult cuDeviceGet(CUdevice* device, int ordinal);

    CUresult cuDeviceGetName(byte* name, int len, CUdevice dev);

    /// <summary><c>cuDeviceGetUuid_v2</c>.</summary>
    CUresult cuDeviceGetUuid(CUuuid* uuid, CUdevice dev);

    CUresult cuDeviceTotalMem(nuint* bytes, CUdevice dev);

    CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev);

    CUresult cuDeviceComputeCapability(int* major, int* minor, CUdevice dev);

    CUresult cuDeviceGetByPCIBusId(CUdevice* dev, byte* pciBusId);

    CUresult cuDeviceGetPCIBusId(byte* pciBusId, int len, CUdevice dev);

    CUresult cuDeviceGetP2PAttribute(int* value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice);

    CUresult cuDeviceCanAccessPeer(int* canAccessPeer, CUdevice dev, CUdevice peerDev);

    CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev);

    CUresult cuDevicePrimaryCtxRelease(CUdevice dev);

    CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUctx_flags flags);

    CUresult cuDevicePrimaryCtxGetState(CUdevice dev, CUctx_flags* flags, int* active);

    CUresult cuDevicePrimaryCtxReset(CUdevice dev);
}
