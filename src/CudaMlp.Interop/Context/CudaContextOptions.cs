namespace CudaMlp.Interop;

/// <summary>What a context demands of the machine, and how it behaves.</summary>
public sealed record CudaContextOptions
{
    public static CudaContextOptions Default { get; } = new();

    /// <summary>The oldest driver accepted, 1000 × major + 10 × minor. CUDA 12.0 is where the entry points used here are all present.</summary>
    public int MinimumDriverVersion { get; init; } = 12000;

    /// <summary>The oldest GPU accepted. The kernels' PTX is written for 7.0.</summary>
    public ComputeCapability MinimumComputeCapability { get; init; } = new(7, 0);

    /// <summary>
    /// Synchronise after each launch, so that a fault is reported by the launch that caused it. Slow; for finding errors. By default as
    /// the environment variable CUDAMLP_SYNC says (1 = yes).
    /// </summary>
    public bool SynchronizeAfterLaunch { get; init; } = Environment.GetEnvironmentVariable("CUDAMLP_SYNC") == "1";
}
