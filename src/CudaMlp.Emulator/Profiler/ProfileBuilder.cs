using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Profiler;

/// <summary>Turns the raw counts of a launch into a profile.</summary>
internal static class ProfileBuilder
{
    public static KernelProfile Build(
        LoadedModule module, EmulatedFunction function, LaunchRequest request, DeviceSpec device, TimeSpan elapsed, NodeCount[] nodes, AccessCount[] accesses) =>
        new() { Kernel = function.Name };
}
