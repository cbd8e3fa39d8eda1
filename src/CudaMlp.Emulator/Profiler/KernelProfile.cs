namespace CudaMlp.Emulator.Profiler;

/// <summary>What the launches of one kernel did.</summary>
public sealed class KernelProfile
{
    public required string Kernel { get; init; }
}
