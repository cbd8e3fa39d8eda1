using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace CudaMlp.Interop.Tests.Fakes;

/// <summary>
/// A device of host memory: enough of a driver to see what the objects above the seam ask of it, in which order, and on which context.
/// It runs no kernels; it writes down what they were given.
/// </summary>
public sealed unsafe partial class FakeDriver : UnusedDriver
{
    public const ulong TotalBytes = 1 << 20;

    public static readonly CUcontext Context = new(0x7000);

    [ThreadStatic]
    private static ConditionalWeakTable<FakeDriver, List<CUcontext>>? _stacks;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, nuint> _blocks = [];
    private long _nextHandle = 0x100;

    /// <summary>Every call, with the context that was current.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Calls that came without a current context, though they need one.</summary>
    public List<string> Strays { get; } = [];

    public int Version { get; set; } = 12080;

    public int DeviceCount { get; set; } = 1;

    public (int Major, int Minor) Capability { get; set; } = (8, 0);

    public CUresult InitResult { get; set; }

    /// <summary>The library does not export cuDevicePrimaryCtxRetain: what the runtime throws then.</summary>
    public bool LacksRetain { get; set; }

    public CUresult RetainResult { get; set; }

    public int ContextReferences { get; private set; }

    /// <summary>What the next calls of a function return, by its name.</summary>
    public Dictionary<string, CUresult> Failures { get; } = [];

    public string JitErrorLog { get; set; } = "";

    public bool Capturing { get; set; }

    /// <summary>Called before memory is copied or filled, on the way into the driver.</summary>
    public Action? BeforeWork { get; set; }

    /// <summary>The arguments of the last launch, as the pointers gave them: eight bytes each.</summary>
    public List<ulong> Arguments { get; } = [];

    public int ArgumentsToRead { get; set; }

    /// <summary>Launches write nothing down, so that a test can measure what the caller allocates.</summary>
    public bool Quiet { get; set; }

    public IReadOnlyCollection<ulong> LiveBlocks
    {
        get
        {
            lock (_gate)
                return [.. _blocks.Keys];
        }
    }

    private List<CUcontext> Stack => (_stacks ??= []).GetValue(this, _ => [default]);

    private CUcontext Current
    {
        get => Stack[^1];
        set => Stack[^1] = value;
    }

    public override CUresult cuInit(uint flags) => InitResult;

    public override CUresult cuDriverGetVersion(int* driverVersion) => Set(driverVersion, Version);

    public override CUresult cuDeviceGetCount(int* count) => Set(count, DeviceCount);

    public override CUresult cuDeviceGet(CUdevice* device, int ordinal) => Set(device, new CUdevice(ordinal));

    public override CUresult cuDeviceGetName(byte* name, int len, CUdevice dev)
    {
        "Fake GPU\0"u8.CopyTo(new Span<byte>(name, len));
        return CUresult.CUDA_SUCCESS;
    }

    public override CUresult cuDeviceTotalMem(nuint* bytes, CUdevice dev) => Set(bytes, (nuint)TotalBytes);

    public override CUresult cuDeviceGetAttribute(int* pi, CUdevice_attribute attrib, CUdevice dev) => Set(pi, attrib switch
    {
        CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR => Capability.Major,
        CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR => Capability.Minor,
        _ => 0,
    });

    public override CUresult cuGetErrorName(CUresult error, byte** pStr) => Set((nint*)pStr, Text(error.ToString()));

    public override CUresult cuGetErrorString(CUresult error, byte** pStr) => Set((nint*)pStr, Text($"text of {(int)error}"));

    public override CUresult cuDevicePrimaryCtxRetain(CUcontext* pctx, CUdevice dev)
    {
        if (LacksRetain)
            throw new EntryPointNotFoundException("Unable to find an entry point named 'cuDevicePrimaryCtxRetain' in native library 'fake'.");
        if (RetainResult != CUresult.CUDA_SUCCESS)
            return RetainResult;
        ContextReferences++;
        return Set(pctx, Context);
    }

    public override CUresult cuDevicePrimaryCtxRelease(CUdevice dev)
    {
        Note("cuDevicePrimaryCtxRelease");
        ContextReferences--;
        return CUresult.CUDA_SUCCESS;
    }

    public override CUresult cuCtxSetCurrent(CUcontext ctx)
    {
        Note("cuCtxSetCurrent");
        Current = ctx;
        return CUresult.CUDA_SUCCESS;
    }

    public override CUresult cuCtxPushCurrent(CUcontext ctx)
    {
        if (ContextReferences == 0)
            return CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED;
        Stack.Add(ctx);
        return CUresult.CUDA_SUCCESS;
    }

    public override CUresult cuCtxPopCurrent(CUcontext* pctx)
    {
        *pctx = Current;
        Stack.RemoveAt(Stack.Count - 1);
        return CUresult.CUDA_SUCCESS;
    }

    public override CUresult cuMemGetInfo(nuint* free, nuint* total)
    {
        lock (_gate)
            *free = (nuint)TotalBytes - _blocks.Values.Aggregate((nuint)0, (a, b) => a + b);
        *total = (nuint)TotalBytes;
        return CUresult.CUDA_SUCCESS;
    }

    private static CUresult Set<T>(T* target, T value)
        where T : unmanaged
    {
        *target = value;
        return CUresult.CUDA_SUCCESS;
    }

    private static nint Text(string text) => Marshal.StringToCoTaskMemUTF8(text);

    private CUresult Call(string name, string? detail = null)
    {
        lock (_gate)
        {
            Calls.Add(detail is null ? name : $"{name} {detail}");
            if (Current != Context || ContextReferences == 0)
                Strays.Add(name);
        }

        return Failures.GetValueOrDefault(name);
    }

    private void Note(string name)
    {
        lock (_gate)
            Calls.Add(name);
    }

    private nint NewHandle() => (nint)Interlocked.Add(ref _nextHandle, 0x10);

    private static string String(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
