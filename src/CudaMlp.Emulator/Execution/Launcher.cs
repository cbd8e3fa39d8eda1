using System.Diagnostics;
using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Profiler;

namespace CudaMlp.Emulator.Execution;

/// <summary>Runs kernels. Thread-safe: launches may overlap, each spreads its blocks over the machine's threads.</summary>
public sealed class Launcher(DeviceSpec device, DeviceMemory memory, LaunchOptions options)
{
    private static long _grids;

    public DeviceSpec Device { get; } = device;
    public DeviceMemory Memory { get; } = memory;
    public LaunchOptions Options { get; } = options;

    internal DeviceHeap Heap { get; } = new(memory);

    /// <summary>What the launches so far did; stays empty unless <see cref="LaunchOptions.Profile"/>.</summary>
    public ProfileLog Profile { get; } = new();

    /// <summary>Runs a kernel to its end.</summary>
    /// <exception cref="EmulatorFaultException">The launch was refused (InvalidValue, LaunchOutOfResources …) or failed on the way (IllegalAddress, …).</exception>
    /// <exception cref="OperationCanceledException">The request's token was cancelled.</exception>
    public LaunchResult Launch(LaunchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        LaunchLimits.Check(Device, request);
        EmulatedFunction function = request.Function;
        long started = Stopwatch.GetTimestamp();
        using var launch = new LaunchContext(this, request, Interlocked.Increment(ref _grids));
        int own = function.SharedBytes + request.DynamicSharedBytes;
        int shared = function.ReservedSharedBytes > 0 ? (own + 15) / 16 * 16 + function.ReservedSharedBytes : own;
        var shape = new BlockShape(function.Code, request.Block, shared, function.ReservedSharedBytes, function.LocalBytes, Options.Sanitize);
        int threads = (int)Math.Min((ulong)(Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount), request.Grid.Count);
        var totals = new LaunchTotals(function.Module, Options.Profile);
        Memory.BeginLaunch();
        try
        {
            if (threads <= 1)
                RunOne(launch, function, shape, totals);
            else
                RunTeam(launch, function, shape, totals, threads);
        }
        finally
        {
            Memory.EndLaunch();
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (launch.Failure is { } fault)
        {
            if (fault.Finding is { } finding)
                Options.OnFinding?.Invoke(finding);
            throw fault;
        }
        request.Cancel.ThrowIfCancellationRequested();
        KernelProfile? profile = Options.Profile ? totals.ToProfile(function, request, Device, elapsed) : null;
        if (profile is not null)
            Profile.Add(profile, TimeSpan.FromSeconds((double)started / Stopwatch.Frequency));
        return new LaunchResult(elapsed, totals.WarpInstructions, totals.ThreadInstructions, profile);
    }

    private static void RunOne(LaunchContext launch, EmulatedFunction function, BlockShape shape, LaunchTotals totals)
    {
        using var worker = new Worker(launch, function.Pool, shape, totals.NodeCounters, totals.AccessCounters);
        worker.Run();
        totals.Add(worker);
    }

    // The calling thread works too, and waits only for those of the others that have begun.
    private static void RunTeam(LaunchContext launch, EmulatedFunction function, BlockShape shape, LaunchTotals totals, int threads)
    {
        var gate = new object();
        int running = 0;
        bool closed = false;
        for (int i = 1; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    lock (gate)
                    {
                        if (closed || !launch.HasMoreBlocks)
                            return;
                        running++;
                    }
                    try
                    {
                        RunOne(launch, function, shape, totals);
                    }
                    finally
                    {
                        lock (gate)
                        {
                            running--;
                            Monitor.PulseAll(gate);
                        }
                    }
                },
                null);
        }
        RunOne(launch, function, shape, totals);
        lock (gate)
        {
            closed = true;
            while (running > 0)
                Monitor.Wait(gate);
        }
    }
}
