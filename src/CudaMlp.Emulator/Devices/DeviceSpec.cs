using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Devices;

/// <summary>
/// What a GPU is made of, as far as a program can ask and as far as the least time of a kernel depends on it. Sources: the makers' data sheets; of the B200 what
/// its driver says (the data sheets round); blocks and shared memory of a multiprocessor as in <c>arch_traits.h</c> of CCCL.
/// </summary>
public sealed record DeviceSpec
{
    /// <summary>Name as the driver gives it.</summary>
    public required string Name { get; init; }

    /// <summary>Short name to choose the device by ("h100").</summary>
    public required string ShortName { get; init; }

    public required int Major { get; init; }
    public required int Minor { get; init; }

    /// <summary>Streaming multiprocessors.</summary>
    public required int Multiprocessors { get; init; }

    /// <summary>Boost clock in kHz.</summary>
    public required int ClockKilohertz { get; init; }

    /// <summary>Memory clock in kHz.</summary>
    public required int MemoryClockKilohertz { get; init; }

    /// <summary>Width of the memory bus in bits.</summary>
    public required int MemoryBusBits { get; init; }

    /// <summary>Memory bandwidth in bytes per second.</summary>
    public required double BytesPerSecond { get; init; }

    public required ulong MemoryBytes { get; init; }
    public required int L2Bytes { get; init; }

    /// <summary>Shared memory of a multiprocessor, and what a block may have of it with and without opting in, in bytes.</summary>
    public required int SharedPerMultiprocessor { get; init; }
    public required int SharedPerBlockOptIn { get; init; }
    public int SharedPerBlock { get; init; } = 48 * 1024;

    /// <summary>Shared memory the system keeps for itself per block.</summary>
    public int SharedReservedPerBlock { get; init; } = 1024;

    /// <summary>Shared memory is given to blocks in multiples of this many bytes.</summary>
    public int SharedUnit => Major < 8 ? 256 : 128;

    public int ThreadsPerMultiprocessor { get; init; } = 2048;
    public int BlocksPerMultiprocessor { get; init; } = 32;
    public int RegistersPerMultiprocessor { get; init; } = 65536;

    /// <summary>fp32 lanes per multiprocessor (a fused multiply-add each per clock), and those for fp64 and for special functions.</summary>
    public required int Fp32Lanes { get; init; }
    public required int Fp64Lanes { get; init; }
    public int IntegerLanes { get; init; } = 64;
    public int SpecialLanes { get; init; } = 16;

    /// <summary>Dense half-precision tensor-core rate with fp32 accumulation, in floating-point operations per second.</summary>
    public required double TensorHalfFlops { get; init; }

    /// <summary>Compute capability as PTX writes it: 90 for 9.0.</summary>
    public int Architecture => Major * 10 + Minor;

    /// <summary>Fused multiply-adds count as two.</summary>
    public double Fp32Flops => 2.0 * Fp32Lanes * Multiprocessors * ClockKilohertz * 1e3;

    public double Fp64Flops => 2.0 * Fp64Lanes * Multiprocessors * ClockKilohertz * 1e3;

    /// <summary>Whether PTX for a target can be compiled for this device: of an older one or its own; sm_90a on 9.0 alone, sm_100f within its family.</summary>
    public bool Takes(PtxModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Takes(module.TargetArchitecture, module.Target[^1]);
    }

    /// <summary>As <see cref="Takes(PtxModule)"/>, of a target's number and the last character of its name.</summary>
    internal bool Takes(int architecture, char last) => last switch
    {
        'a' => architecture == Architecture,
        'f' => architecture <= Architecture && architecture / 10 == Major,
        _ => architecture <= Architecture,
    };

    public override string ToString() => $"{Name} (sm_{Major}{Minor})";
}
