namespace CudaMlp.Interop;

// Every handle is a struct of its own over the native value, so that a stream cannot be passed for an event,
// and is passed to C exactly as the header's typedef would be.

/// <summary><c>CUdeviceptr</c>: an address in device memory (unsigned, 64 bits on every supported platform).</summary>
public readonly record struct CUdeviceptr(ulong Value)
{
    public static CUdeviceptr Null => default;

    public bool IsNull => Value == 0;

    public static CUdeviceptr operator +(CUdeviceptr address, ulong bytes) => new(checked(address.Value + bytes));

    public static CUdeviceptr Add(CUdeviceptr left, ulong right) => left + right;

    public override string ToString() => $"0x{Value:x}";
}

/// <summary><c>CUdevice</c>: the ordinal of a device.</summary>
public readonly record struct CUdevice(int Value);

/// <summary><c>CUcontext</c>: an opaque pointer.</summary>
public readonly record struct CUcontext(nint Value);

/// <summary><c>CUmodule</c>: an opaque pointer.</summary>
public readonly record struct CUmodule(nint Value);

/// <summary><c>CUfunction</c>: an opaque pointer.</summary>
public readonly record struct CUfunction(nint Value);

/// <summary><c>CUlinkState</c>: an opaque pointer.</summary>
public readonly record struct CUlinkState(nint Value);

/// <summary><c>CUstream</c>: an opaque pointer; 0 is the default stream, 1 and 2 are the two explicit default streams.</summary>
public readonly record struct CUstream(nint Value)
{
    /// <summary><c>CU_STREAM_LEGACY</c>.</summary>
    public static CUstream Legacy => new(1);

    /// <summary><c>CU_STREAM_PER_THREAD</c>.</summary>
    public static CUstream PerThread => new(2);
}

/// <summary><c>CUevent</c>: an opaque pointer.</summary>
public readonly record struct CUevent(nint Value);

/// <summary><c>CUarray</c>: an opaque pointer.</summary>
public readonly record struct CUarray(nint Value);

/// <summary><c>CUgraph</c>: an opaque pointer.</summary>
public readonly record struct CUgraph(nint Value);

/// <summary><c>CUgraphExec</c>: an opaque pointer.</summary>
public readonly record struct CUgraphExec(nint Value);

/// <summary><c>CUgraphNode</c>: an opaque pointer.</summary>
public readonly record struct CUgraphNode(nint Value);

/// <summary><c>cublasHandle_t</c>: an opaque pointer.</summary>
public readonly record struct cublasHandle_t(nint Value);
