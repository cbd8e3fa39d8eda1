using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CudaMlp.Devices;
using CudaMlp.Numerics;
using CudaMlp.Plan;

namespace CudaMlp.Cpu;

/// <summary>The processor as a device: plans run over a team of threads with the widest vectors there are.</summary>
public sealed class CpuDevice : IDevice
{
    private readonly ThreadTeam _team;

    /// <param name="threads">Members of the team; 0 for one a processor. Results depend on the number in the last bits of sums of losses and, with clipping, of weights.</param>
    public CpuDevice(int threads = 0) => _team = new ThreadTeam(threads);

    public string Kind => "cpu";

    public int Threads => _team.Threads;

    public string Description => $"{Threads} {(Threads == 1 ? "thread" : "threads")}, {VectorName}, {MemoryInGibibytes():0.#} GiB";

    /// <summary>The instruction set that the ops use here.</summary>
    public static string VectorName =>
        Vector512.IsHardwareAccelerated ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : Vector256.IsHardwareAccelerated ? "256-bit vectors"
        : Sse2.IsSupported ? "SSE"
        : Vector128.IsHardwareAccelerated ? "128-bit vectors"
        : "no vectors";

    public ISession Open(TrainingStep step, TrainingState state) => new CpuSession(step, state, _team);

    public void Dispose() => _team.Dispose();

    private static double MemoryInGibibytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
}
