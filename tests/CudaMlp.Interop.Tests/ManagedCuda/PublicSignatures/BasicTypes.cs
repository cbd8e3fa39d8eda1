using System.Runtime.InteropServices;

namespace ManagedCuda.BasicTypes;

// The package's types by name, width and layout. Members of enums are not needed: the binding converts by value.
[StructLayout(LayoutKind.Sequential)]
public struct CUdevice
{
    public int Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUcontext
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUmodule
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUfunction
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUstream
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUevent
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUgraph
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUgraphExec
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUgraphNode
{
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct CUdeviceptr
{
    public SizeT Pointer;
}

[StructLayout(LayoutKind.Sequential)]
public struct SizeT(UIntPtr value)
{
    private UIntPtr _value = value;

    public readonly ulong Value => _value;
}

public enum CUCtxFlags;

public enum CUDeviceAttribute;

public enum CUEventFlags;

public enum CUEventRecordFlags : uint;

public enum CUFuncCache;

public enum CUFunctionAttribute;

public enum CUInitializationFlags : uint;

public enum CUJITOption;

public enum CULimit;

public enum CUMemHostAllocFlags;

public enum CUMemHostRegisterFlags;

public enum CUPointerAttribute;

public enum CUResult;

public enum CUStreamFlags : uint;

public enum CUgraphInstantiate_flags : ulong;

public enum CUgraphNodeType;

public enum CUmemAttach_flags;

public enum CUsharedconfig;

public enum CUstreamCaptureMode;

public enum CUstreamCaptureStatus;

public enum cudaDataType;
