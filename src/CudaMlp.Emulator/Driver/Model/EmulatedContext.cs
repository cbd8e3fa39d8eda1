using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>A context: what it owns, and the error that has spoiled it.</summary>
internal sealed class EmulatedContext
{
    private readonly Dictionary<CUlimit, nuint> _limits = new()
    {
        [CUlimit.CU_LIMIT_STACK_SIZE] = 1024,
        [CUlimit.CU_LIMIT_PRINTF_FIFO_SIZE] = 8 << 20,
        [CUlimit.CU_LIMIT_DEV_RUNTIME_SYNC_DEPTH] = 2,
        [CUlimit.CU_LIMIT_DEV_RUNTIME_PENDING_LAUNCH_COUNT] = 2048,
        [CUlimit.CU_LIMIT_MAX_L2_FETCH_GRANULARITY] = 64,
        [CUlimit.CU_LIMIT_PERSISTING_L2_CACHE_SIZE] = 0,
    };

    public EmulatedContext(bool primary, CUctx_flags flags, DeviceHeap heap)
    {
        Heap = heap;
        _limits[CUlimit.CU_LIMIT_MALLOC_HEAP_SIZE] = (nuint)heap.Size;
        Primary = primary;
        Flags = flags;
        Legacy = new EmulatedStream(this, CUstream_flags.CU_STREAM_DEFAULT, 0) { Handle = CUstream.Legacy, IsLegacy = true };
        PerThread = new ThreadLocal<EmulatedStream>(
            () => new EmulatedStream(this, CUstream_flags.CU_STREAM_DEFAULT, 0) { Handle = CUstream.PerThread });
    }

    /// <summary>What kernels of the context's modules allocate.</summary>
    public DeviceHeap Heap { get; }

    /// <summary>Held while work of a blocking stream runs.</summary>
    public Lock Turn { get; } = new();

    /// <summary>Shuffled work of the blocking streams.</summary>
    public WorkQueue Work { get; } = new();

    public CUcontext Handle { get; set; }

    public bool Primary { get; }

    public CUctx_flags Flags { get; set; }

    public bool Destroyed { get; set; }

    /// <summary>The first fault of a kernel. As on a GPU, nothing but destroying the context mends it.</summary>
    public CUresult Sticky { get; set; }

    public EmulatedStream Legacy { get; }

    public ThreadLocal<EmulatedStream> PerThread { get; }

    /// <summary>Captures under way that forbid the legacy stream (those that blocking streams take part in) and risky calls.</summary>
    public List<CaptureSequence> Captures { get; } = [];

    /// <summary>What a client keeps here, with the C function that is to be called when the context ends.</summary>
    public Dictionary<nint, (nint Value, nint OnDestroy)> Stored { get; } = [];

    public CUfunc_cache CacheConfig { get; set; }

    public CUsharedconfig SharedConfig { get; set; } = CUsharedconfig.CU_SHARED_MEM_CONFIG_FOUR_BYTE_BANK_SIZE;

    public bool TryGetLimit(CUlimit limit, out nuint value)
    {
        lock (_limits)
            return _limits.TryGetValue(limit, out value);
    }

    public bool TrySetLimit(CUlimit limit, nuint value)
    {
        lock (_limits)
        {
            if (!_limits.ContainsKey(limit))
                return false;
            _limits[limit] = limit == CUlimit.CU_LIMIT_MAX_L2_FETCH_GRANULARITY ? nuint.Min(value, 128) : value;
            if (limit == CUlimit.CU_LIMIT_MALLOC_HEAP_SIZE)
                Heap.Size = value;
            return true;
        }
    }
}
