using CudaMlp.Emulator.Devices;

namespace CudaMlp.Emulator.Profiler;

/// <summary>What the launches of one kernel did, and the least time that a GPU could need for it.</summary>
public sealed class KernelProfile
{
    public required string Kernel { get; init; }
    public required DeviceSpec Device { get; init; }
    public long Launches { get; private set; } = 1;
    public required Dim3 Grid { get; init; }
    public required Dim3 Block { get; init; }

    /// <summary>Instructions counted once per warp, and once per active thread.</summary>
    public long WarpInstructions { get; internal set; }
    public long ThreadInstructions { get; internal set; }

    /// <summary>Thread-instructions of each <see cref="InstructionClass"/>.</summary>
    public long[] ByClass { get; private set; } = new long[Enum.GetValues<InstructionClass>().Length];

    public long Fp32Flops { get; internal set; }
    public long Fp64Flops { get; internal set; }
    public long HalfFlops { get; internal set; }
    public long TensorFlops { get; internal set; }

    /// <summary>Global memory: bytes that threads asked for, and 32-byte sectors moved for them.</summary>
    public long BytesRead { get; internal set; }
    public long BytesWritten { get; internal set; }
    public long Sectors { get; internal set; }

    /// <summary>Shared memory: passes over the banks, and the fewest possible.</summary>
    public long BankPasses { get; internal set; }
    public long BankIdeal { get; internal set; }

    /// <summary>Branches that sent lanes of a warp two ways, and branches run.</summary>
    public long DivergentBranches { get; internal set; }
    public long Branches { get; internal set; }

    /// <summary>Share of a multiprocessor's warp slots that are taken, 0 to 1.</summary>
    public required double Occupancy { get; init; }

    /// <summary>Time that the emulation took.</summary>
    public TimeSpan Elapsed { get; internal set; }

    public long BytesAsked => BytesRead + BytesWritten;

    public long BytesMoved => Sectors * 32;

    /// <summary>Bytes asked over bytes moved: 1 when every sector is used whole; above 1 when lanes share addresses.</summary>
    public double Coalescing => Sectors == 0 ? 1 : (double)BytesAsked / BytesMoved;

    /// <summary>Bank passes beyond the fewest possible.</summary>
    public long BankConflicts => BankPasses - BankIdeal;

    /// <summary>Active lanes of an average warp-instruction, 0 to 1.</summary>
    public double LaneUse => WarpInstructions == 0 ? 1 : ThreadInstructions / (32.0 * WarpInstructions);

    /// <summary>Seconds to move the sectors at the device's bandwidth, caches not counted.</summary>
    public double MemorySeconds => BytesMoved / Device.BytesPerSecond;

    /// <summary>Seconds for the busiest arithmetic unit at its full rate.</summary>
    public double ArithmeticSeconds
    {
        get
        {
            double clock = Device.ClockKilohertz * 1e3 * Device.Multiprocessors;
            double seconds = WarpInstructions / (4 * clock);
            seconds = Math.Max(seconds, ByClass[(int)InstructionClass.Fp32] / (Device.Fp32Lanes * clock));
            seconds = Math.Max(seconds, ByClass[(int)InstructionClass.Fp64] / (Device.Fp64Lanes * clock));
            seconds = Math.Max(seconds, ByClass[(int)InstructionClass.Integer] / (Device.IntegerLanes * clock));
            seconds = Math.Max(seconds, (ByClass[(int)InstructionClass.Special] + ByClass[(int)InstructionClass.Convert]) / (Device.SpecialLanes * clock));
            return Math.Max(seconds, TensorFlops / Device.TensorHalfFlops);
        }
    }

    /// <summary>The least time the device could need, in seconds: the greater of memory's and arithmetic's.</summary>
    public double LeastSeconds => Math.Max(MemorySeconds, ArithmeticSeconds);

    /// <summary>"memory" or "arithmetic", whichever bounds the time.</summary>
    public string Bound => MemorySeconds >= ArithmeticSeconds ? "memory" : "arithmetic";

    /// <summary>A profile of its own with the same figures.</summary>
    internal KernelProfile Copy()
    {
        var copy = (KernelProfile)MemberwiseClone();
        copy.ByClass = (long[])ByClass.Clone();
        return copy;
    }

    /// <summary>Adds another launch of the same kernel.</summary>
    internal void Add(KernelProfile other)
    {
        Launches += other.Launches;
        WarpInstructions += other.WarpInstructions;
        ThreadInstructions += other.ThreadInstructions;
        for (int i = 0; i < ByClass.Length; i++)
            ByClass[i] += other.ByClass[i];
        Fp32Flops += other.Fp32Flops;
        Fp64Flops += other.Fp64Flops;
        HalfFlops += other.HalfFlops;
        TensorFlops += other.TensorFlops;
        BytesRead += other.BytesRead;
        BytesWritten += other.BytesWritten;
        Sectors += other.Sectors;
        BankPasses += other.BankPasses;
        BankIdeal += other.BankIdeal;
        DivergentBranches += other.DivergentBranches;
        Branches += other.Branches;
        Elapsed += other.Elapsed;
    }
}
