using CudaMlp.Interop;
using CudaMlp.Numerics;

namespace CudaMlp.Emulator.Driver;

/// <summary>alpha or beta: a value taken when the routine was called, or a place on the device that is read each time it runs.</summary>
internal readonly unsafe struct ScalarSource
{
    private readonly double _value;
    private readonly ulong _address;
    private readonly ElementType _type;

    private ScalarSource(double value, ulong address, ElementType type) => (_value, _address, _type) = (value, address, type);

    /// <param name="pointer">Not null: host or device memory, as the mode says.</param>
    /// <param name="type">Type of the number there.</param>
    /// <param name="mode">Where the pointer leads.</param>
    public static ScalarSource From(void* pointer, ElementType type, cublasPointerMode_t mode) =>
        mode == cublasPointerMode_t.CUBLAS_POINTER_MODE_DEVICE
            ? new ScalarSource(0, (ulong)pointer, type)
            : new ScalarSource(Load(pointer, type), 0, type);

    /// <exception cref="EmulatorFaultException">IllegalAddress when the place on the device does not exist.</exception>
    public double Read(EmulatedDriver driver)
    {
        if (_address == 0)
            return _value;
        if (!driver.Memory.TryResolve(_address, (ulong)_type.Size(), out byte* host))
            throw new EmulatorFaultException(FaultCode.IllegalAddress, $"cuBLAS: a scalar at 0x{_address:x} is not device memory: {driver.Memory.Nearest(_address)}");
        return Load(host, _type);
    }

    private static double Load(void* pointer, ElementType type) => type switch
    {
        ElementType.Double => *(double*)pointer,
        ElementType.Half => (double)*(Half*)pointer,
        _ => *(float*)pointer,
    };
}
