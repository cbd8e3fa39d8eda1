using System.Diagnostics;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Profiler;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// The CUDA driver API over the emulated device, in process. One object is one driver with one device; several may live side by side.
/// </summary>
/// <remarks>
/// <para>Work runs to its end on the calling thread when it is submitted (a kernel's blocks run on all cores). That is one of the
/// orders a GPU may choose, for every use of streams and events; only a program in which the device waits for something the host does
/// later would notice, and it would hang. With <see cref="EmulatorOptions.ShuffleSeed"/> it runs in others of those orders.</para>
/// <para>Errors: a kernel that faults makes its own launch fail, as on a GPU under CUDA_LAUNCH_BLOCKING=1, and spoils its context:
/// every later call in that context gives the same error until the context is destroyed or the primary context reset.
/// <see cref="LastError"/> says in words what happened.</para>
/// </remarks>
public sealed unsafe partial class EmulatedDriver : ICudaDriver, IDisposable
{
    /// <summary>The CUDA version that <see cref="cuDriverGetVersion"/> says: 12.9, the first whose compiler reads PTX 8.8 and so all that the reader does.</summary>
    public const int Version = 12090;

    private readonly HandleTable<EmulatedContext> _contexts = new(1);
    private readonly HandleTable<ModuleEntry> _modules = new(2);
    private readonly HandleTable<FunctionEntry> _functions = new(3);
    private readonly HandleTable<EmulatedStream> _streams = new(4);
    private readonly HandleTable<EmulatedEvent> _events = new(5);
    private readonly HandleTable<EmulatedGraph> _graphs = new(6);
    private readonly HandleTable<GraphNode> _nodes = new(7);
    private readonly HandleTable<EmulatedGraphExec> _execs = new(8);
    private readonly HandleTable<LinkJob> _links = new(9);
    private readonly HandleTable<LibraryEntry> _libraries = new(11);
    private readonly HandleTable<KernelEntry> _kernels = new(12);

    /// <summary>Captures, graphs and contexts change under this lock.</summary>
    private readonly Lock _state = new();

    /// <summary>Work under way holds it for reading; what takes memory away holds it for writing. Taken before <see cref="_state"/>, behind a stream's turn.</summary>
    private readonly ReaderWriterLockSlim _work = new(LockRecursionPolicy.SupportsRecursion);

    /// <summary>Null where work runs when it is submitted.</summary>
    private readonly ShuffledWork? _shuffled;

    private readonly ThreadLocal<ThreadState> _thread = new(() => new ThreadState());
    private volatile bool _initialized;
    private volatile bool _disposed;
    private volatile string? _lastError;

    /// <summary>A driver for one emulated device.</summary>
    /// <exception cref="ArgumentException">No device of that name is known.</exception>
    public EmulatedDriver(EmulatorOptions? options = null)
    {
        Options = options ?? new EmulatorOptions();
        Device = new EmulatedDevice(Options);
        if (Options.ShuffleSeed is { } seed)
            _shuffled = new ShuffledWork(Run, seed);
    }

    public EmulatorOptions Options { get; }

    /// <summary>What this driver was asked to do.</summary>
    public DriverCounters Counters { get; } = new();

    /// <summary>The reason of the last failed call in words, null when none failed yet. Calls of all threads write here.</summary>
    public string? LastError => _lastError;

    /// <summary>What the kernels so far did; empty unless <see cref="EmulatorOptions.Profile"/>.</summary>
    public ProfileLog Profile => Device.Launcher.Profile;

    /// <summary>What the sanitizer found so far.</summary>
    public IReadOnlyList<Finding> Findings => Device.Findings;

    /// <summary>Allocations that were never freed, in words: those still live, and those that a destroyed context took along.</summary>
    public IReadOnlyList<string> Leaks() => Device.Leaks();

    /// <inheritdoc/>
    public string Description => $"emulated {Device.Spec.Name}";

    /// <summary>The device's memory, executor, sanitizer and profiler.</summary>
    internal EmulatedDevice Device { get; }

    internal DeviceMemory Memory => Device.Memory;

    public CUresult cuInit(uint flags)
    {
        if (flags != 0)
            return CUDA_ERROR_INVALID_VALUE;
        if (_disposed)
            return NotReady;
        _initialized = true;
        return CUDA_SUCCESS;
    }

    public CUresult cuDriverGetVersion(int* driverVersion)
    {
        if (driverVersion is null)
            return CUDA_ERROR_INVALID_VALUE;
        *driverVersion = Version;
        return CUDA_SUCCESS;
    }

    public CUresult cuGetErrorName(CUresult error, byte** pStr) => Answer(ErrorTexts.Name(error), pStr);

    public CUresult cuGetErrorString(CUresult error, byte** pStr) => Answer(ErrorTexts.Text(error), pStr);

    /// <summary>In process there are no C entry points to hand out; the native library answers this itself.</summary>
    public CUresult cuGetProcAddress(byte* symbol, void** pfn, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* symbolStatus)
    {
        if (symbol is null || pfn is null)
            return CUDA_ERROR_INVALID_VALUE;
        *pfn = null;
        if (symbolStatus is not null)
            *symbolStatus = CUdriverProcAddressQueryResult.CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
        return CUDA_ERROR_NOT_FOUND;
    }

    public CUresult cuProfilerStart() => Current(out _);

    public CUresult cuProfilerStop() => Current(out _);

    /// <summary>Frees the device's memory. Every later call says CUDA_ERROR_DEINITIALIZED, so that finalizers that come late do no harm.</summary>
    public void Dispose()
    {
        _disposed = true;
        _initialized = false;
        Device.Dispose();
    }

    internal static void Stamp(EmulatedEvent target)
    {
        target.Ticks = Stopwatch.GetTimestamp();
        target.Recorded = true;
    }

    /// <summary>Keeps the reason of a failure for <see cref="LastError"/>, and says it on stderr where that is wanted.</summary>
    /// <returns>The error, for the caller to return.</returns>
    public CUresult Fail(CUresult error, string reason)
    {
        _lastError = reason;
        if (Options.Verbose)
            Console.Error.WriteLine($"cudamlp emulator: {error}: {reason}");
        return error;
    }

    internal CUresult Fail(EmulatorFaultException fault) => Fail((CUresult)(int)fault.Code, fault.Message);

    /// <summary>The context of the calling thread, if it can be used.</summary>
    internal CUresult Current(out EmulatedContext context)
    {
        context = null!;
        if (!_initialized)
            return NotReady;
        if (!_thread.Value!.Contexts.TryPeek(out EmulatedContext? top))
            return Fail(CUDA_ERROR_INVALID_CONTEXT, "the calling thread has no current context");
        if (top.Destroyed)
            return CUDA_ERROR_CONTEXT_IS_DESTROYED;
        context = top;
        return top.Sticky;
    }

    /// <summary>Runs work for a stream now (shuffled work: at some time), or makes it a node of the stream's capture.</summary>
    internal CUresult Submit(EmulatedStream stream, DeviceOperation operation)
    {
        if (stream.Capture is { } capture)
        {
            lock (_state)
                return Track(capture, stream, operation);
        }
        if (_shuffled is null)
            return Run(stream, operation);
        CUresult result = _shuffled.Add(stream, operation);
        return operation.HoldsCaller(this) && Finish(stream) is not CUDA_SUCCESS and var error ? error : result;
    }

    /// <summary>Waits for the work of a stream; shuffled work runs now.</summary>
    private CUresult Finish(EmulatedStream stream) => _shuffled?.Finish(stream.Work, stream.Work.Submitted) ?? CUDA_SUCCESS;

    /// <summary>Waits for all work.</summary>
    private CUresult FinishAll() => _shuffled?.FinishAll() ?? CUDA_SUCCESS;

    private CUresult NotReady => _disposed ? CUDA_ERROR_DEINITIALIZED : CUDA_ERROR_NOT_INITIALIZED;

    private static bool IsSticky(CUresult error) =>
        error is CUDA_ERROR_ILLEGAL_ADDRESS or CUDA_ERROR_LAUNCH_TIMEOUT or CUDA_ERROR_ASSERT or CUDA_ERROR_HARDWARE_STACK_ERROR
            or CUDA_ERROR_ILLEGAL_INSTRUCTION or CUDA_ERROR_MISALIGNED_ADDRESS or CUDA_ERROR_INVALID_ADDRESS_SPACE
            or CUDA_ERROR_INVALID_PC or CUDA_ERROR_LAUNCH_FAILED;

    private static CUresult Answer(byte* text, byte** pStr)
    {
        if (pStr is null)
            return CUDA_ERROR_INVALID_VALUE;
        *pStr = text;
        return text is null ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
    }

    /// <summary>Threads that share a stream, or two streams that wait for each other by way of the default stream, take turns.</summary>
    private CUresult Run(EmulatedStream stream, DeviceOperation operation)
    {
        CUresult result;
        lock (_shuffled?.Turn ?? stream.Turn)
        {
            _work.EnterReadLock();
            try
            {
                result = operation.Execute(this);
            }
            catch (EmulatorFaultException fault)
            {
                result = Fail(fault);
            }
            finally
            {
                _work.ExitReadLock();
            }
        }
        if (IsSticky(result))
            stream.Context.Sticky = result;
        return result;
    }

    /// <summary>Takes away what work may use once all work under way has ended, on whatever stream and thread: freeing waits for the device.</summary>
    private CUresult WhenIdle(Func<CUresult> release)
    {
        if (_work.IsReadLockHeld)
            return Fail(CUDA_ERROR_NOT_PERMITTED, "a host function that a stream calls may not free memory, modules or contexts: it would wait for itself");
        FinishAll();
        _work.EnterWriteLock();
        try
        {
            return release();
        }
        finally
        {
            _work.ExitWriteLock();
        }
    }

    private CUresult Initialized(CUdevice device)
    {
        if (!_initialized)
            return NotReady;
        return device.Value == 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
    }

    /// <summary>What belongs to one host thread.</summary>
    private sealed partial class ThreadState
    {
        public Stack<EmulatedContext> Contexts { get; } = new();

        public CUstreamCaptureMode CaptureMode { get; set; } = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL;
    }
}
