using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Profiler;

namespace CudaMlp.Emulator.Execution;

/// <summary>One kernel launch.</summary>
public sealed record LaunchRequest
{
    public required EmulatedFunction Function { get; init; }
    public required Dim3 Grid { get; init; }
    public required Dim3 Block { get; init; }

    /// <summary>Dynamic shared memory in bytes, beyond the function's static shared memory.</summary>
    public int DynamicSharedBytes { get; init; }

    /// <summary>The parameter buffer, laid out as <see cref="EmulatedFunction.Parameters"/> says.</summary>
    public required byte[] Parameters { get; init; }

    /// <summary>All blocks must make progress together (cuLaunchCooperativeKernel).</summary>
    public bool Cooperative { get; init; }

    public CancellationToken Cancel { get; init; }

    /// <summary>Where the kernel's malloc takes from; null for the launcher's own heap.</summary>
    internal DeviceHeap? Heap { get; init; }
}

/// <summary>What a finished launch says of itself.</summary>
/// <param name="Elapsed">Time the emulation took.</param>
/// <param name="WarpInstructions">Instructions counted once per warp.</param>
/// <param name="ThreadInstructions">Instructions counted once per active thread.</param>
/// <param name="Profile">Counts by instruction and memory access; null unless <see cref="LaunchOptions.Profile"/>.</param>
public sealed record LaunchResult(TimeSpan Elapsed, long WarpInstructions, long ThreadInstructions, KernelProfile? Profile);
