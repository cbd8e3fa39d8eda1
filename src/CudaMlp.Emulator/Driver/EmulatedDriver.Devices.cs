using System.Globalization;
using System.Text;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Devices and their primary context.
public sealed unsafe partial class EmulatedDriver
{
    private const string PciBusId = "0000:01:00.0";
    private EmulatedContext? _primary;
    private int _primaryRetained;
    private CUctx_flags _primaryFlags;

    public CUresult cuDeviceGetCount(int* count)
    {
        if (!_initialized)
            return NotReady;
        if (count is null)
            return CUDA_ERROR_INVALID_VALUE;
        *count = 1;
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceGet(CUdevice* device, int ordinal)
    {
        if (device is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Initialized(new CUdevice(ordinal)) is not CUDA_SUCCESS and var error)
            return error;
        *device = new CUdevice(ordinal);
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceGetName(byte* name, int len, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        return Put(Device.Spec.Name, name, len) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    }

    public CUresult cuDeviceGetUuid(CUuuid* uuid, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (uuid is null)
            return CUDA_ERROR_INVALID_VALUE;
        // Stable for a device of this name, and nobody's: it spells what it is.
        ReadOnlySpan<byte> id = "CudaMlpEmulated\0"u8;
        id.CopyTo(new Span<byte>(uuid->bytes, 16));
        uuid->bytes[15] = (byte)(Device.Spec.Major * 10 + Device.Spec.Minor);
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceTotalMem(nuint* bytes, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (bytes is null)
            return CUDA_ERROR_INVALID_VALUE;
        *bytes = (nuint)Memory.Capacity;
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (pi is null || !DeviceAttributes.TryGet(Device.Spec, attrib, out int value))
            return CUDA_ERROR_INVALID_VALUE;
        *pi = value;
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceComputeCapability(int* major, int* minor, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (major is null || minor is null)
            return CUDA_ERROR_INVALID_VALUE;
        (*major, *minor) = (Device.Spec.Major, Device.Spec.Minor);
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceGetByPCIBusId(CUdevice* dev, byte* pciBusId)
    {
        if (!_initialized)
            return NotReady;
        if (dev is null || pciBusId is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (!IsPlace(Text(pciBusId)!))
            return CUDA_ERROR_INVALID_DEVICE;
        *dev = default;
        return CUDA_SUCCESS;
    }

    public CUresult cuDeviceGetPCIBusId(byte* pciBusId, int len, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        return Put(PciBusId, pciBusId, len) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    }

    public CUresult cuDeviceGetP2PAttribute(int* value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice)
    {
        if (value is null)
            return CUDA_ERROR_INVALID_VALUE;
        // There is one device, and a device is no peer of itself.
        return _initialized ? CUDA_ERROR_INVALID_DEVICE : NotReady;
    }

    public CUresult cuDeviceCanAccessPeer(int* canAccessPeer, CUdevice dev, CUdevice peerDev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (Initialized(peerDev) is not CUDA_SUCCESS and var peerError)
            return peerError;
        if (canAccessPeer is null)
            return CUDA_ERROR_INVALID_VALUE;
        *canAccessPeer = 0;
        return CUDA_SUCCESS;
    }

    public CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (pctx is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            _primary ??= NewContext(primary: true, _primaryFlags);
            _primaryRetained++;
            *pctx = _primary.Handle;
        }
        return CUDA_SUCCESS;
    }

    /// <summary>The primary context without a hold on it: the runtime library asks for it so, and retains it later.</summary>
    public CUresult PrimaryContext(CUcontext* pctx, CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (pctx is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
            *pctx = (_primary ??= NewContext(primary: true, _primaryFlags)).Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuDevicePrimaryCtxRelease(CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        return WhenIdle(() =>
        {
            lock (_state)
            {
                if (_primary is null || _primaryRetained == 0)
                    return CUDA_ERROR_INVALID_CONTEXT;
                if (--_primaryRetained == 0)
                    DropPrimary();
            }
            return CUDA_SUCCESS;
        });
    }

    public CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, CUctx_flags flags)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (!AreValid(flags))
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
        {
            _primaryFlags = flags;
            if (_primary is not null)
                _primary.Flags = flags;
        }
        return CUDA_SUCCESS;
    }

    public CUresult cuDevicePrimaryCtxGetState(CUdevice dev, CUctx_flags* flags, int* active)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        if (flags is null || active is null)
            return CUDA_ERROR_INVALID_VALUE;
        lock (_state)
            (*flags, *active) = (_primaryFlags, _primary is null ? 0 : 1);
        return CUDA_SUCCESS;
    }

    /// <summary>Destroys what the primary context owns and clears its error. Threads that had it current must set it again.</summary>
    public CUresult cuDevicePrimaryCtxReset(CUdevice dev)
    {
        if (Initialized(dev) is not CUDA_SUCCESS and var error)
            return error;
        return WhenIdle(() =>
        {
            lock (_state)
            {
                if (_primary is { } old)
                {
                    // The handle stays what it was: whoever retained it keeps a usable context, empty and without error.
                    ReleaseResources(old);
                    old.Sticky = CUDA_SUCCESS;
                }
            }
            return CUDA_SUCCESS;
        });
    }

    /// <summary>Whether "domain:bus:device.function", in hexadecimal, without the domain or without the function, is where the device is: 0:1:0.0.</summary>
    private static bool IsPlace(string text)
    {
        string[] parts = text.Split(':');
        string[] last = parts[^1].Split('.');
        if (parts.Length is not (2 or 3) || last.Length > 2 || (parts.Length == 2 && last.Length == 1))
            return false;
        string[] numbers = [.. parts.Length == 3 ? parts[..2] : ["0", parts[0]], last[0], last.Length == 2 ? last[1] : "0"];
        int[] place = [0, 1, 0, 0];
        return numbers.Zip(place).All(p => int.TryParse(p.First, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number) && number == p.Second);
    }

    private static bool Put(string text, byte* target, int capacity)
    {
        if (target is null || capacity <= 0)
            return false;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int count = Math.Min(bytes.Length, capacity - 1);
        bytes.AsSpan(0, count).CopyTo(new Span<byte>(target, capacity));
        target[count] = 0;
        return true;
    }

    /// <summary>A zero-terminated string of the caller.</summary>
    private static string? Text(byte* text) => System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)text);

    private void DropPrimary()
    {
        EmulatedContext old = _primary!;
        _primary = null;
        Destroy(old);
    }
}
