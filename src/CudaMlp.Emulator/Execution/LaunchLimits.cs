using CudaMlp.Emulator.Devices;

namespace CudaMlp.Emulator.Execution;

/// <summary>What a device refuses to launch.</summary>
internal static class LaunchLimits
{
    public static void Check(DeviceSpec device, LaunchRequest request)
    {
        EmulatedFunction function = request.Function;
        Dim3 block = request.Block;
        Dim3 grid = request.Grid;
        string name = function.Name;
        if (block.X is 0 or > 1024 || block.Y is 0 or > 1024 || block.Z is 0 or > 64 || block.Count > 1024)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"{name}: a block of {block} threads is outside 1..(1024,1024,64) or above 1024 threads");
        if (grid.X is 0 or > int.MaxValue || grid.Y is 0 or > 65535 || grid.Z is 0 or > 65535)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"{name}: a grid of {grid} blocks is outside 1..(2147483647,65535,65535)");
        if (block.Count > (ulong)function.MaxThreadsPerBlock)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"{name}: {block.Count} threads per block exceed the kernel's own limit of {function.MaxThreadsPerBlock} (.maxntid)");
        if (function.RequiredBlock is { } required && required != block)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"{name}: the kernel demands blocks of {required} threads (.reqntid), not {block}");
        if (request.DynamicSharedBytes < 0 || (long)function.SharedBytes + request.DynamicSharedBytes > device.SharedPerBlockOptIn)
        {
            throw new EmulatorFaultException(FaultCode.InvalidValue,
                $"{name}: {function.SharedBytes} + {request.DynamicSharedBytes} bytes of shared memory exceed the {device.SharedPerBlockOptIn} of a block on {device.Name}");
        }
        if (request.Parameters.Length < function.ParameterBytes)
            throw new EmulatorFaultException(FaultCode.InvalidValue, $"{name}: {request.Parameters.Length} bytes of parameters were given, the kernel takes {function.ParameterBytes}");
        if (!request.Cooperative)
            return;
        ulong resident = (ulong)device.Multiprocessors * (ulong)Occupancy.BlocksPerMultiprocessor(device, function, (int)block.Count, request.DynamicSharedBytes);
        if (grid.Count > resident)
            throw new EmulatorFaultException(FaultCode.CooperativeLaunchTooLarge, $"{name}: {grid.Count} blocks cannot be resident together on {device.Name}, {resident} can");
    }
}
