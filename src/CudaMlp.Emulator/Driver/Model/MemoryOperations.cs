using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// A copy of a box of bytes; a plain copy is a box of one row. Which side is on the device follows from the addresses.
/// </summary>
/// <param name="destination">Address of the first byte written.</param>
/// <param name="source">Address of the first byte read.</param>
/// <param name="width">Bytes of a row.</param>
internal sealed unsafe class CopyOperation(ulong destination, ulong source, ulong width) : DeviceOperation
{
    public ulong Destination { get; } = destination;

    public ulong Source { get; } = source;

    public ulong Width { get; } = width;

    /// <summary>Rows of a slice.</summary>
    public ulong Height { get; init; } = 1;

    /// <summary>Slices.</summary>
    public ulong Depth { get; init; } = 1;

    public ulong DestinationPitch { get; init; } = width;

    public ulong SourcePitch { get; init; } = width;

    /// <summary>Bytes from one slice to the next.</summary>
    public ulong DestinationSlice { get; init; }

    public ulong SourceSlice { get; init; }

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMCPY;

    /// <summary>Ordinary memory of the host is copied while the caller waits: the driver may count on it no longer.</summary>
    public override bool HoldsCaller(EmulatedDriver driver) => !IsDevice(driver.Memory, Destination) || !IsDevice(driver.Memory, Source);

    public override CUresult Execute(EmulatedDriver driver)
    {
        DeviceMemory memory = driver.Memory;
        bool to = IsDevice(memory, Destination), from = IsDevice(memory, Source);
        driver.Counters.Copy(Width * Height * Depth, !to || !from);
        for (ulong z = 0; z < Depth; z++)
        {
            for (ulong y = 0; y < Height; y++)
            {
                ulong target = Destination + z * DestinationSlice + y * DestinationPitch;
                ulong origin = Source + z * SourceSlice + y * SourcePitch;
                if (to && from)
                    memory.CopyWithin(target, origin, Width);
                else if (to)
                    memory.CopyFromHost(target, (void*)origin, Width);
                else if (from)
                    memory.CopyToHost((void*)target, origin, Width);
                else
                    Buffer.MemoryCopy((void*)origin, (void*)target, Width, Width);
            }
        }
        return CUresult.CUDA_SUCCESS;
    }

    /// <summary>Memory with bounds to check: the device's, or host memory that the driver knows.</summary>
    public static bool IsDevice(DeviceMemory memory, ulong address) => AddressMap.IsDevice(address) || memory.Find(address) is not null;
}

/// <summary>Sets a rectangle of elements of 1, 2 or 4 bytes; a plain set is a rectangle of one row.</summary>
internal sealed class SetOperation(ulong destination, uint value, int elementBytes, ulong width) : DeviceOperation
{
    public ulong Destination { get; } = destination;

    public uint Value { get; } = value;

    public int ElementBytes { get; } = elementBytes;

    /// <summary>Elements of a row.</summary>
    public ulong Width { get; } = width;

    public ulong Height { get; init; } = 1;

    /// <summary>Bytes from one row to the next.</summary>
    public ulong Pitch { get; init; }

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_MEMSET;

    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Set();
        for (ulong y = 0; y < Height; y++)
            driver.Memory.Set(Destination + y * Pitch, Value, ElementBytes, Width);
        return CUresult.CUDA_SUCCESS;
    }
}
