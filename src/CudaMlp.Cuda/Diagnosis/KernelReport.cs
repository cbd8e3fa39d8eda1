namespace CudaMlp.Cuda.Diagnosis;

/// <summary>What became of an op's kernels on a device.</summary>
/// <param name="Op">Base name: kernels/ptx/<paramref name="Op"/>.ptx.</param>
/// <param name="Kernels">How many the file holds.</param>
/// <param name="Launches">How many launches were compared with the host's own figures.</param>
/// <param name="Error">Largest error, as a share of the tolerance; up to 1 is right.</param>
/// <param name="Failure">Why it did not load or run, or what was wrong; null when all is well.</param>
public sealed record KernelReport(string Op, int Kernels, int Launches, double Error, string? Failure)
{
    public bool Works => Failure is null;
}
