using CudaMlp.Plan;

namespace CudaMlp.Devices;

/// <summary>A place where plans run: the CPU, a GPU, or the emulated GPU.</summary>
public interface IDevice : IDisposable
{
    /// <summary>"cpu", "cuda" or "emulator": as in --device.</summary>
    string Kind { get; }

    /// <summary>One line for people: model, cores or compute capability, SIMD level, memory.</summary>
    string Description { get; }

    /// <summary>
    /// Allocates all that the plan needs, once, and copies <paramref name="state"/> in. Disposing the session gives it back.
    /// </summary>
    ISession Open(TrainingStep step, TrainingState state);
}
