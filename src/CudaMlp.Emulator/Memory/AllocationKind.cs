namespace CudaMlp.Emulator.Memory;

/// <summary>Who made an allocation and how it is reached.</summary>
public enum AllocationKind
{
    /// <summary>cuMemAlloc and its like.</summary>
    Device,

    /// <summary>cuMemAllocManaged, and a module's variables with .attribute(.managed): one address for host and device, which is the host's.</summary>
    Managed,

    /// <summary>cuMemAllocHost: pinned memory of ours, device pointer = host pointer.</summary>
    Pinned,

    /// <summary>cuMemHostRegister: the caller's memory, device pointer = host pointer.</summary>
    Registered,

    /// <summary>cuMemMap: memory that was made and mapped each on its own.</summary>
    Mapped,

    /// <summary>What a node of a graph allocates.</summary>
    Graph,

    /// <summary>A module's .global or .const variable.</summary>
    Variable,

    /// <summary>malloc called by a kernel.</summary>
    DeviceHeap,
}
