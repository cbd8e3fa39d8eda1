using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Driver;

/// <summary>The one device of a driver: what it is, its memory and what runs on it.</summary>
internal sealed class EmulatedDevice : IDisposable
{
    private readonly List<Finding> _findings = [];
    private readonly List<string> _forgotten = [];
    private readonly Lazy<GemmEngine> _gemms;
    private readonly Action<Finding>? _onFinding;

    /// <exception cref="ArgumentException">No device of that name is known.</exception>
    public EmulatedDevice(EmulatorOptions options)
    {
        Spec = string.IsNullOrEmpty(options.DeviceName)
            ? DeviceCatalog.Default
            : DeviceCatalog.Find(options.DeviceName) ?? throw new ArgumentException(
                $"no emulated device is called '{options.DeviceName}'; there are {string.Join(", ", DeviceCatalog.All.Select(d => d.ShortName))}");
        _onFinding = options.OnFinding;
        _gemms = new Lazy<GemmEngine>(() => new GemmEngine(options.Threads));
        Memory = new DeviceMemory(options.MemoryBytes ?? Spec.MemoryBytes, options.Sanitize);
        Launcher = new Launcher(Spec, Memory, new LaunchOptions
        {
            Sanitize = options.Sanitize,
            Profile = options.Profile,
            Threads = options.Threads,
            Print = options.Print,
            OnFinding = Note,
        });
    }

    public DeviceSpec Spec { get; }

    public DeviceMemory Memory { get; }

    public Launcher Launcher { get; }

    /// <summary>What the sanitizer found so far.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            lock (_findings)
                return [.. _findings];
        }
    }

    /// <summary>What multiplies matrices; made when first needed.</summary>
    public GemmEngine Gemms => _gemms.Value;

    /// <summary>Allocations that were never freed: those still live, and those that a destroyed context took along.</summary>
    public IReadOnlyList<string> Leaks()
    {
        lock (_forgotten)
        {
            return [.. _forgotten, .. Memory.Live().Where(a => a.Label is null && a.Kind is not (AllocationKind.Registered or AllocationKind.Graph)).Select(a => a.Describe())];
        }
    }

    /// <summary>Takes note of an allocation that its context took along.</summary>
    public void Forget(Allocation? allocation)
    {
        if (allocation is null || allocation.Kind == AllocationKind.Registered)
            return;
        lock (_forgotten)
            _forgotten.Add(allocation.Describe());
    }

    /// <summary>Notes that a library routine read what was never written; the caller throws the result.</summary>
    public EmulatorFaultException Uninitialized(string routine, ulong address, string text)
    {
        var finding = new Finding(FindingKind.UninitializedRead, routine, 0, null, default, default, address, text);
        Note(finding);
        return new EmulatorFaultException(FaultCode.LaunchFailed, text, finding);
    }

    public void Dispose()
    {
        if (_gemms.IsValueCreated)
            _gemms.Value.Dispose();
        Memory.Dispose();
    }

    private void Note(Finding finding)
    {
        lock (_findings)
            _findings.Add(finding);
        _onFinding?.Invoke(finding);
    }
}
