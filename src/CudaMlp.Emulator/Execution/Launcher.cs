using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Memory;

namespace CudaMlp.Emulator.Execution;

/// <summary>Runs kernels. Thread-safe: launches may overlap, each spreads its blocks over the machine's threads.</summary>
public sealed class Launcher(DeviceSpec device, DeviceMemory memory, LaunchOptions options)
{
    public DeviceSpec Device { get; } = device;
    public DeviceMemory Memory { get; } = memory;
    public LaunchOptions Options { get; } = options;

    /// <summary>Runs a kernel to its end.</summary>
    /// <exception cref="EmulatorFaultException">The launch was refused (InvalidValue, LaunchOutOfResources …) or failed on the way (IllegalAddress, …).</exception>
    /// <exception cref="OperationCanceledException">The request's token was cancelled.</exception>
    public LaunchResult Launch(LaunchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        throw new EmulatorFaultException(FaultCode.LaunchFailed, $"the executor for {Device.Name} is being written");
    }
}
