namespace CudaMlp.Emulator.Memory;

/// <summary>
/// Where each state space lies in the 64-bit generic address space of the emulated device. Every range starts above 2^47, where no user
/// pointer of the host can lie: a host pointer and a device pointer are told apart by their value alone.
/// </summary>
public static class AddressMap
{
    /// <summary>Generic window of the executing block's shared memory.</summary>
    public const ulong SharedWindow = 0x0000_A000_0000_0000;

    /// <summary>Generic window of the executing thread's local memory.</summary>
    public const ulong LocalWindow = 0x0000_A100_0000_0000;

    /// <summary>Generic window of the kernel's parameters.</summary>
    public const ulong ParamWindow = 0x0000_A200_0000_0000;

    /// <summary>Bytes of each of the three windows.</summary>
    public const ulong WindowBytes = 0x0000_0001_0000_0000;

    /// <summary>First device address that an allocation may have.</summary>
    public const ulong GlobalBase = 0x0000_B000_0000_0000;

    /// <summary>One past the last device address.</summary>
    public const ulong GlobalEnd = 0x0000_F000_0000_0000;

    /// <summary>"Addresses" of functions, for indirect calls: the function's index in its module.</summary>
    public const ulong CodeBase = 0x0000_9000_0000_0000;

    public static bool IsShared(ulong address) => address - SharedWindow < WindowBytes;

    public static bool IsLocal(ulong address) => address - LocalWindow < WindowBytes;

    public static bool IsParam(ulong address) => address - ParamWindow < WindowBytes;

    public static bool IsDevice(ulong address) => address - GlobalBase < GlobalEnd - GlobalBase;
}
