using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

/// <summary>How launches run; the same for all launches of a launcher.</summary>
public sealed record LaunchOptions
{
    /// <summary>Look for uninitialised reads, races and divergent barriers. Bounds and alignment are always checked.</summary>
    public bool Sanitize { get; init; }

    /// <summary>Count sectors and bank conflicts of each memory instruction.</summary>
    public bool Profile { get; init; }

    /// <summary>Host threads that run blocks; 0 for as many as the machine has.</summary>
    public int Threads { get; init; }

    /// <summary>Most warp-instructions that one launch may take before it fails with LaunchTimeout.</summary>
    public long WarpInstructionBudget { get; init; } = 40_000_000_000;

    /// <summary>Where a kernel's printf writes; null for the console.</summary>
    public Action<string>? Print { get; init; }

    /// <summary>Told of each finding as the launch fails.</summary>
    public Action<Finding>? OnFinding { get; init; }
}
