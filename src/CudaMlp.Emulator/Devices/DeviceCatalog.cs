namespace CudaMlp.Emulator.Devices;

/// <summary>The GPUs that the emulator can pretend to be.</summary>
public static class DeviceCatalog
{
    private const ulong Gib = 1ul << 30;

    /// <summary>Used where no device is named.</summary>
    public static DeviceSpec Default => All[0];

    public static IReadOnlyList<DeviceSpec> All { get; } =
    [
        new()
        {
            Name = "NVIDIA H100 80GB HBM3", ShortName = "h100", Major = 9, Minor = 0, Multiprocessors = 132, ClockKilohertz = 1_980_000,
            MemoryClockKilohertz = 2_619_000, MemoryBusBits = 5120, BytesPerSecond = 3.35e12, MemoryBytes = 80 * Gib, L2Bytes = 50 << 20,
            SharedPerMultiprocessor = 228 * 1024, SharedPerBlockOptIn = 227 * 1024, Fp32Lanes = 128, Fp64Lanes = 64, TensorHalfFlops = 989e12,
        },
        new()
        {
            Name = "NVIDIA B200", ShortName = "b200", Major = 10, Minor = 0, Multiprocessors = 148, ClockKilohertz = 1_965_000,
            MemoryClockKilohertz = 3_996_000, MemoryBusBits = 7680, BytesPerSecond = 7.67e12, MemoryBytes = 180 * Gib, L2Bytes = 253 << 19,
            SharedPerMultiprocessor = 228 * 1024, SharedPerBlockOptIn = 227 * 1024, Fp32Lanes = 128, Fp64Lanes = 64, TensorHalfFlops = 2250e12,
        },
        new()
        {
            Name = "NVIDIA GeForce RTX 5090", ShortName = "rtx5090", Major = 12, Minor = 0, Multiprocessors = 170, ClockKilohertz = 2_407_000,
            MemoryClockKilohertz = 14_001_000, MemoryBusBits = 512, BytesPerSecond = 1.792e12, MemoryBytes = 32 * Gib, L2Bytes = 96 << 20,
            SharedPerMultiprocessor = 100 * 1024, SharedPerBlockOptIn = 99 * 1024, ThreadsPerMultiprocessor = 1536, BlocksPerMultiprocessor = 24,
            Fp32Lanes = 128, Fp64Lanes = 2, IntegerLanes = 128, TensorHalfFlops = 209.5e12,
        },
        new()
        {
            Name = "NVIDIA A100-SXM4-80GB", ShortName = "a100", Major = 8, Minor = 0, Multiprocessors = 108, ClockKilohertz = 1_410_000,
            MemoryClockKilohertz = 1_593_000, MemoryBusBits = 5120, BytesPerSecond = 2.039e12, MemoryBytes = 80 * Gib, L2Bytes = 40 << 20,
            SharedPerMultiprocessor = 164 * 1024, SharedPerBlockOptIn = 163 * 1024, Fp32Lanes = 64, Fp64Lanes = 32, TensorHalfFlops = 312e12,
        },
        new()
        {
            Name = "NVIDIA GeForce RTX 4090", ShortName = "rtx4090", Major = 8, Minor = 9, Multiprocessors = 128, ClockKilohertz = 2_520_000,
            MemoryClockKilohertz = 10_501_000, MemoryBusBits = 384, BytesPerSecond = 1.008e12, MemoryBytes = 24 * Gib, L2Bytes = 72 << 20,
            SharedPerMultiprocessor = 100 * 1024, SharedPerBlockOptIn = 99 * 1024, ThreadsPerMultiprocessor = 1536, BlocksPerMultiprocessor = 24,
            Fp32Lanes = 128, Fp64Lanes = 2, TensorHalfFlops = 165e12,
        },
        new()
        {
            Name = "NVIDIA L4", ShortName = "l4", Major = 8, Minor = 9, Multiprocessors = 58, ClockKilohertz = 2_040_000,
            MemoryClockKilohertz = 6_251_000, MemoryBusBits = 192, BytesPerSecond = 300e9, MemoryBytes = 24 * Gib, L2Bytes = 48 << 20,
            SharedPerMultiprocessor = 100 * 1024, SharedPerBlockOptIn = 99 * 1024, ThreadsPerMultiprocessor = 1536, BlocksPerMultiprocessor = 24,
            Fp32Lanes = 128, Fp64Lanes = 2, TensorHalfFlops = 121e12,
        },
        new()
        {
            Name = "NVIDIA GeForce RTX 3090", ShortName = "rtx3090", Major = 8, Minor = 6, Multiprocessors = 82, ClockKilohertz = 1_695_000,
            MemoryClockKilohertz = 9_751_000, MemoryBusBits = 384, BytesPerSecond = 936e9, MemoryBytes = 24 * Gib, L2Bytes = 6 << 20,
            SharedPerMultiprocessor = 100 * 1024, SharedPerBlockOptIn = 99 * 1024, ThreadsPerMultiprocessor = 1536, BlocksPerMultiprocessor = 16,
            Fp32Lanes = 128, Fp64Lanes = 2, TensorHalfFlops = 71e12,
        },
        new()
        {
            Name = "Tesla T4", ShortName = "t4", Major = 7, Minor = 5, Multiprocessors = 40, ClockKilohertz = 1_590_000,
            MemoryClockKilohertz = 5_001_000, MemoryBusBits = 256, BytesPerSecond = 320e9, MemoryBytes = 16 * Gib, L2Bytes = 4 << 20,
            SharedPerMultiprocessor = 64 * 1024, SharedPerBlockOptIn = 64 * 1024, SharedReservedPerBlock = 0, ThreadsPerMultiprocessor = 1024,
            BlocksPerMultiprocessor = 16, Fp32Lanes = 64, Fp64Lanes = 2, TensorHalfFlops = 65e12,
        },
        new()
        {
            Name = "Tesla V100-SXM2-32GB", ShortName = "v100", Major = 7, Minor = 0, Multiprocessors = 80, ClockKilohertz = 1_530_000,
            MemoryClockKilohertz = 877_000, MemoryBusBits = 4096, BytesPerSecond = 900e9, MemoryBytes = 32 * Gib, L2Bytes = 6 << 20,
            SharedPerMultiprocessor = 96 * 1024, SharedPerBlockOptIn = 96 * 1024, SharedReservedPerBlock = 0,
            Fp32Lanes = 64, Fp64Lanes = 32, TensorHalfFlops = 125e12,
        },
    ];

    /// <summary>The device of a short name ("h100") or full name, without regard to case; null when there is none.</summary>
    public static DeviceSpec? Find(string name)
    {
        foreach (DeviceSpec device in All)
        {
            if (device.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase) || device.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return device;
        }
        return null;
    }
}
