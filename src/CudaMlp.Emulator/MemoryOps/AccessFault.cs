using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>The faults of memory instructions, in words.</summary>
internal static class AccessFault
{
    public static EmulatorFaultException Misaligned(Warp w, OpSite site, int lane, ulong address, int bytes, ulong alignment) =>
        w.Fault(FaultCode.MisalignedAddress, FindingKind.Misaligned, site, lane, address,
            $"misaligned access: {bytes} bytes at 0x{address:x}, which is {address % alignment} bytes past a multiple of {alignment}");

    public static EmulatorFaultException OutOfBounds(Warp w, OpSite site, int lane, ulong address, int bytes, AccessMode mode)
    {
        DeviceMemory memory = w.Block.Launch.Memory;
        if (memory.FindFreed(address) is { } freed)
        {
            return w.Fault(FaultCode.IllegalAddress, FindingKind.UseAfterFree, site, lane, address,
                $"use after free: {Verb(mode)} of {bytes} bytes at 0x{address:x}, {address - freed.Address} bytes into {freed.Describe()}");
        }
        string kind = address < 4096 ? "access through a null pointer" : "out-of-bounds access";
        return w.Fault(FaultCode.IllegalAddress, FindingKind.OutOfBounds, site, lane, address,
            $"{kind}: {Verb(mode)} of {bytes} bytes at 0x{address:x}; {memory.Nearest(address)}");
    }

    public static EmulatorFaultException Window(Warp w, OpSite site, int lane, ulong offset, int bytes, AccessMode mode, string space, int size) =>
        w.Fault(FaultCode.IllegalAddress, FindingKind.OutOfBounds, site, lane, offset,
            $"out-of-bounds access: {Verb(mode)} of {bytes} bytes at offset 0x{offset:x} of {space} memory, which has {size} bytes");

    public static EmulatorFaultException Uninitialized(Warp w, OpSite site, int lane, ulong address, int bytes, string where) =>
        w.Fault(FaultCode.LaunchFailed, FindingKind.UninitializedRead, site, lane, address,
            $"uninitialised read: {bytes} bytes at 0x{address:x} of {where} were never written");

    public static EmulatorFaultException Race(Warp w, OpSite site, int lane, ulong offset, AccessMode mode, Racer other) =>
        w.Fault(FaultCode.LaunchFailed, FindingKind.SharedRace, site, lane, offset,
            $"shared-memory race: {Verb(mode)} by warp {w.Index} at offset 0x{offset:x}, which {other} since the last barrier");

    private static string Verb(AccessMode mode) => mode switch
    {
        AccessMode.Read => "read",
        AccessMode.Write => "write",
        _ => "atomic operation",
    };
}
