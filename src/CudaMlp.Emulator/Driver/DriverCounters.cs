namespace CudaMlp.Emulator.Driver;

/// <summary>What a driver was asked to do so far. Counts grow until <see cref="Reset"/>; reading them is always allowed.</summary>
public sealed class DriverCounters
{
    private long _launches;
    private long _kernels;
    private long _graphLaunches;
    private long _synchronizations;
    private long _copies;
    private long _copiedBytes;
    private long _hostCopies;
    private long _sets;
    private long _gemms;
    private long _allocations;

    /// <summary>Kernel launches that a program asked for one by one; those inside a graph do not count.</summary>
    public long Launches => Volatile.Read(ref _launches);

    /// <summary>Kernels that ran, inside graphs and outside.</summary>
    public long Kernels => Volatile.Read(ref _kernels);

    public long GraphLaunches => Volatile.Read(ref _graphLaunches);

    /// <summary>Calls that wait for the device: of a context, a stream or an event, and copies that block the host.</summary>
    public long Synchronizations => Volatile.Read(ref _synchronizations);

    /// <summary>Copies that ran, inside graphs and outside.</summary>
    public long Copies => Volatile.Read(ref _copies);

    public long CopiedBytes => Volatile.Read(ref _copiedBytes);

    /// <summary>Those of <see cref="Copies"/> that had host memory on one side or both.</summary>
    public long HostCopies => Volatile.Read(ref _hostCopies);

    /// <summary>Memory sets that ran.</summary>
    public long Sets => Volatile.Read(ref _sets);

    /// <summary>Matrix products and other cuBLAS routines that ran.</summary>
    public long Gemms => Volatile.Read(ref _gemms);

    /// <summary>Allocations of every kind.</summary>
    public long Allocations => Volatile.Read(ref _allocations);

    public void Reset() =>
        _launches = _kernels = _graphLaunches = _synchronizations = _copies = _copiedBytes = _hostCopies = _sets = _gemms = _allocations = 0;

    internal void Launch() => Interlocked.Increment(ref _launches);

    internal void Kernel() => Interlocked.Increment(ref _kernels);

    internal void GraphLaunch() => Interlocked.Increment(ref _graphLaunches);

    internal void Synchronization() => Interlocked.Increment(ref _synchronizations);

    internal void Copy(ulong bytes, bool host)
    {
        Interlocked.Increment(ref _copies);
        Interlocked.Add(ref _copiedBytes, (long)bytes);
        if (host)
            Interlocked.Increment(ref _hostCopies);
    }

    internal void Set() => Interlocked.Increment(ref _sets);

    internal void Gemm() => Interlocked.Increment(ref _gemms);

    internal void Allocation() => Interlocked.Increment(ref _allocations);
}
