namespace CudaMlp.Cuda.Devices;

/// <summary>How sessions on a GPU go about their work.</summary>
public sealed record GpuOptions
{
    public static GpuOptions Default { get; } = new();

    /// <summary>Most bytes of one block of data that are kept on the device; what is larger, or than the free memory allows, is streamed.</summary>
    public long ResidentBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// Bytes of features in each of the two windows that data is streamed through, rounded down to whole batches, one at least: long copies, and a small fraction of
    /// any GPU's memory.
    /// </summary>
    public int WindowBytes { get; init; } = 4 << 20;

    /// <summary>
    /// Whether steps are captured into graphs. Without, each op is launched by itself, which is slower and easier to look into. By default as
    /// the environment variable CUDAMLP_GRAPHS says (0 = no).
    /// </summary>
    public bool UseGraphs { get; init; } = Environment.GetEnvironmentVariable("CUDAMLP_GRAPHS") != "0";
}
