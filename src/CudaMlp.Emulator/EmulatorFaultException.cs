using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator;

/// <summary>The CUDA result codes that the emulated device itself gives, with the driver's numbers.</summary>
public enum FaultCode
{
    InvalidValue = 1,
    OutOfMemory = 2,
    InvalidImage = 200,
    InvalidPtx = 218,
    UnsupportedPtxVersion = 222,
    NotFound = 500,
    IllegalAddress = 700,
    LaunchOutOfResources = 701,
    LaunchTimeout = 702,
    Assert = 710,
    HardwareStackError = 714,
    IllegalInstruction = 715,
    MisalignedAddress = 716,
    InvalidAddressSpace = 717,
    InvalidPc = 718,
    LaunchFailed = 719,
    CooperativeLaunchTooLarge = 720,
}

/// <summary>What a GPU would have reported as an error, with the reason in words.</summary>
public sealed class EmulatorFaultException : Exception
{
    public EmulatorFaultException(FaultCode code, string message, Finding? finding = null)
        : base(message)
    {
        Code = code;
        Finding = finding;
    }

    /// <summary>The CUDA result that the driver function returns (the numbers of CUresult).</summary>
    public FaultCode Code { get; }

    /// <summary>Where in the kernel it happened; null when no instruction is to blame.</summary>
    public Finding? Finding { get; }
}
