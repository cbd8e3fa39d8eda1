using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary>A GPU as the driver describes it.</summary>
public sealed unsafe class CudaDevice
{
    private readonly ICudaDriver _driver;

    private CudaDevice(ICudaDriver driver, int ordinal)
    {
        _driver = driver;
        Ordinal = ordinal;
        CUdevice device;
        driver.Check(driver.cuDeviceGet(&device, ordinal), $"cuDeviceGet(device {ordinal})");
        Value = device;

        var name = stackalloc byte[256];
        driver.Check(driver.cuDeviceGetName(name, 256, device), $"cuDeviceGetName(device {ordinal})");
        name[255] = 0;
        Name = Marshal.PtrToStringUTF8((nint)name)!;

        nuint bytes;
        driver.Check(driver.cuDeviceTotalMem(&bytes, device), $"cuDeviceTotalMem(device {ordinal})");
        TotalMemory = bytes;
        ComputeCapability = new(
            GetAttribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
            GetAttribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
    }

    /// <summary>The driver's number of the device, as CUDA_VISIBLE_DEVICES leaves them.</summary>
    public int Ordinal { get; }

    public CUdevice Value { get; }

    public string Name { get; }

    public ComputeCapability ComputeCapability { get; }

    /// <summary>Bytes of device memory.</summary>
    public ulong TotalMemory { get; }

    public int MultiprocessorCount => GetAttribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);

    /// <summary>Peak clock of the multiprocessors in kHz; 0 on drivers that no longer tell.</summary>
    public int ClockRate => GetAttribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CLOCK_RATE);

    /// <summary>"domain:bus:device.function", as nvidia-smi prints it; null when the driver does not tell.</summary>
    public string? PciBusId
    {
        get
        {
            var text = stackalloc byte[64];
            return _driver.cuDeviceGetPCIBusId(text, 64, Value) == CUresult.CUDA_SUCCESS ? Marshal.PtrToStringUTF8((nint)text) : null;
        }
    }

    /// <summary>The device's UUID as nvidia-smi prints it, without the prefix "GPU-"; null when the driver does not tell.</summary>
    public Guid? Uuid
    {
        get
        {
            CUuuid uuid;
            return _driver.cuDeviceGetUuid(&uuid, Value) == CUresult.CUDA_SUCCESS ? new Guid(new ReadOnlySpan<byte>(&uuid, sizeof(CUuuid)), bigEndian: true) : null;
        }
    }

    /// <summary>Starts the driver and counts its devices.</summary>
    /// <exception cref="CudaException">The driver does not start; no device at all is 0, not an error.</exception>
    public static int Count(ICudaDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        var started = driver.cuInit(0);
        if (started == CUresult.CUDA_ERROR_NO_DEVICE)
            return 0;
        driver.Check(started, "cuInit");
        int count;
        driver.Check(driver.cuDeviceGetCount(&count), "cuDeviceGetCount");
        return count;
    }

    /// <summary>One device; the driver has been started.</summary>
    public static CudaDevice Get(ICudaDriver driver, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(driver);
        return new CudaDevice(driver, ordinal);
    }

    /// <summary>Starts the driver and describes all of its devices.</summary>
    /// <exception cref="CudaException">The driver does not start; no device at all is an empty list, not an error.</exception>
    public static IReadOnlyList<CudaDevice> Enumerate(ICudaDriver driver)
    {
        var devices = new CudaDevice[Count(driver)];
        for (var i = 0; i < devices.Length; i++)
            devices[i] = new CudaDevice(driver, i);
        return devices;
    }

    /// <summary>The newest CUDA version the driver speaks: 1000 × major + 10 × minor.</summary>
    public static int GetDriverVersion(ICudaDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        int version;
        driver.Check(driver.cuDriverGetVersion(&version), "cuDriverGetVersion");
        return version;
    }

    public int GetAttribute(CUdevice_attribute attribute)
    {
        int value;
        _driver.Check(_driver.cuDeviceGetAttribute(&value, attribute, Value), $"cuDeviceGetAttribute({attribute}, device {Ordinal})");
        return value;
    }

    public override string ToString() => $"{Name} (compute capability {ComputeCapability})";
}
