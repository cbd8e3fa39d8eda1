namespace CudaMlp.Interop;

/// <summary>How many threads a kernel runs on.</summary>
/// <param name="GridX">Blocks in x.</param>
/// <param name="BlockX">Threads of a block in x.</param>
public readonly record struct LaunchShape(uint GridX, uint BlockX)
{
    public uint GridY { get; init; } = 1;

    public uint GridZ { get; init; } = 1;

    public uint BlockY { get; init; } = 1;

    public uint BlockZ { get; init; } = 1;

    /// <summary>Bytes of dynamic shared memory of a block.</summary>
    public uint SharedBytes { get; init; }

    /// <summary>Enough blocks of <paramref name="block"/> threads that each of <paramref name="items"/> has a thread; at least one block.</summary>
    public static LaunchShape ForItems(long items, uint block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentOutOfRangeException.ThrowIfZero(block);
        return new(checked((uint)Math.Max(1, (items + block - 1) / block)), block);
    }

    public override string ToString() => $"grid {GridX}×{GridY}×{GridZ}, block {BlockX}×{BlockY}×{BlockZ}, {SharedBytes} shared bytes";
}
