namespace CudaMlp.Cuda.Sessions;

/// <summary>What a session has asked of its device: the figures behind "one launch a step, and no waiting inside an epoch".</summary>
public sealed class GpuCounters
{
    /// <summary>Graphs launched.</summary>
    public long GraphLaunches { get; internal set; }

    /// <summary>Times the host waited for the device.</summary>
    public long Synchronizations { get; internal set; }

    /// <summary>Graphs captured.</summary>
    public long Captures { get; internal set; }

    /// <summary>Own kernels in the training step captured last (cuBLAS's come on top).</summary>
    public int KernelsPerStep { get; internal set; }
}
